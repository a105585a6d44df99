"""Rows for each purpose: which columns a clerk fills, and how often something is not known."""

import datetime as dt

import numpy as np

from repatria.synth import vocabulary as words
from repatria.synth.clerk import Clerk, Written, write_down
from repatria.synth.draft import Row
from repatria.synth.fates import Fates
from repatria.synth.people import People

AS_OF = dt.date(2025, 6, 10)
N_CAMPS = 9


def prisoner_number(index: int) -> str:
    """The number that the holding side gave a person: seven digits, zeros in front."""
    return f"{(index * 37 + 1009) % 899_981:07d}"


def service_number(people: People, index: int) -> str:
    """A personal number in the form of its side: seven digits, or two letters and six digits."""
    number = int(people.service_number[index])
    if people.party == "A":
        return f"{number:07d}"
    letters = "АБВГЕЖКЛМН"
    return f"{letters[number // 1_000_000]}{letters[number % 10]}-{number % 1_000_000:06d}"


def day(ordinal: int) -> str:
    """A date as most lists write it."""
    return dt.date.fromordinal(ordinal).strftime("%d.%m.%Y")


def _named(people: People, index: int, written: Written) -> Row:
    cells = {"surname": written.surname, "given": written.given, "patronymic": written.patronymic}
    return Row(people, index, cells, written.birth, labels=list(written.labels))


def missing_row(people: People, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    """A side's own soldier whom it seeks."""
    row, luck, language = (
        _named(people, index, write_down(people, index, clerk, rng=rng)),
        rng.random(4),
        clerk.language,
    )
    row.cells |= {
        "rank": words.RANKS[language][people.rank[index]],
        "service_number": service_number(people, index) if luck[0] < 0.85 else "",
        "unit_name": words.unit(language, int(people.unit[index])) if luck[1] < 0.9 else "",
        "birth_place": words.place(language, int(people.birth_place[index])) if luck[2] < 0.8 else "",
        "event_date": day(int(people.event[index])),
        "place": words.section(language, int(people.section[index]), int(people.event_place[index])),
    }
    return row


def held_row(people: People, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    """A soldier of the other side whom the sender holds."""
    row, luck, language = (
        _named(people, index, write_down(people, index, clerk, rng=rng)),
        rng.random(6),
        clerk.language,
    )
    wound = int(people.wound[index])
    shift = int(luck[5] * 3)
    row.cells |= {
        "rank": words.RANKS[language][people.rank[index]] if luck[0] < 0.95 else "",
        "prisoner_number": prisoner_number(index),
        "service_number": service_number(people, index) if luck[1] < 0.25 else "",
        "unit_name": words.unit(language, int(people.unit[index])) if luck[2] < 0.3 else "",
        "birth_place": words.place(language, int(people.birth_place[index])) if luck[3] < 0.4 else "",
        "event_date": day(int(people.event[index]) + shift),
        "place": words.camp(language, index % N_CAMPS),
        "category": words.CONDITIONS[language][wound],
        "medical_decision": words.YES_NO[language][not people.is_confirmed[index]] if wound == 3 else "",
    }
    return row


OFFERED = ("surname", "given", "patronymic", "rank", "prisoner_number", "category", "medical_decision")


def offer_row(held: Row, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    """A held person offered for the round: mostly copied from the holder's own list, sometimes written anew."""
    people, index, language = held.people, held.person, "en" if clerk.latin else clerk.language
    if clerk.latin is None and rng.random() < 0.7:
        row = Row(people, index, dict(held.cells), held.birth, labels=[*held.labels, "copied"])
    else:
        row = _named(people, index, write_down(people, index, clerk, rng=rng))
    wound = int(people.wound[index])
    row.cells |= {
        "rank": words.RANKS[language][people.rank[index]],
        "prisoner_number": held.cells["prisoner_number"],
        "category": words.CONDITIONS[language][wound],
        "medical_decision": words.YES_NO[language][not people.is_confirmed[index]] if wound == 3 else "",
    }
    row.cells = {name: row.cells[name] for name in OFFERED}
    return row


def returned_row(people: People, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    """A soldier of the other side whom the sender says to have returned already."""
    row = _named(people, index, write_down(people, index, clerk, rng=rng))
    language = "tr" if clerk.latin else clerk.language
    row.cells |= {
        "rank": words.RANKS[language][people.rank[index]],
        "prisoner_number": prisoner_number(index) if rng.random() < 0.6 else "",
        "event_date": day(dt.date(2025, 5, 23).toordinal() + int(rng.integers(0, 3))),
    }
    return row


def child_row(people: People, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    """A child whom the sender asks the other side about."""
    row, language = _named(people, index, write_down(people, index, clerk, rng=rng)), clerk.language
    row.cells |= {
        "sex": words.SEXES[language][bool(people.is_woman[index])],
        "birth_place": words.place(language, int(people.birth_place[index])),
        "event_date": day(int(people.event[index])),
        "place": words.place(language, int(people.event_place[index])),
    }
    return row


def bag_rows(
    sender: str, theirs: Fates, own: Fates, n_bags: int, clerks: tuple[Clerk, Clerk], *, rng: np.random.Generator
) -> list[Row]:
    """Bags of remains that ``sender`` keeps: mostly of the other side's dead, a few of its own, some of the same body.

    ``clerks`` write the other side's and the own side's names.
    """
    n_parts = max(1, round(0.04 * n_bags))
    n_nobody = max(0, n_bags - len(theirs.dead) - len(own.own_dead) - n_parts)
    again = rng.choice(theirs.dead, n_parts, replace=False)
    whose: list[tuple[Fates, int]] = [(theirs, int(index)) for index in theirs.dead]
    whose += [(own, int(index)) for index in own.own_dead]
    whose += [(theirs, int(index)) for index in again]
    whose += [(theirs, -1)] * n_nobody
    rows = []
    for place, which in enumerate(rng.permutation(n_bags).tolist()):
        fates, index = whose[which]
        rows.append(_bag(sender, place, fates, index, clerks[fates is own], rng=rng))
    return rows


def _bag(sender: str, place: int, fates: Fates, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Row:
    people, luck, language = fates.people, rng.random(6), clerk.language
    n_individuals = 1 if luck[0] < 0.97 or people.party == sender or index < 0 else int(2 + luck[1] * 2)
    others = tuple(int(other) for other in rng.choice(fates.dead, n_individuals - 1)) if n_individuals > 1 else ()
    row = Row(people, index, {"surname": "", "given": "", "patronymic": ""}, others=others)
    if index >= 0 and n_individuals == 1 and luck[2] < 0.25:
        row = _named(people, index, write_down(people, index, clerk, rng=rng))
        row.labels.append("named-by-effects")
        if luck[3] < 0.5:
            row.birth = None
    event = int(people.event[max(index, 0)]) + int(luck[4] * 200)
    row.cells |= {
        "tag": f"{sender}-{place + 1:06d}",
        "seal": f"{(place * 7919 + 104_729) % 9_999_991:07d}",
        "place": words.section(language, int(people.section[max(index, 0)]), int(people.event_place[max(index, 0)])),
        "event_date": day(min(event, AS_OF.toordinal() - 5)),
        "n_individuals": str(n_individuals),
        "contents": words.contents(language, int(luck[5] * 5)),
        "service_number": service_number(people, index) if row.has_name and luck[3] < 0.6 else "",
    }
    return row
