"""The answer to a list's sender: every row as it came, what became of it, why, and what to do."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from repatria.findings import Finding
from repatria.lists.cells import FORMULA_STARTS
from repatria.lists.limits import MAX_CELL_CHARACTERS
from repatria.lists.reading import ParsedList
from repatria.lists.row import RowState

Sentences = Callable[[Finding], str]
Extra = Mapping[int, Sequence[Finding]]

_CUT_SIGN = " […]"
# A fixed date: the same answer is the same bytes.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # xlsxwriter wants it without a zone
_NO_EXTRA: Extra = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWords:
    """The words of an answer file besides the findings' sentences, so that it can be written in any language."""

    row: str = "Row"
    state: str = "State"
    reasons: str = "Reasons"
    remedies: str = "What to do"
    codes: str = "Codes"
    accepted: str = "accepted"
    warned: str = "accepted with warning"
    rejected: str = "rejected"
    set_aside: str = "not counted"
    answer_sheet: str = "Answer"
    list_sheet: str = "List"

    def of(self, state: RowState) -> str:
        """The word for a row's state."""
        return {RowState.ACCEPTED: self.accepted, RowState.WARNED: self.warned, RowState.REJECTED: self.rejected}[state]


def render_answer(
    parsed: ParsedList,
    *,
    file_name: str,
    extra: Extra = _NO_EXTRA,
    sentences: Sentences = Finding.text,
    words: AnswerWords = AnswerWords(),
) -> bytes:
    """An XLSX file: the original columns, then row, state, reasons, remedies, codes; a second sheet on the list.

    Every cell is written as text: nothing in it can run as a formula, and zeros at the beginning stay.

    Parameters
    ----------
    extra
        Further findings by row number, such as those of cross-checks between lists; they do not change the row's state
        to better, only to worse.
    sentences
        Says a finding in the reader's language.  It is asked twice, once for the message and once for the remedy.
    """
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED, "title": file_name[:200]})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(words.answer_sheet)
    headings, n_original = _headings(parsed, words)
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, n_original - 1, 18)
    sheet.set_column(n_original, n_original + 1, 12)
    sheet.set_column(n_original + 2, n_original + 4, 60)
    for number, line in enumerate(_lines(parsed, extra, sentences, words), start=1):
        for at, text in enumerate(line):
            if text:
                sheet.write_string(number, at, _fitted(text))
    about = book.add_worksheet(words.list_sheet)
    about.set_column(0, 1, 60)
    for number, line in enumerate(_about(parsed, file_name, sentences, words)):
        for at, text in enumerate(line):
            about.write_string(number, at, _fitted(text))
    book.close()
    return packed.getvalue()


def render_answer_csv(
    parsed: ParsedList,
    *,
    extra: Extra = _NO_EXTRA,
    sentences: Sentences = Finding.text,
    words: AnswerWords = AnswerWords(),
) -> bytes:
    """The same table as CSV: UTF-8 with its mark, semicolons, every cell between quotation marks.

    A cell that begins with ``=``, ``+``, ``-``, ``@``, tab or return gets an apostrophe before it, so that no
    spreadsheet program runs it.
    """
    packed = io.StringIO(newline="")
    writer = csv.writer(packed, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutralized(heading) for heading in _headings(parsed, words)[0]])
    for line in _lines(parsed, extra, sentences, words):
        writer.writerow([neutralized(text) for text in line])
    return packed.getvalue().encode("utf-8-sig")


def neutralized(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet program could take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text[:1] == "\n" else text


def _headings(parsed: ParsedList, words: AnswerWords) -> tuple[list[str], int]:
    original = _original_headers(parsed)
    own = [words.row, words.state, words.reasons, words.remedies, words.codes]
    return [*original, *own], len(original)


def _original_headers(parsed: ParsedList) -> list[str]:
    """The file's headers, and those given to text to the right of the last column."""
    headers = dict.fromkeys(parsed.reading.headers)
    raws = [*(row.raw for row in parsed.rows), *(aside.raw for aside in parsed.set_aside)]
    for raw in raws:
        if len(raw) > len(parsed.reading.headers):
            headers.update(dict.fromkeys(raw))
    return list(headers)


def _lines(parsed: ParsedList, extra: Extra, sentences: Sentences, words: AnswerWords) -> Iterator[list[str]]:
    """One line for each row of the file in its order, those that were not counted included."""
    headers = _original_headers(parsed)
    by_number: dict[int, list[Finding]] = {}
    for found in parsed.findings:
        if found.row is not None:
            by_number.setdefault(found.row, []).append(found)
    lines: list[tuple[int, Mapping[str, str], str, Sequence[Finding]]] = [
        (aside.number, aside.raw, words.set_aside, by_number.get(aside.number, ())) for aside in parsed.set_aside
    ]
    for row in parsed.rows:
        more = tuple(extra.get(row.number, ()))
        findings = (*row.findings, *more)
        state = RowState.after(findings) if more else row.state
        lines.append((row.number, row.raw, words.of(state), findings))
    for number, raw, said, found_here in sorted(lines, key=lambda line: line[0]):
        yield [
            *(raw.get(header, "") for header in headers),
            str(number),
            said,
            "\n".join(sentences(_reason(entry)) for entry in found_here),
            "\n".join(filter(None, (sentences(_remedy(entry)) for entry in found_here))),
            " ".join(entry.code for entry in found_here),
        ]


def _reason(entry: Finding) -> Finding:
    return replace(entry, remedy="", file="", row=None)


def _remedy(entry: Finding) -> Finding:
    return replace(entry, message="", file="", row=None, field="")


def _about(parsed: ParsedList, file_name: str, sentences: Sentences, words: AnswerWords) -> Iterator[list[str]]:
    yield [file_name, ""]
    yield [words.accepted, str(parsed.n_accepted)]
    yield [words.warned, str(parsed.n_warned)]
    yield [words.rejected, str(parsed.n_rejected)]
    yield [words.set_aside, str(len(parsed.set_aside))]
    for field, header in parsed.reading.columns.items():
        yield [header, field]
    for entry in parsed.findings:
        yield [sentences(replace(entry, remedy="", file="")), sentences(_remedy(entry))]


def _fitted(text: str) -> str:
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - len(_CUT_SIGN)] + _CUT_SIGN
