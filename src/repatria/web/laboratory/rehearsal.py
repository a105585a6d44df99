"""A first day in the laboratory of an invented case, played through the same actions that people use.

Genes are dropped through four invented families with the package's own frequencies; no profile is anybody's.
"""

import random
from collections.abc import Mapping, Sequence

from repatria.web.accounts.models import User
from repatria.web.custody.models import AccountKind, Unit
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.actions import Row, Step
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.bridge.weighing import example_table
from repatria.web.laboratory.models import AMFile, Candidate, Donor, Identification, PMFile, Profile, Run
from repatria.web.registry.models import Purpose, SourceRecord, UnitKind

Loci = dict[str, list[str | None]]
SIDE, OTHER = "A", "B"
_KIT = 23
_SHORT = 13  # loci that are left of a body that lay in the open
_LIVE = ("accepted", "warned")


class FirstDay:
    """One laboratory's day: who works there, and what was drawn so far."""

    def __init__(self, people: Mapping[str, User], *, seed: int) -> None:
        self.examiner, self.second = people["nadia"], people["stepan"]
        self.people = people
        self.rng = random.Random(seed)  # noqa: S311  an invented world, the same at every call
        self.table = example_table()
        self.loci = list(self.table)[:_KIT]

    def play(self) -> dict[str, int] | None:
        """Files, samples, readings, families and a comparison asked for; ``None`` if somebody began already."""
        if PMFile.objects.exists():
            return None
        bags, own, rows = self._bags(OTHER, 6), self._bags(SIDE, 1), self._sought(SIDE, 6)
        if len(bags) < 6 or not own or len(rows) < 6:
            return None
        files = [self._am(record) for record in rows]
        son, brothers, returned = self._families(files)
        self._body(bags[0], son)
        self._body(bags[1], self._short(son))
        for bag, brother in zip(bags[2:4], brothers, strict=True):
            self._body(bag, brother)
        self._body(bags[4], self._mixture(self._stranger()))
        self._body(own[0], returned)
        self._waiting(bags[5])
        frequencies = actions.store_frequencies(by=self.examiner, name="Norway (norSTR)", frequencies=self.table)
        actions.start_run(by=self.examiner, frequencies=frequencies)
        return {"bags": len(bags) + 1, "families": 4, "profiles": Profile.objects.exclude(agreed={}).count()}

    # -- people -------------------------------------------------------------------------------------------

    def _stranger(self) -> Loci:
        drawn: Loci = {}
        for locus in self.loci:
            drawn[locus] = [*self.rng.choices(list(self.table[locus]), weights=list(self.table[locus].values()), k=2)]
        return drawn

    def _child(self, father: Loci, mother: Loci) -> Loci:
        return {locus: [self.rng.choice(father[locus]), self.rng.choice(mother[locus])] for locus in self.loci}

    def _short(self, loci: Loci) -> Loci:
        kept = {locus: loci[locus] for locus in self.loci[:_SHORT]}
        last = self.loci[_SHORT - 1]
        return kept | {last: [loci[last][0], None]}

    def _mixture(self, loci: Loci) -> Loci:
        other = self._stranger()
        mixed: Loci = {}
        for locus in self.loci:
            mixed[locus] = [*sorted({*filter(None, loci[locus]), *filter(None, other[locus])})]
        return mixed

    # -- files and families -------------------------------------------------------------------------------

    def _bags(self, sender: str, n: int) -> Sequence[Unit]:
        found = Unit.objects.filter(kind=UnitKind.BAG, account=f"{AccountKind.REMAINS.value}:{sender}", person=None)
        one = found.filter(n_individuals=1, record__state__in=_LIVE).exclude(record__tag="")
        return list(one.select_related("record").order_by("record__tag", "pk")[:n])

    def _sought(self, sender: str, n: int) -> Sequence[SourceRecord]:
        rows = SourceRecord.objects.filter(
            version__party_list__purpose=Purpose.MISSING,
            version__party_list__sender=sender,
            state__in=_LIVE,
            person__units__account__kind=AccountKind.SOUGHT,
        ).exclude(sex="F")
        return list(rows.select_related("version__party_list").order_by("version", "row")[:n])

    def _locked(self, file: "PMFile | AMFile") -> None:
        actions.check_file(by=self.second, file=file)
        actions.lock_file(by=self.second, file=file)

    def _am(self, record: SourceRecord) -> AMFile:
        made = actions.open_am(by=self.examiner, record=record, sex="M")
        actions.write_section(by=self.examiner, file=made, number=410, letter="D1", text="stature about 178 cm")
        self._locked(made)
        return made

    def _body(self, unit: Unit, loci: Loci) -> None:
        made = actions.open_pm(by=self.examiner, unit=unit, sex="M")
        actions.write_section(by=self.examiner, file=made, number=630, letter="E2", text="left femur sampled")
        actions.log_seal(by=self.examiner, unit=unit, number=f"L-{made.number}", event="applied", place="mortuary")
        self._locked(made)
        sample = actions.take_sample(by=self.examiner, source="remains", pm=made, material="femur")
        self._read(sample.profile, loci)

    def _waiting(self, unit: Unit) -> None:
        """One profile that a second analyst has still to read."""
        made = actions.open_pm(by=self.second, unit=unit, sex="M")
        sample = actions.take_sample(by=self.second, source="remains", pm=made, material="tooth")
        actions.read_profile(by=self.second, profile=sample.profile, alleles=self._stranger())

    def _read(self, profile: Profile, loci: Loci) -> None:
        for analyst in (self.examiner, self.second):
            actions.read_profile(by=analyst, profile=profile, alleles=loci, kit="23 loci")

    def _donor(self, loci: Loci) -> Donor:
        made = actions.register_donor(by=self.examiner, scope="this_person", owner=SIDE)
        sample = actions.take_sample(
            by=self.examiner, source="relative", donor=made, material="buccal swab", said=Step(place="family reception")
        )
        self._read(sample.profile, loci)
        return made

    def _families(self, files: Sequence[AMFile]) -> tuple[Loci, list[Loci], Loci]:
        """Parents of one son; parents of two who both fell; a mother and a sister; a father of whom nobody is here."""
        father, mother = self._stranger(), self._stranger()
        son = self._child(father, mother)
        self._family(father, mother, files[:1])
        one, other = self._stranger(), self._stranger()
        brothers = [self._child(one, other) for _ in range(2)]
        self._family(one, other, files[1:3])
        lost, widow = self._stranger(), self._stranger()
        returned, sister = self._child(lost, widow), self._child(lost, widow)
        self._family(None, widow, files[3:4], sister=sister)
        self._family(self._stranger(), None, files[4:5])
        return son, brothers, returned

    def _family(
        self, father: Loci | None, mother: Loci | None, missing: Sequence[AMFile], *, sister: Loci | None = None
    ) -> None:
        rows = [
            Row(key="father", sex="M", relation="father", donor=self._donor(father) if father else None),
            Row(key="mother", sex="F", relation="mother", donor=self._donor(mother) if mother else None),
        ]
        if sister is not None:
            rows.append(
                Row(
                    key="sister",
                    sex="F",
                    relation="sister",
                    donor=self._donor(sister),
                    father="father",
                    mother="mother",
                )
            )
        for at, file in enumerate(missing, start=1):
            rows.append(
                Row(
                    key=f"son{at}" if len(missing) > 1 else "son",
                    sex="M",
                    is_missing=True,
                    am=file,
                    father="father",
                    mother="mother",
                )
            )
        actions.register_family(by=self.examiner, rows=rows, owner=SIDE)


def afternoon(people: Mapping[str, User]) -> dict[str, int]:
    """When the comparison is done: the surest of B's bags goes before the board, that of A's own is signed."""
    run = Run.objects.first()
    counts = {"waiting": 0, "confirmed": 0}
    if run is None or Identification.objects.exists():
        return counts
    found = Candidate.objects.filter(run=run).select_related("profile__sample__pm__unit").order_by("-posterior", "pk")
    for one in found:
        pm = one.profile.sample.pm
        is_own = pm is not None and pm.expected_id != SIDE
        if pm is None or counts["confirmed" if is_own else "waiting"]:
            continue
        made = actions.put_forward(by=people["stepan"], candidate=one)
        if is_own:
            for name in ("mira", "halyna"):
                digest = rules.digest_of_checks(made, current_checks(made))
                actions.sign(by=people[name], identification=made, digest=digest)
        counts["confirmed" if is_own else "waiting"] += 1
    return counts
