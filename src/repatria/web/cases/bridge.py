"""Between the case engine and what the registry stores."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from repatria import case as cases
from repatria import lists
from repatria.errors import CaseInvalid
from repatria.findings import Finding, Severity
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
        stated_sha256=declared.sha256,
        shared_with=declared.shared_with,
        columns=columns,
    )


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
            "debtor_id": term.debtor,
            "creditor_id": term.creditor,
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
