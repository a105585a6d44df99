"""Files of laboratories and families: bytes in, nouns and findings out."""
