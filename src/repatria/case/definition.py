"""A term as plain JSON values, for storing beside the account, and back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from repatria.case.model import CaseTerm
from repatria.case.table import Report, Table
from repatria.case.terms import read_term


def term_as_json(term: CaseTerm) -> dict[str, Any]:
    """The whole term in JSON values: days as ``2025-06-02``, unknown as ``None``."""
    plain: dict[str, Any] = _plain(asdict(term))
    return plain


def term_from_json(definition: Mapping[str, Any]) -> CaseTerm:
    """The term that :func:`term_as_json` wrote.

    Raises
    ------
    ValueError
        The values are not those of a term.
    """
    report = Report("definition")
    given = _without_unknown(definition)
    if given.get("ratio") == [1, 1]:
        del given["ratio"]
    table = Table(given, "", report)
    term = read_term(table, None)
    table.close()
    if term is None or report.n_errors:
        raise ValueError(f"not a term: {', '.join(sorted({each.code for each in report.findings}))}")
    return term


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _without_unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_unknown(each) for key, each in value.items() if each is not None and each != ""}
    if isinstance(value, list | tuple):
        return [_without_unknown(each) for each in value]
    return value
