"""Pictures as inline SVG: numbers in, text out.

Each drawing has a title, a description and a table of the same numbers; each is legible in gray print, and tells the
parties apart by side, letter and pattern, never by color alone.  Words come in already translated.  Nothing here knows
what is stored or who looks.
"""

from repatria.pictures.account_bars import Amount, Stage, TermBars, account_bars, account_table
from repatria.pictures.calibration import Bin, Calibration, calibration, calibration_table
from repatria.pictures.locus_bars import Locus, LocusBars, locus_bars, locus_bars_table
from repatria.pictures.pedigree import Pedigree, Relative, Symbol, pedigree, pedigree_table
from repatria.pictures.posterior_matrix import PosteriorMatrix, posterior_matrix, posterior_matrix_table, share
from repatria.pictures.precision_recall import (
    CurvePoint,
    PrecisionRecall,
    precision_recall,
    precision_recall_table,
)
from repatria.pictures.pyramid import Band, Pyramid, pyramid, pyramid_table
from repatria.pictures.sankey import Flow, Sankey, sankey, sankey_table
from repatria.pictures.table import Table, table_html
from repatria.pictures.time_line import Mark, TimeLine, time_line, time_line_table
from repatria.pictures.waterfall import Step, Waterfall, waterfall, waterfall_table

__all__ = [
    "Amount",
    "Band",
    "Bin",
    "Calibration",
    "CurvePoint",
    "Flow",
    "Locus",
    "LocusBars",
    "Mark",
    "Pedigree",
    "PosteriorMatrix",
    "PrecisionRecall",
    "Pyramid",
    "Relative",
    "Sankey",
    "Stage",
    "Step",
    "Symbol",
    "Table",
    "TermBars",
    "TimeLine",
    "Waterfall",
    "account_bars",
    "account_table",
    "calibration",
    "calibration_table",
    "locus_bars",
    "locus_bars_table",
    "pedigree",
    "pedigree_table",
    "posterior_matrix",
    "posterior_matrix_table",
    "precision_recall",
    "precision_recall_table",
    "pyramid",
    "pyramid_table",
    "sankey",
    "sankey_table",
    "share",
    "table_html",
    "time_line",
    "time_line_table",
    "waterfall",
    "waterfall_table",
]
