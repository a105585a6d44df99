"""A case from its folder to its results: bring it in, run it, write it out."""
