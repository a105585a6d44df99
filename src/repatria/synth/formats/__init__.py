"""Files as a side's clerks would save them: the same rows give the same bytes, always."""

from repatria.synth.formats.delimited import render_delimited
from repatria.synth.formats.ods import render_ods
from repatria.synth.formats.xlsx import render_xlsx

__all__ = ["render_delimited", "render_ods", "render_xlsx"]
