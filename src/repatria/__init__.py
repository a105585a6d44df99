"""Repatria: bringing people home between parties at war.

Lists become *records*; records speak of *persons* by decisions that can be undone; what is said of a
person is a *claim* that the other side answers.  Engines propose, named people of different sides
sign, and whoever or whatever is in somebody's hands stands in exactly one custody account.
"""

__version__ = "0.1.0"
