"""From the bytes of a file to a grid of texts, by what the bytes are and not by what the file is called."""

from repatria.lists.formats.sniff import read_grid

__all__ = ["read_grid"]
