"""No personal data in logs: ids and counts only."""

import ast
from collections.abc import Iterator

import pytest
from tests.architecture.sources import SOURCES, Source, dotted

METHODS = {"critical", "debug", "error", "exception", "info", "log", "warning"}
LOGGERS = {"log", "logger", "logging", "LOG", "LOGGER", "_log", "_logger"}
PERSONAL = {
    "birth_date",
    "birth_place",
    "email",
    "full_name",
    "given",
    "name_as_read",
    "patronymic",
    "prisoner_number",
    "query",
    "raw",
    "reading",
    "search",
    "seal",
    "service_number",
    "surname",
    "tag",
    "text",
    "username",
}


def log_flaws(source: Source) -> Iterator[str]:
    for call in source.calls():
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in METHODS:
            continue
        if dotted(call.func.value).split(".")[-1] not in LOGGERS:
            continue
        place = f"{source}:{call.lineno}"
        sentences = call.args[1:2] if call.func.attr == "log" else call.args[:1]
        if not all(isinstance(each, ast.Constant) for each in sentences):
            yield f"{place} builds its sentence: write it plain and hand ids and counts as arguments"
        named = {
            node.id if isinstance(node, ast.Name) else node.attr
            for argument in (*call.args, *(keyword.value for keyword in call.keywords))
            for node in ast.walk(argument)
            if isinstance(node, ast.Name | ast.Attribute)
        }
        if personal := named & PERSONAL:
            yield f"{place} logs {', '.join(sorted(personal))}: ids and counts only"


def test_logs_hold_ids_and_counts_only():
    found = [flaw for source in SOURCES for flaw in log_flaws(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("logger.info('%s rows', n_rows)", 0),
        ("logger.info(f'{n_rows} rows')", 1),
        ("logger.info('read ' + name)", 1),
        ("logger.warning('%s', record.surname)", 1),
        ("logging.getLogger(__name__).error('%s', len(rows))", 0),
        ("messages.info(request, text)", 0),
    ],
)
def test_wall_of_logs_sees(tmp_path, text, flaws):
    path = tmp_path / "src" / "repatria" / "lists" / "x.py"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert len(list(log_flaws(Source(path, root=tmp_path)))) == flaws
