"""A small invented laboratory: bags that B declared, people whom A and B seek, families, and who works there."""

import random
from itertools import count

from tests.web.review.world import World as Registry

from repatria.web.accounts.models import Role, User
from repatria.web.custody.models import Account, Movement, Unit
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.actions import Row, Step
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.models import (
    AMFile,
    Candidate,
    Donor,
    Family,
    FrequencyTable,
    Identification,
    KinNotice,
    Member,
    PMFile,
    Profile,
    Run,
    Sample,
)
from repatria.web.registry.models import Person, SourceRecord
from repatria.web.review.actions import derive_status

PEOPLE = {
    "nadia": (Role.LABORATORY, "N"),
    "stepan": (Role.LABORATORY, "N"),
    "lida": (Role.LABORATORY, "N"),
    "halyna": (Role.LABORATORY, "A"),
    "denys": (Role.LABORATORY, "B"),
    "mira": (Role.COORDINATOR, "N"),
    "nina": (Role.COORDINATOR, "N"),
    "dmytro": (Role.DELEGATE, "A"),
    "sergei": (Role.DELEGATE, "B"),
}
LOCI = [f"D{n}S{100 + n}" for n in range(1, 15)]


def profile_of(seed: int) -> dict[str, list[str]]:
    """Fourteen loci of an invented person."""
    rng = random.Random(seed)
    return {locus: sorted((str(rng.randrange(10, 18)) for _ in "ab"), key=float) for locus in LOCI}


class World(Registry):
    """The registry's world with a laboratory in it."""

    def __init__(self) -> None:
        super().__init__()
        for name, (role, party) in PEOPLE.items():
            # Not by create_user: hashing nine passwords would take longer than the test.
            User.objects.create(username=name, role=role, party_id=party, password="!")
        self._numbers = count(1)

    @staticmethod
    def user_of(name: str) -> User:
        return User.objects.get(username=name)

    def bag(self, *, sender: str = "B", n: int | None = 1, tag: str | None = "", sex: str = "") -> Unit:
        """A bag on the sender's list of the dead that it holds; ``tag`` of ``None``: it bears none."""
        i = next(self._numbers)
        key = f"{sender}-dead-{i}"
        other = "A" if sender == "B" else "B"
        row = {"tag": f"{sender}-{i:04d}" if tag == "" else tag or "", "n_individuals": n, "sex": sex}
        [record] = self.deliver(key, sender, "dead", [row], shared=[other], unit="bag")
        Unit.objects.filter(record=record).update(person=None)
        return Unit.objects.get(record=record)

    def sought(self, *, sender: str = "A", sex: str = "M") -> SourceRecord:
        """A row by which a side seeks somebody."""
        i = next(self._numbers)
        row = {"surname": f"Zym{i}", "sex": sex}
        other = "A" if sender == "B" else "B"
        [record] = self.deliver(f"{sender}-missing-{i}", sender, "missing", [row], shared=[other])
        return record

    def locked(self, file: PMFile | AMFile) -> PMFile | AMFile:
        reader = self.user("stepan") if file.examiner.username != "stepan" else self.user("nadia")
        actions.check_file(by=reader, file=file)
        actions.lock_file(by=reader, file=file)
        return file

    def pm(self, unit: Unit | None = None, *, sex: str = "M", owner: str = "nadia", **kwargs) -> PMFile:
        made = actions.open_pm(by=self.user(owner), unit=unit or self.bag(), sex=sex, **kwargs)
        return self.locked(made)

    def am(self, record: SourceRecord | None = None) -> AMFile:
        return self.locked(actions.open_am(by=self.user("nadia"), record=record or self.sought()))

    def sample(self, pm: PMFile | None = None, donor: Donor | None = None) -> Sample:
        said = Step(seal=f"S{next(self._numbers)}")
        source = "remains" if pm else "relative" if donor else "staff"
        return actions.take_sample(by=self.user("nadia"), source=source, pm=pm, donor=donor, said=said)

    def read(self, sample: Sample, loci: dict, again: dict | None = None) -> Profile:
        profile = Profile.objects.get(sample=sample)
        actions.read_profile(by=self.user("nadia"), profile=profile, alleles=loci)
        return actions.read_profile(by=self.user("stepan"), profile=profile, alleles=again or loci)

    def donor(self, owner: str = "A") -> Donor:
        return actions.register_donor(by=self.user("nadia"), scope="this_person", owner=owner)

    def family(self, am: AMFile, loci: dict | None = None) -> Family:
        """Father, mother and the missing; the mother gave a sample."""
        owner = am.owner_id
        donor = self.donor(owner)
        self.read(self.sample(donor=donor), loci or profile_of(next(self._numbers)))
        rows = [
            Row(key="father", sex="M"),
            Row(key="mother", sex="F", donor=donor, relation="mother"),
            Row(key="missing", father="father", mother="mother", sex="M", is_missing=True, am=am),
        ]
        return actions.register_family(by=self.user("nadia"), rows=rows, owner=owner)

    def candidate(self, pm: PMFile, am: AMFile, *, seed: int | None = None, **figures) -> Candidate:
        """A candidate as a run would leave it, with figures that meet every rule unless told otherwise."""
        profile = Profile.objects.filter(sample__pm=pm).first()
        if profile is None:
            profile = self.read(self.sample(pm), profile_of(seed if seed is not None else next(self._numbers)))
        member = Member.objects.filter(am=am).first() or self.family(am).members.get(is_missing=True)
        told = {"log10_lr": 9.0, "posterior": 0.99999, "prior": 0.01, "n_compared": 14, "n_exclusions": 0}
        told |= {"rival_log10_lr": 1.0, "n_rivals": 1, "by_marker": dict.fromkeys(LOCI, 0.64)}
        return Candidate.objects.create(run=self.run(), profile=profile, member=member, **(told | figures))

    def run(self) -> Run:
        from repatria.web.jobs import actions as jobs

        table, _ = FrequencyTable.objects.get_or_create(
            sha256="0" * 64, defaults={"name": "t", "frequencies": {}, "stored_at": "2025-06-01T00:00Z"}
        )
        number = Run.objects.count() + 1
        job = jobs.queue("laboratory.compare", by=self.user("nadia"))
        return Run.objects.create(
            number=number,
            job=job,
            owner_id="N",
            started_by=self.user("nadia"),
            started_at="2025-06-01T00:00Z",
            frequencies=table,
        )

    def put_forward(self, pm: PMFile | None = None, am: AMFile | None = None, **figures) -> Identification:
        made = self.candidate(pm or self.pm(), am or self.am(), **figures)
        derive_status()
        return actions.put_forward(by=self.user("nadia"), candidate=made)

    def sign(self, identification: Identification, *names: str) -> Identification:
        for name in names:
            identification = actions.sign(
                by=self.user(name), identification=identification, digest=shown(identification)
            )
        return identification

    def confirmed(self, pm: PMFile | None = None, am: AMFile | None = None, **figures) -> Identification:
        made = self.put_forward(pm, am, **figures)
        second = "halyna" if made.am_party_id == "A" else "denys"
        return self.sign(made, "mira", second)


def shown(identification: Identification) -> str:
    """The digest that the board's page shows."""
    return rules.digest_of_checks(identification, current_checks(identification))


def snapshot() -> dict[str, object]:
    """Everything that must be as before when an identification falls."""
    return {
        "units": sorted(Unit.objects.values_list("id", "account_id", "person_id")),
        "persons": sorted(Person.objects.values_list("id", "status", "status_by")),
        "families": sorted(Family.objects.values_list("id", "state")),
    }


def balances_of() -> dict[str, int]:
    """How many units stand in each account."""
    return {one.code: n for one in Account.objects.all() if (n := one.units.count())}


__all__ = ["KinNotice", "Movement", "User", "World", "balances_of", "profile_of", "shown", "snapshot"]
