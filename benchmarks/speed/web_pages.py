"""How fast pages open with 100,000 people on SQLite, beside a page that does nothing: ``make bench-web``.

A database is made in a temporary folder with invented names, then list, search and person page are asked for through
the whole stack (middleware, session, template) by Django's client, in turn with an empty view.  Prints p50 and p95 in
milliseconds and their ratio to the empty view, with version and date.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

SURNAMES = [
    "Коваленко",
    "Шевченко",
    "Бондаренко",
    "Ткаченко",
    "Кравченко",
    "Олійник",
    "Шевчук",
    "Поліщук",
    "Лисенко",
    "Савченко",
    "Мельник",
    "Руденко",
    "Марченко",
    "Мороз",
    "Петренко",
    "Павленко",
    "Клименко",
    "Левченко",
    "Кузьменко",
    "Гончаренко",
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Алексеев",
    "Лебедев",
    "Семёнов",
    "Егоров",
    "Павлов",
    "Козлов",
    "Степанов",
    "Орлов",
]
ENDS = ["", "ко", "енко", "ов", "ський", "ин", "ак", "ич", "юк", "ец"]
GIVEN = [
    "Олександр",
    "Микола",
    "Іван",
    "Петро",
    "Дмитро",
    "Сергій",
    "Андрій",
    "Юрій",
    "Роман",
    "Тарас",
    "Остап",
    "Богдан",
    "Алексей",
    "Павел",
    "Егор",
    "Илья",
    "Никита",
    "Максим",
    "Артём",
    "Денис",
    "Кирилл",
    "Степан",
    "Глеб",
    "Фёдор",
    "Матвей",
]
PATRONYMIC = [
    "Іванович",
    "Петрович",
    "Сергійович",
    "Андрійович",
    "Юрійович",
    "Олегович",
    "Ильич",
    "Павлович",
    "Алексеевич",
    "Егорович",
]


def build(n_persons: int, seed: int) -> None:
    """Fill the database: 100,000 persons, one row each and every tenth a second, seen as a neutral body sees them."""
    from repatria import names
    from repatria.web.accounts.models import Party, User
    from repatria.web.registry import bridge
    from repatria.web.registry.actions import refresh_sights
    from repatria.web.registry.models import ListVersion, PartyList, Person, SearchKey, SourceRecord, StoredFile

    chance = random.Random(seed)
    for code, role in (("A", "side"), ("B", "side"), ("N", "neutral")):
        Party.objects.create(code=code, name=f"Party {code}", role=role)
    User.objects.create_user("mira", role="coordinator", party_id="N")
    User.objects.create_user("dmytro", role="delegate", party_id="A")
    now = datetime.now(UTC)
    stored = StoredFile.objects.create(sha256="0" * 64, size=0, content=b"")
    versions = []
    for sender, purpose, share in (("A", "missing", "B"), ("B", "missing", "A"), ("A", "held", ""), ("B", "held", "")):
        one = PartyList.objects.create(key=f"{sender}-{purpose}", sender_id=sender, purpose=purpose)
        one.shared_with.set([code for code in (share, "N") if code])
        versions.append(
            ListVersion.objects.create(
                id=uuid5(bridge.NAMESPACE, one.key),
                party_list=one,
                number=1,
                file=stored,
                received_at=now,
                n_rows=n_persons // 4,
            )
        )
    persons, records = [], []
    for row in range(n_persons + n_persons // 10):
        version = versions[row % 4]
        surname = chance.choice(SURNAMES) + chance.choice(ENDS)
        given, patronymic = chance.choice(GIVEN), chance.choice(PATRONYMIC)
        pk = uuid5(version.id, str(row))
        person_id = pk if row < n_persons else persons[chance.randrange(n_persons)].pk
        if row < n_persons:
            persons.append(Person(id=pk, status="missing" if row % 4 < 2 else "alive_held", changed_at=now))
        records.append(
            SourceRecord(
                id=pk,
                version=version,
                row=row,
                state="accepted",
                raw={"Прізвище": surname},
                person_id=person_id,
                surname=surname,
                given=given,
                patronymic=patronymic,
                birth_year=1970 + row % 36,
                birth_month=1 + row % 12,
                birth_day=1 + row % 28,
                service_number=f"{row:06}",
                sort_key=names.reading(surname, given, patronymic).casefold()[:80],
            )
        )
    Person.objects.bulk_create(persons, batch_size=5_000)
    SourceRecord.objects.bulk_create(records, batch_size=5_000)
    SearchKey.objects.bulk_create(bridge.search_keys(records), batch_size=20_000)
    refresh_sights()


def measure(ask: Callable[[int], Any], n: int) -> list[float]:
    """Milliseconds of ``n`` requests, after three that warm up."""
    taken = []
    for turn in range(-3, n):
        began = time.perf_counter()
        answer = ask(turn)
        if turn >= 0:
            taken.append(1_000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.status_code
    return taken


def scenes(user: str, seed: int) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """What is asked for: each a name and a function of the turn."""
    from django.conf import settings
    from django.test import Client

    from repatria.web.accounts.models import User
    from repatria.web.registry.models import Sight

    client = Client(SERVER_NAME="localhost")
    who = User.objects.get(username=user)
    client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[-1])
    chance = random.Random(seed)
    ids = [str(pk) for pk in Sight.objects.filter(party=who.party_id).values_list("person", flat=True)]

    def searched(words: Callable[[], str], **facets: str) -> Callable[[int], Any]:
        return lambda _turn: client.post("/people/", {"words": words(), **facets}, follow=True)

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
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REPATRIA_CASE"] = folder
        os.environ.pop("REPATRIA_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "repatria.web.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        build(asked.persons, asked.seed)
        size = (Path(folder) / "repatria.db").stat().st_size / 2**20
        print(f"{asked.persons:,} persons made in {time.perf_counter() - began:.0f} s, {size:.0f} MiB\n")
        report(asked.requests, asked.seed)


def report(n: int, seed: int) -> None:
    """One line for each scene, beside the empty view of the same run."""
    import django

    from repatria import __version__

    base = empty_view(n * 3)
    base_p50, base_p95 = statistics.median(base), statistics.quantiles(base, n=20)[18]
    print(
        f"Repatria {__version__}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}, Python "
        f"{platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}, seed {seed}, {n} requests each\n"
    )
    print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'× empty (p50)':>15}")
    print(f"{'empty view':34}{base_p50:9.2f}{base_p95:9.2f}{1:15.0f}")
    for user, role in (("mira", "neutral"), ("dmytro", "delegate")):
        for name, ask in scenes(user, seed):
            taken = measure(ask, n)
            p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
            print(f"{name + ' (' + role + ')':34}{p50:9.1f}{p95:9.1f}{p50 / base_p50:15.0f}")


if __name__ == "__main__":
    main()
