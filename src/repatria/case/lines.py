"""On which line of a TOML text each key stands.  ``tomllib`` does not say; findings need it."""

import re
from collections import Counter

_HEADER = re.compile(r"(\[\[?)([^\[\]#]+)\]")
_KEY = re.compile(r"([A-Za-z0-9_-]+|\"[^\"\\]*\"|'[^']*')\s*=")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]', re.DOTALL)


def line_by_field(text: str) -> dict[str, int]:
    """The line, from 1, of each key and table of a text that ``tomllib`` accepts.

    A table's place counts its entries from 1, as ``terms[2].quantity``.  Keys inside inline tables, and
    dotted keys, are not listed: whoever looks them up falls back on what stands around them.
    """
    lines: dict[str, int] = {}
    count: Counter[str] = Counter()
    prefix, depth, quote = "", 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not quote and depth == 0:
            if header := _HEADER.match(line.lstrip()):
                prefix = _place(header[2], count, opens_entry=header[1] == "[[")
                lines.setdefault(prefix, number)
                lines.setdefault(prefix.rpartition("[")[0] if prefix.endswith("]") else prefix, number)
                continue
            if key := _KEY.match(line.lstrip()):
                name = key[1].strip("\"'")
                lines.setdefault(f"{prefix}.{name}" if prefix else name, number)
        depth, quote = _after(line, depth, quote)
    return lines


def _place(dotted: str, count: Counter[str], *, opens_entry: bool) -> str:
    place = ""
    names = [name.strip().strip("\"'") for name in dotted.split(".")]
    for position, name in enumerate(names):
        place = f"{place}.{name}" if place else name
        if opens_entry and position == len(names) - 1:
            count[place] += 1
        if count[place]:
            place = f"{place}[{count[place]}]"
    return place


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Depth of brackets and the open multi-line quote at the end of a line."""
    at = 0
    while at < len(line):
        if quote:
            end = line.find(quote, at)
            while end > 0 and quote == '"""' and line[end - 1] == "\\":
                end = line.find(quote, end + 1)
            if end < 0:
                return depth, quote
            at, quote = end + 3, ""
            continue
        token = _TOKEN.search(line, at)
        if token is None:
            break
        at = token.end()
        if token[0] in {'"""', "'''"}:
            quote = token[0]
        elif token[0] in {"[", "{"}:
            depth += 1
        elif token[0] in {"]", "}"}:
            depth -= 1
    return max(depth, 0), quote
