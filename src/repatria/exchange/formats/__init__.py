"""Files that others write rounds in."""
