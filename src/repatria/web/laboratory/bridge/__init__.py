"""Between the laboratory's rows and the engines: pedigrees, weighing, pictures, files."""

from repatria.web.laboratory.bridge.pedigrees import pedigree_flaw

__all__ = ["pedigree_flaw"]
