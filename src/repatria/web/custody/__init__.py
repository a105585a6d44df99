"""In whose hands every person and every remains unit is: one account at a time, double entry."""
