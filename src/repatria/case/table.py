"""A table of the file that is asked for its values one by one, and reports whatever does not fit."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from repatria.case.wording import finding
from repatria.findings import Finding, Severity

MAX_COUNT = 2_147_483_647
MAX_ENTRIES = 2000
MAX_UNKNOWN = 50  # unknown keys that one table reports: more of them say nothing new
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
Choice = TypeVar("Choice", bound=StrEnum)
Noun = TypeVar("Noun")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``, or "" where none is near."""
    by_lower = {each.lower(): each for each in known}
    # Longer words cost quadratic time and are nobody's slip of the pen.
    close = difflib.get_close_matches(word.lower()[:64], by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


class Report:
    """The findings so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.n_errors = 0

    def add(self, code: str, field: str, **params: str | int) -> None:
        """Note a flaw at a dotted field; errors among them refuse the case."""
        noted = finding(code, params, file=self.file, field=field)
        self.findings.append(noted)
        self.n_errors += noted.severity is Severity.ERROR

    def check_keys(self, kind: str, keys: Sequence[str], *, field: str = "key") -> None:
        """Note each entry of a kind whose key an earlier one has; "" stands for an entry without one."""
        place_by_key: dict[str, int] = {}
        for place, key in enumerate(keys, start=1):
            first = place_by_key.setdefault(key, place)
            if key and first != place:
                self.add("key-used-twice", f"{kind}[{place}].{field}", first=first)


class Table:
    """One TOML table.  Keys that nobody asked for by the time of :meth:`close` are unknown."""

    def __init__(self, values: Mapping[str, object], path: str, report: Report) -> None:
        self.values = values
        self.path = path
        self.report = report
        self._asked: list[str] = []
        self._n_errors_before = report.n_errors

    def field(self, key: str) -> str:
        """The dotted place of a key, made safe to print."""
        shown = key if len(key) <= 64 and key.isprintable() else "?"
        return f"{self.path}.{shown}" if self.path else shown

    def add(self, code: str, key: str = "", **params: str | int) -> None:
        """Note a flaw at one of the table's keys, or at the table itself."""
        self.report.add(code, self.field(key) if key else self.path, **params)

    @property
    def is_sound(self) -> bool:
        """Nothing in this table was refused so far."""
        return self.report.n_errors == self._n_errors_before

    def _take(self, key: str, *, required: bool = False) -> object:
        self._asked.append(key)
        value = self.values.get(key)
        if value is None and required:
            self.add("key-missing", key)
        return value

    def text(self, key: str, *, required: bool = False, longest: int = 300) -> str:
        """A text on one line, stripped; "" where it is absent."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        return self._as_text(value, key, longest)

    def _as_text(self, value: object, key: str, longest: int) -> str:
        if not isinstance(value, str):
            self.add("not-a-text", key)
            return ""
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
        if not text:
            self.add("value-empty", key)
        if len(text) > longest:
            self.add("text-too-long", key, n_characters=len(text), max_characters=longest)
            return ""
        return text

    def key(self, key: str = "key") -> str:
        """The key by which an entry is referred to."""
        text = self.text(key, required=True)
        if text and not _KEY.fullmatch(text):
            self.add("key-form", key)
            return ""
        return text

    def choice(
        self, key: str, kind: type[Choice], *, default: Choice | None = None, required: bool = True
    ) -> Choice | None:
        """One word of a closed set; where it is absent the default, or a finding if it is required and has none."""
        allowed = [member.value for member in kind]
        value = self._take(key, required=required and default is None)
        if value is None:
            return default
        if isinstance(value, str) and value in allowed:
            return kind(value)
        near = nearest(value, allowed) if isinstance(value, str) else ""
        code = "value-not-known-nearest" if near else "value-not-known"
        self.add(code, key, allowed=", ".join(allowed), **({"nearest": near} if near else {}))
        return default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.add("not-a-flag", key)
        return default

    def count(self, key: str, *, least: int = 0, greatest: int = MAX_COUNT) -> int | None:
        """A whole number within bounds, or ``None`` where it is absent."""
        value = self._take(key)
        return None if value is None else self._as_count(value, key, least, greatest)

    def _as_count(self, value: object, key: str, least: int, greatest: int) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            self.add("not-a-count", key)
            return None
        if not least <= value <= greatest:
            self.add("number-out-of-range", key, least=least, greatest=greatest)
            return None
        return value

    def pair(self, key: str, *, greatest: int) -> tuple[int, int] | None:
        """Two positive whole numbers in brackets, or ``None`` where they are absent."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) != 2:
            self.add("not-a-pair", key)
            return None
        first, second = (self._as_count(each, key, 1, greatest) for each in value)
        return None if first is None or second is None else (first, second)

    def day(self, key: str) -> dt.date | None:
        """A calendar day, written ``2025-06-02``, or ``None`` where it is absent."""
        value = self._take(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        self.add("not-a-day", key)
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Several texts in brackets."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            self.add("not-texts", key)
            return ()
        return tuple(text for each in value if (text := self._as_text(each, key, 300)))

    def text_or_map(self, key: str) -> Mapping[str, str] | str:
        """A text, or a table from text to text."""
        value = self._take(key)
        if isinstance(value, str):
            return self._as_text(value, key, 300)
        if value is None:
            return {}
        if isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()):
            return dict(value)
        self.add("not-a-mapping", key)
        return {}

    def tables(self, key: str, read: Callable[["Table"], Noun | None]) -> tuple[Noun, ...]:
        """Entries under ``[[key]]``, each read and closed; places count from 1, as people count."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
            self.add("not-entries", key, name=key)
            return ()
        if len(value) > MAX_ENTRIES:
            self.add("too-many-entries", key, n_entries=len(value), max_entries=MAX_ENTRIES)
            return ()
        nouns = []
        for position, each in enumerate(value, start=1):
            table = Table(each, f"{self.field(key)}[{position}]", self.report)
            noun = read(table)
            table.close()
            nouns.append(noun)
        return tuple(noun for noun in nouns if noun is not None)

    def close(self) -> None:
        """Report every key that nobody asked for."""
        known = sorted(self._asked)
        unknown = [key for key in self.values if key not in self._asked]
        for key in unknown[:MAX_UNKNOWN]:
            if near := nearest(key, known):
                self.add("unknown-key-nearest", key, nearest=near)
            else:
                self.add("unknown-key", key, known=", ".join(known))
