"""How right an identification was, as a page: the calibration drawn, and the tables of ``synth evaluate-dna``."""

from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.identify.html import page, paragraph, section, table, write_look
from repatria.pictures import Bin, Calibration, calibration, calibration_table, table_html

if TYPE_CHECKING:
    from repatria.synth.dna import DnaEvaluation

_HEADERS = ("stated", "true, with its range of doubt", "pairs")


def write_judgement(folder: Path, evaluation: "DnaEvaluation") -> Path:
    """Write ``evaluation.html`` and its style sheet into the folder; gives the page's path."""
    write_look(folder)
    written = folder / "evaluation.html"
    written.write_bytes(page("How right the identification was", _parts(evaluation), root=""))
    return written


def _parts(evaluation: "DnaEvaluation") -> list[str]:
    drawn = _curve(evaluation)
    counts = ("bags", "of the missing", "person found", "family found", "false")
    parts = [
        paragraph(
            "An invented world, so that the truth is known.  Every pair of a body and a missing person that was "
            f"proposed, at whatever posterior; what counts as found has {evaluation.threshold:g} at least."
        ),
        section(
            "Calibration",
            f'<figure class="matrix">{calibration(drawn)}</figure>',
            f'<details open><summary>show as table</summary><div class="scroll">'
            f"{table_html(calibration_table(drawn, _HEADERS))}</div></details>",
        ),
        section(
            "Found",
            table(
                f"at a posterior of {evaluation.threshold:g}",
                ("whose", "bags of the missing", "found", "proposed", "false", "false expected"),
                [
                    (
                        line["unit"],
                        *(f"{line[name]:,}" for name in ("n_true", "n_found", "n_proposed", "n_false")),
                        f"{line['n_expected_false']:.2f}",
                    )
                    for line in evaluation.found.iter_rows(named=True)
                ],
            ),
        ),
    ]
    for heading, kinds in (
        ("By trouble", evaluation.troubles),
        ("By shape of the family", evaluation.shapes),
        ("By whose body", evaluation.origins),
    ):
        rows = [(str(kind), *(f"{n:,}" for n in numbers)) for kind, *numbers in kinds.iter_rows()]
        parts.append(section(heading, table(heading, ("kind", *counts), rows)))
    return parts


def _curve(evaluation: "DnaEvaluation") -> Calibration:
    return Calibration(
        key="calibration",
        title="Do stated posteriors come true?",
        description="For pairs of similar posterior: the mean stated, the share that is true, and its range of doubt.",
        x_label="posterior stated",
        y_label="share that is true",
        bins=tuple(
            Bin(
                stated=line["stated"],
                observed=line["observed"],
                n=line["n"],
                low=min(line["low"], line["observed"]),
                high=max(line["high"], line["observed"]),
            )
            for line in evaluation.calibration.iter_rows(named=True)
        ),
    )
