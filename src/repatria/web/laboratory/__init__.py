"""Whose body this is, from the bag to two signatures: remains, samples, readings, families, comparisons, the board."""
