"""The page of ``repatria match evaluate``: curves with tables beside them, in one file that opens without a network."""

from math import sqrt
from typing import TYPE_CHECKING

from repatria.cli.identify.html import facts, figure, page, paragraph, section, table
from repatria.cli.match_evaluate import tables_of_kinds
from repatria.pictures import (
    Bin,
    Calibration,
    CurvePoint,
    PrecisionRecall,
    calibration,
    calibration_table,
    precision_recall,
    precision_recall_table,
)

if TYPE_CHECKING:
    from repatria.linkage.evaluation import Evaluation, Hits

_SURE = 1.96  # 95 in 100


def report_page(measured: "Evaluation") -> bytes:
    """The whole page."""
    curve, drawn = _curve(measured), _calibration(measured)
    parts = [
        paragraph("Every proposed pair against the pairs known to be one person. The matcher proposes; people decide."),
        facts(_facts(measured)),
        section(
            "Found",
            table(
                "Pairs found at each threshold",
                ("at", "proposed", "true", "precision", "recall", "F1"),
                [_found(f"at least {hits.threshold}", hits) for hits in measured.at]
                + [_found("best F1", measured.best)],
            ),
            figure(
                precision_recall(curve), precision_recall_table(curve, ("threshold", "recall", "precision")), "matrix"
            ),
        ),
        section(
            "Calibration",
            paragraph(
                "Of all pairs said to be one person with 95 %, 95 in 100 should be. On the dotted line they are."
            ),
            figure(calibration(drawn), calibration_table(drawn, ("said", "true, with its range", "pairs")), "matrix"),
        ),
    ]
    parts += [section(title, table(title, headers, rows)) for title, headers, rows in tables_of_kinds(measured)]
    return page("How right the matching is", parts, root=None)


def _facts(measured: "Evaluation") -> dict[str, str]:
    told = {
        "true pairs": f"{measured.best.n_truth:,}",
        "recall at 99 % precision": f"{measured.recall_at_99_precision:.4f}",
        "recall at 99.9 % precision": f"{measured.recall_at_999_precision:.4f}",
        "calibration error": f"{measured.calibration_error:.4f}",
    }
    if measured.blocking_recall is not None:
        told["true pairs among those compared"] = f"{measured.blocking_recall:.4f}"
    return told


def _found(name: str, hits: "Hits") -> tuple[str, ...]:
    shares = (f"{value:.4f}" for value in (hits.precision, hits.recall, hits.f1))
    return (name, f"{hits.n_proposed:,}", f"{hits.n_true:,}", *shares)


def _curve(measured: "Evaluation") -> PrecisionRecall:
    marks = {hits.threshold: f"{hits.threshold}" for hits in measured.at}
    points = {hits.threshold: hits for hits in (*measured.curve, *measured.at, measured.best)}
    marks.setdefault(measured.best.threshold, "best F1")
    return PrecisionRecall(
        key="precision-recall",
        title="Precision and recall as the threshold falls",
        description="To the right: how many true pairs are found. Upwards: how many of those found are true.",
        x_label="recall: found of all that are true",
        y_label="precision: true of all that are found",
        points=tuple(
            CurvePoint(threshold=at, recall=points[at].recall, precision=points[at].precision, mark=marks.get(at, ""))
            for at in sorted(points, reverse=True)
        ),
    )


def _calibration(measured: "Evaluation") -> Calibration:
    bins = []
    for row in measured.calibration:
        low, high = _range(row.true_proportion, row.n_pairs)
        bins.append(Bin(stated=row.mean_probability, observed=row.true_proportion, n=row.n_pairs, low=low, high=high))
    return Calibration(
        key="calibration",
        title="Do stated probabilities come true?",
        description="For pairs of similar probability: the mean stated, the part that is true, and its range of doubt.",
        x_label="probability stated",
        y_label="part that is true",
        bins=tuple(bins),
    )


def _range(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval (1927, doi:10.1080/01621459.1927.10502953), 95 in 100."""
    middle = (share + _SURE**2 / (2 * n)) / (1 + _SURE**2 / n)
    half = _SURE * sqrt(share * (1 - share) / n + _SURE**2 / (4 * n * n)) / (1 + _SURE**2 / n)
    return max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0)
