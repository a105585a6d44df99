"""Who goes home in which round, and who is left out and why."""
