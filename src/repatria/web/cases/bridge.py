"""Between the case engine, the pictures, and what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from repatria import case as cases
from repatria import lists, pictures
from repatria.errors import CaseInvalid
from repatria.findings import Finding, Severity
from repatria.provenance import digest_of_bytes
from repatria.web.registry.bridge import Delivery

if TYPE_CHECKING:
    from repatria.case import Case, CaseList


def parse_case(data: bytes) -> tuple["Case | None", list[Finding]]:
    """The case that ``case.toml`` declares, and what is wrong with it."""
    return cases.parse_case(data)


def parse_columns(data: bytes, file_name: str) -> dict[str, str]:
    """A mapping file: header → field."""
    columns, findings = lists.parse_columns(data, file_name)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise CaseInvalid(f"{file_name}: {errors[0].text()}", errors)
    return dict(columns)


def delivery(declared: "CaseList", columns: Mapping[str, str]) -> Delivery:
    """A list of the case as the registry receives it."""
    return Delivery(
        list_key=declared.key,
        file_name=declared.file.rsplit("/", 1)[-1],
        sender=declared.sender,
        purpose=declared.purpose,
        unit=declared.unit,
        as_of=declared.as_of,
        stated_count=declared.stated_count,
        shared_with=declared.shared_with,
        columns=columns,
    )


def check_signature(declared: "CaseList", data: bytes) -> list[Finding]:
    """A finding where the file is not the one whose digest was signed."""
    return cases.check_signature(declared, digest_of_bytes(data))


def party_rows(case: "Case") -> list[dict[str, str]]:
    """The case's parties as the registry stores them."""
    return [
        {"code": party.code, "name": party.name, "role": party.role, "bureau": party.bureau, "contact": party.contact}
        for party in case.parties
    ]


def term_rows(case: "Case") -> list[dict[str, Any]]:
    """The case's terms as the registry stores them, each with its whole definition."""
    return [
        {
            "key": term.key,
            "title": term.title,
            "status": term.status,
            # A mutual term is owed by each side: neither alone is its debtor.
            "debtor_id": None if term.mutual else term.debtor,
            "creditor_id": None if term.mutual else term.creditor,
            "act": term.act,
            "quantity": term.quantity,
            "unit": term.unit,
            "deadline": term.deadline,
            "no_deadline_agreed": term.no_deadline_agreed,
            "source": term.source,
            "definition": cases.term_as_json(term),
        }
        for term in case.terms
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture and the table of the same numbers."""

    title: str
    svg: str
    table: str


def custody_drawing(flows: Sequence[tuple[str, str, int]]) -> Drawing | None:
    """Who declared how many people, and in whose hands they stand now."""
    if not flows:
        return None
    drawn = pictures.Sankey(
        key="custody",
        title=gettext("Everybody on the lists, and where they stand in the account (persons)"),
        description=gettext("Ribbons run from the party that listed people to the account in which they stand now."),
        flows=tuple(pictures.Flow(source=source, target=target, n=n) for source, target, n in flows),
    )
    headers = (gettext("From"), gettext("Stands in"), gettext("Persons"))
    return Drawing(
        title=drawn.title,
        svg=pictures.sankey(drawn),
        table=pictures.table_html(pictures.sankey_table(drawn, headers)),
    )
