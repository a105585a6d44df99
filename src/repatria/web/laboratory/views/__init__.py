"""Pages of the laboratory, a file for each place of its work."""

from repatria.web.laboratory.views import board, comparisons, families, files, outcomes, particulars, samples

__all__ = ["board", "comparisons", "families", "files", "outcomes", "particulars", "samples"]
