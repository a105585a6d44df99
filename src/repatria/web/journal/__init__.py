"""Who did what, and who viewed what: append-only, without personal data."""
