"""How fast pages open with 100,000 people on SQLite, beside a page that does nothing: ``make bench-web``.

A database is made in a temporary folder with invented names, 19,500 links, questions, an account, a round, and a
laboratory of 12,000 bags and 20,000 candidates; then the
pages are asked for through the whole stack (middleware, session, template) by Django's client, in turn with an empty
view.  "After a change" stands for the first request after something was written into the journal, when nothing that was
reckoned before counts any more.  Prints p50 and p95 in milliseconds and their ratio to the empty view, with version and
date.  ``--case FOLDER`` measures a case that was run already instead, as it stands: take a copy, for each request is
written into its journal of viewings.
"""

import argparse
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed.web_world import GIVEN, SURNAMES

if TYPE_CHECKING:
    from repatria.web.accounts.models import User


def measure(ask: Callable[[int], Any], n: int) -> list[float]:
    """Milliseconds of ``n`` requests, after three that warm up; ``ask`` may first do what is not timed."""
    taken = []
    for turn in range(-3, n):
        prepare = getattr(ask, "prepare", None)
        if prepare is not None:
            prepare()
        began = time.perf_counter()
        answer = ask(turn)
        if turn >= 0:
            taken.append(1_000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.status_code
    return taken


class AfterChange:
    """A request that comes first after an act was written into the journal."""

    def __init__(self, ask: Callable[[int], Any]) -> None:
        self.ask = ask

    def prepare(self) -> None:
        """Write the act."""
        from repatria.web.journal import actions as journal

        journal.append("bench.change", facts={})

    def __call__(self, turn: int) -> Any:
        """Ask for the page."""
        return self.ask(turn)


def scenes(who: "User", seed: int) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """What is asked for: each a name and a function of the turn."""
    from django.conf import settings
    from django.test import Client

    from repatria.web import access
    from repatria.web.access import Permission
    from repatria.web.exchanges.models import Round
    from repatria.web.registry.models import Sight

    client = Client(SERVER_NAME="localhost")
    client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[-1])
    chance = random.Random(seed)
    ids = [str(pk) for pk in Sight.objects.filter(party=who.party_id).values_list("person", flat=True)]

    def searched(words: Callable[[], str], **facets: str) -> Callable[[int], Any]:
        return lambda _turn: client.post("/people/", {"words": words(), **facets}, follow=True)

    def page(url: str) -> Callable[[int], Any]:
        return lambda _turn: client.get(url)

    yield "start", page("/")
    yield "start, after a change", AfterChange(page("/"))
    if access.allows(who, Permission.LABORATORY_VIEW):
        yield from _laboratory(client, chance)
        return
    if access.allows(who, Permission.LINK_VIEW):
        yield "review queue", page("/review/")
        yield "review queue, after a change", AfterChange(page("/review/"))
        yield from _review(client, chance)
    if access.allows(who, Permission.QUESTION_ANSWER):
        yield "questions", page("/questions/")
        yield "questions, after a change", AfterChange(page("/questions/"))
    shown = Round.objects.first()
    if shown is not None:
        yield "round", page(f"/rounds/{shown.pk}/")
        yield "round, after a change", AfterChange(page(f"/rounds/{shown.pk}/"))
    yield "lists", page("/lists/")
    yield "account, after a change", AfterChange(page("/account/"))
    yield "list, first page", lambda _turn: client.get("/people/")
    yield "list, any page", lambda _turn: client.get(f"/people/?after={chance.choice(ids)}")
    yield "search, two words", searched(lambda: f"{chance.choice(GIVEN)} {chance.choice(SURNAMES)}")
    yield "search, one common word", searched(lambda: chance.choice(GIVEN))
    yield "search, service number", searched(lambda: f"{chance.randrange(100_000):06}")
    yield "search, first letters", searched(lambda: chance.choice(SURNAMES)[:4])
    yield "list, one facet", searched(str, purpose="held")
    yield "list, two facets", searched(str, purpose="missing", sender="A")
    client.post("/people/", {})
    yield "person page", lambda _turn: client.get(f"/people/{chance.choice(ids)}/")


def _review(client: Any, chance: random.Random) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Pages of review, where 15,000 pairs wait and 4,000 were decided."""
    from repatria.web.review.models import Link

    ids = [str(pk) for pk in Link.objects.open().values_list("pk", flat=True)]

    def narrowed(turn: int) -> Any:
        return client.get(f"/review/?band={('sure', 'likely', 'unlikely')[turn % 3]}&kind=missing-held", follow=True)

    yield "review queue, narrowed", narrowed
    client.get("/review/?kind=&band=&stage=")
    yield "two records", lambda _turn: client.get(f"/review/{chance.choice(ids)}/")
    yield "next pair and its page", lambda _turn: client.post("/review/next/", follow=True)
    yield "question to the party", lambda _turn: client.get(f"/review/{chance.choice(ids)}/ask/")
    yield "agreement of reviewers", lambda _turn: client.get("/review/agreement/")


def _laboratory(client: Any, chance: random.Random) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Pages of the laboratory, where it has 12,000 bags and 20,000 candidates."""
    from repatria.web.laboratory.models import Candidate, Family, Identification, PMFile, Profile, Run

    run = Run.objects.first()
    if run is None:
        return

    def page(url: str) -> Callable[[int], Any]:
        return lambda _turn: client.get(url)

    def one_of(model: Any, url: str) -> Callable[[int], Any]:
        ids = list(model.objects.order_by().values_list("pk", flat=True)[:2_000])
        return lambda _turn: client.get(url.format(chance.choice(ids)))

    yield "laboratory", page("/laboratory/")
    yield "remains", page("/laboratory/remains/")
    yield "remains, any page", lambda _turn: client.get(f"/laboratory/remains/?after={50 * chance.randrange(240)}")
    yield "remains, by tag", lambda _turn: client.get(f"/laboratory/remains/?q=B-{chance.randrange(12_000):06}")
    yield "profiles", page("/laboratory/profiles/")
    yield "samples, by number", lambda _turn: client.get(f"/laboratory/samples/?q=PM-N-{chance.randrange(12_000):05}")
    yield "families", page("/laboratory/families/")
    yield "missing persons", page("/laboratory/am/")
    yield "comparisons", page("/laboratory/runs/")
    yield "candidates", page(f"/laboratory/runs/{run.pk}/")
    yield (
        "candidates, any page",
        lambda _turn: client.get(f"/laboratory/runs/{run.pk}/?after={50 * chance.randrange(400)}"),
    )
    yield (
        "candidates, by tag",
        lambda _turn: client.get(f"/laboratory/runs/{run.pk}/?q=PM-N-{chance.randrange(12_000):05}"),
    )
    yield "candidates, filtered", page(f"/laboratory/runs/{run.pk}/?conclusion=probable&order=family")
    yield "candidate", one_of(Candidate, "/laboratory/candidates/{}/")
    yield "family", one_of(Family, "/laboratory/families/{}/")
    yield "PM file", one_of(PMFile, "/laboratory/pm/{}/")
    yield "profile", one_of(Profile, "/laboratory/profiles/{}/")
    yield "board", page("/laboratory/board/")
    yield "identification", one_of(Identification, "/laboratory/board/{}/")


def empty_view(n: int) -> list[float]:
    """The same stack of Django without ours: no middleware of note, no database, no template."""
    from django.http import HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    class Empty:
        urlpatterns = (path("", lambda _request: HttpResponse("ok")),)

    with override_settings(ROOT_URLCONF=Empty, MIDDLEWARE=["django.middleware.common.CommonMiddleware"]):
        client = Client(SERVER_NAME="localhost")
        return measure(lambda _turn: client.get("/"), n)


def main() -> None:
    """Make the database, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20250602)
    parser.add_argument("--roles", nargs="*", default=["coordinator", "delegate", "laboratory"])
    parser.add_argument("--case", type=Path, help="a copy of a case that was run, instead of an invented one")
    asked = parser.parse_args()
    with _folder(asked.case) as folder:
        os.environ["REPATRIA_CASE"] = str(folder)
        os.environ.pop("REPATRIA_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "repatria.web.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if asked.case is None:
            from benchmarks.speed import laboratory_world
            from benchmarks.speed.web_world import build

            began = time.perf_counter()
            build(asked.persons, asked.seed)
            laboratory_world.build(asked.seed)
            print(f"{asked.persons:,} persons made in {time.perf_counter() - began:.0f} s")
        import repatria.web.wsgi  # noqa: F401  the application as a server loads it

        print(f"{(folder / 'repatria.db').stat().st_size / 2**20:.0f} MiB\n")
        report(asked.requests, asked.seed, asked.roles)


@contextmanager
def _folder(case: Path | None) -> Iterator[Path]:
    if case is not None:
        yield case.resolve()
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def report(n: int, seed: int, roles: list[str]) -> None:
    """One line for each scene, beside the empty view of the same run."""
    import django

    from repatria import __version__

    base = empty_view(n * 3)
    base_p50, base_p95 = statistics.median(base), statistics.quantiles(base, n=20)[18]
    print(
        f"Repatria {__version__}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}, Python "
        f"{platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}, seed {seed}, {n} requests each\n"
    )
    print(f"{'':42}{'p50 ms':>9}{'p95 ms':>9}{'× empty (p50)':>15}")
    print(f"{'empty view':42}{base_p50:9.2f}{base_p95:9.2f}{1:15.0f}")
    from repatria.web.accounts.models import User

    for role in roles:
        who = User.objects.filter(role=role).order_by("party", "pk").first()
        for name, ask in scenes(who, seed) if who is not None else ():
            taken = measure(ask, n)
            p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
            print(f"{name + ' (' + role + ')':42}{p50:9.1f}{p95:9.1f}{p50 / base_p50:15.0f}")


if __name__ == "__main__":
    main()
