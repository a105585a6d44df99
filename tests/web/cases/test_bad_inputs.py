"""Every bad input of an exchange in one case, taken through the whole main job: told, kept, and nobody moved for it."""

import hashlib
from pathlib import Path

import pytest
from tests.case.strategies import PARTIES, TERM

from repatria.findings import Finding
from repatria.web.cases import pipeline
from repatria.web.custody.balances import verify
from repatria.web.custody.models import Unit
from repatria.web.exchanges.models import LeftOut, Placement
from repatria.web.registry.bridge import as_finding
from repatria.web.registry.models import SourceRecord, StoredFinding

pytestmark = pytest.mark.django_db

HEAD = "Прізвище;Ім'я;По батькові;Дата народження;Особовий номер;Категорія"
# Row by row of Party B's list of those held: what stands there, what is found, and why it waits (nothing: it goes).
HELD = [
    ("Вигаданенко;Остап;Іванович;14.03.1990;000112;", [], ""),
    ("Выгаданенко;Астап;Иванович;14.03.1990;;", ["duplicate-in-list"], "duplicate_open"),
    ("Журавлинський;Назар;Олегович;23.11.1987;000113;", [], ""),
    ("Zhuravlynskyi;Nazar;Olehovych;23.11.1987;;", ["duplicate-in-list"], "duplicate_open"),
    ("Горобцюк;Лев;Романович;02.05.1985;;", ["already-returned"], "already_returned"),
    ("Калинчук;Марко;Степанович;19.09.1992;;", ["dead-on-prisoners-list"], "dead"),
    ("Берестюк;Гнат;Олексійович;30.01.1979;;цивільний", ["civilian-on-prisoners-list"], "finding_open"),
    ("Лозинюк;Павло;Ігорович;11.07.1991;;помер", ["deceased-on-prisoners-list"], "dead"),
    ("Смеречук;Роман;Якович;05.12.1988;;обміняний", ["returned-on-prisoners-list"], "already_returned"),
    ("Ранковий;Юрій;Тарасович;03.06.2007;;", ["minor"], "minor"),
    ("Вечірній;Денис;Миколайович;2007;;", ["minor-undecided"], "minor_undecided"),
    ("Тополюк;Іван;Андрійович;03.06.2026;;", ["birth-date-in-future"], ""),
    ("Яворенко;Петро;Данилович;31.02.1986;;", ["birth-date-impossible"], ""),
    ("Кленовий;Олег;Сергійович;1986-13-05;;", ["birth-date-day-month-swapped"], ""),
    ("Осичук;Артем;Вікторович;29.03.86;;", ["birth-date-two-digit-year"], ""),
    ("Вербицький;Максим;Юрійович;08.08.1983;0;", ["number-zero"], ""),
    ("Грабовий;Степан;Львович;17.10.1994;000777;", ["number-shared"], ""),
    ("Дубовий;Федір;Маркович;21.02.1981;000777;", ["number-shared"], ""),
    ("Липовий;Андрій;Петрович;12.12.1989;000801;", ["same-name-and-birth-date"], ""),
    (
        "Липовий;Андрій;Петрович;12.12.1989;000802;",
        ["same-name-and-birth-date"],
        "duplicate_open",
    ),  # one seat until that is decided
]
OTHERS = (
    *("Абрикосов;Егор", "Березин;Павел", "Вишнев;Илья", "Груздев;Глеб", "Дроздов;Никита", "Ершов;Матвей"),
    *("Жаворонков;Фёдор", "Зимин;Кирилл", "Ивушкин;Артём", "Калинин;Степан", "Ландышев;Денис", "Орлов;Захар"),
)
LISTS = {
    "b-held": [HEAD, *(line for line, _codes, _reason in HELD)],
    "a-held": [HEAD, *(f"{name};;{1960 + n};A-1{n};" for n, name in enumerate(OTHERS))],
    "a-returned": ["Прізвище;Ім'я;По батькові;Дата народження", "Gorobtsiuk;Lev;Romanovych;02.05.1985"],
    "a-dead": ["Бирка;Прізвище;Ім'я;По батькові;Дата народження", "A-0001;Калинчук;Марко;Степанович;19.09.1992"],
}
SIGNED = hashlib.sha256(b"the file as it was when both signed it").hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    declared = [PARTIES, TERM]
    (tmp_path / "lists").mkdir()
    for key, lines in LISTS.items():
        (tmp_path / "lists" / f"{key}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sender, purpose = key.split("-")
        declared.append(
            f'[[lists]]\nkey = "{key}"\nfile = "lists/{key}.csv"\nsender = "{sender.upper()}"\n'
            f'purpose = "{purpose}"\nas_of = 2025-06-02\n' + ('unit = "bag"\n' if purpose == "dead" else "")
        )
        if key == "b-held":
            declared[-1] += f'stated_count = {len(HELD) + 1}\nsha256 = "{SIGNED}"\n'
    (tmp_path / "case.toml").write_text("\n".join(declared), encoding="utf-8")
    return tmp_path


def findings(list_key: str) -> list[Finding]:
    stored = StoredFinding.objects.filter(version__party_list__key=list_key).exclude(severity="note")
    return [as_finding(one) for one in stored.order_by("row", "code")]


def test_every_bad_row_is_told_its_reason_and_waits_only_where_the_person_is_in_doubt(case):
    pipeline.run(case)
    told = findings("b-held")
    on_list = [one for one in told if one.row is None]
    assert {row: [one.code for one in told if one.row == row] for row in range(2, len(HELD) + 2)} == {
        row: codes for row, (_line, codes, _reason) in enumerate(HELD, start=2)
    }
    assert [one.text() for one in on_list] == [
        "b-held.csv, field sha256: The file is not the one that was signed: its SHA-256 differs from the covering "
        "letter's. Ask the sender which file is meant, and correct sha256 only from a signed letter.",
        "b-held.csv: The covering letter states 21; rows in the file: 20. "
        "Say which is right, and send the rows that are missing or the corrected count.",
    ]
    assert not findings("a-held")
    # Nothing was removed or merged: each row has its record and its unit, and the account balances.
    assert SourceRecord.objects.filter(version__party_list__key="b-held").count() == len(HELD)
    assert Unit.objects.filter(account="held:B").count() == len(HELD)
    verify()
    # A flaw in a date or a number costs nobody the way home; only a doubt about the person does.
    assert dict(LeftOut.objects.filter(holder="B").values_list("unit__record__row", "reason")) == {
        row: reason for row, (_line, _codes, reason) in enumerate(HELD, start=2) if reason
    }
    assert Placement.objects.filter(holder="B").count() == sum(not reason for _line, _codes, reason in HELD)
