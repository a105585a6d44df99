"""The programs that do the arithmetic."""
