"""The lists that both sides send, as drafts: who stands on them, written by whom, with which errors."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from repatria.synth import rows as make
from repatria.synth.clerk import NATIVE, OTHER_SIDE, OWN_REGISTER, Clerk, forms
from repatria.synth.draft import Draft, Row
from repatria.synth.fates import Fates
from repatria.synth.kinds import Kind
from repatria.synth.noise import birth_of
from repatria.synth.people import WORLD_DATE, People, make_people
from repatria.synth.planting import free_rows, plant, take
from repatria.synth.sizes import Sizes, share
from repatria.synth.spelling import Romanization

SIDES = ("A", "B")


def other_side(party: str) -> str:
    """The side across the table."""
    return "B" if party == "A" else "A"


def all_drafts(fates: Mapping[str, Fates], sizes: Sizes, *, rng: np.random.Generator) -> list[Draft]:
    """Every list of the case, in the order of the covering letters."""
    drafts: list[Draft] = []
    for sender in SIDES:
        drafts += _of_sender(sender, fates, sizes, rng=rng)
    drafts.append(_children(sizes.n_children, rng=rng))
    return drafts


def _of_sender(sender: str, fates: Mapping[str, Fates], sizes: Sizes, *, rng: np.random.Generator) -> list[Draft]:
    own, theirs, language = fates[sender], fates[other_side(sender)], NATIVE[sender]
    register, ears = Clerk(language, OWN_REGISTER), Clerk(language, OTHER_SIDE)
    key = sender.lower()
    missing = Draft(
        f"{key}-missing", sender, "missing", language,
        [make.missing_row(own.people, int(index), register, rng=rng) for index in own.missing],
    )  # fmt: skip
    dead = Draft(
        f"{key}-dead", sender, "dead", language,
        make.bag_rows(sender, theirs, own, sizes.n_bags, (ears, register), rng=rng), unit="bag",
    )  # fmt: skip
    back = Clerk(language, OTHER_SIDE, Romanization.TURKISH) if sender == "B" else ears
    returned = Draft(
        f"{key}-returned", sender, "returned", "tr" if back.latin else language,
        [make.returned_row(theirs.people, int(index), back, rng=rng) for index in theirs.returned],
    )  # fmt: skip
    held = Draft(
        f"{key}-held", sender, "held", language,
        [make.held_row(theirs.people, int(index), ears, rng=rng) for index in theirs.held],
    )  # fmt: skip
    for draft in (missing, dead, returned):
        _tell_doubles(draft)
        plant(draft, rng=rng)
    _plant_in_held(held, returned, dead, ears, rng=rng)
    offer = _offer(held, returned, sizes.n_round, ears, rng=rng)
    drafts = [missing, held, offer, returned, dead]
    if sender == "B":
        drafts.append(_supplement(own, register, rng=rng))
    return drafts


def _supplement(own: Fates, register: Clerk, *, rng: np.random.Generator) -> Draft:
    """A later letter with further missing people, whose file is not the one that was signed."""
    rows = [make.missing_row(own.people, int(index), register, rng=rng) for index in own.supplement]
    party = own.people.party
    return Draft(
        f"{party.lower()}-missing-later", party, "missing", register.language, rows, planted=[Kind.FILE_CHANGED]
    )


def _plant_in_held(held: Draft, returned: Draft, dead: Draft, ears: Clerk, *, rng: np.random.Generator) -> None:
    people = held.rows[0].people

    def still_listed(row: Row) -> Row:
        again = make.held_row(people, row.person, ears, rng=rng)
        if rng.random() < 0.5:
            # Registered a second time under a new number.
            again.cells["prisoner_number"] = f"8{row.person % 1_000_000:06d}"
        return again

    _tell_doubles(held)
    for source, kind, rate in ((returned, Kind.ALREADY_RETURNED, 0.005), (dead, Kind.DEAD, 0.004)):
        _plant_strangers(held, kind, _known(source, people, rng=rng), rate, still_listed, rng=rng)
    plant(held, rng=rng)


def _tell_doubles(draft: Draft) -> None:
    """Two people with the same name and birth date on one list are spelled alike there: that is the trap."""
    if draft.language not in {"uk", "ru"}:
        return
    pairs: dict[int, list[Row]] = {}
    for row in draft.rows:
        if row.person >= 0 and row.has_name and row.people.kinship[row.person] == "doubles":
            pairs.setdefault(int(row.people.family[row.person]), []).append(row)
    for one, other in (pair for pair in pairs.values() if len(pair) == 2 and pair[0].person != pair[1].person):
        for row in (one, other):
            names = forms(row.people, row.person, draft.language)
            row.cells |= dict(zip(("surname", "given", "patronymic"), names, strict=True))
            row.birth, row.labels = birth_of(int(row.people.birth[row.person])), ["written-alike"]
        other.planted.append(Kind.DOUBLES)
        other.partner, one.partner = one, other


def _plant_strangers(
    draft: Draft, kind: Kind, known: list[Row], rate: float, stranger: Callable[[Row], Row], *, rng: np.random.Generator
) -> None:
    """Put people on a prisoners' list whom the same sender says to have returned, or to keep in a bag."""
    free = free_rows(draft, rng=rng)
    for _ in range(min(share(rate, len(draft.rows)), len(known))):
        place = take(free)
        place.become(stranger(known.pop()))
        place.planted.append(kind)


def _known(source: Draft, people: People, *, rng: np.random.Generator) -> list[Row]:
    return [row for row in free_rows(source, rng=rng) if row.has_name and row.people is people]


def _offer(held: Draft, returned: Draft, n_round: int, ears: Clerk, *, rng: np.random.Generator) -> Draft:
    """The sender's offer for the round: the severely wounded and the young more often than others."""
    clerk = Clerk(ears.language, ears.slips, Romanization.RU_BGN) if held.sender == "A" else ears
    people = held.rows[0].people
    # One side's letter names a round number, and its list is one row short of it.
    is_short = held.sender == "B"
    candidates = free_rows(held, rng=rng)
    index = np.array([row.person for row in candidates])
    is_young = people.birth[index] > WORLD_DATE.toordinal() - 26 * 365
    urgency = rng.random(len(index)) + 0.5 * (people.wound[index] == 3) + 0.4 * is_young
    chosen = np.argsort(-urgency, kind="stable")[: n_round - is_short]
    rows = [make.offer_row(candidates[place], clerk, rng=rng) for place in rng.permutation(chosen).tolist()]
    language = "en" if clerk.latin else ears.language
    offer = Draft(f"{held.sender.lower()}-offer", held.sender, "offer", language, rows)

    def back_again(row: Row) -> Row:
        return make.offer_row(make.held_row(people, row.person, ears, rng=rng), clerk, rng=rng)

    _plant_strangers(offer, Kind.ALREADY_RETURNED, _known(returned, people, rng=rng), 0.003, back_again, rng=rng)
    plant(offer, rng=rng)
    if is_short:
        offer.stated_count = n_round
        offer.planted.append(Kind.FEWER_ROWS)
    return offer


def _children(n_children: int, *, rng: np.random.Generator) -> Draft:
    """The list of children that side A asks side B about."""
    people = make_people("A", n_children, rng=rng, share_of_women=0.49)
    oldest, youngest = 17 * 365, 4 * 365
    people = replace(
        people,
        birth=WORLD_DATE.toordinal() - rng.integers(youngest, oldest, n_children),
        id_prefix="C",
    )
    clerk = Clerk("uk", OWN_REGISTER)
    rows = [make.child_row(people, index, clerk, rng=rng) for index in range(n_children)]
    draft = Draft("a-children", "A", "children", "uk", rows)
    plant(draft, rng=rng)
    return draft
