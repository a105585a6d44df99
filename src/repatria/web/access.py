"""Who may do what, and who may see which rows.  All of it, and nowhere else."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from repatria.errors import PermissionRefused
from repatria.web.accounts.models import PartyRole, Role, User

Rows = TypeVar("Rows", bound=QuerySet[Any])


class Permission(StrEnum):
    """An act that a page or an action asks for."""

    DASHBOARD_VIEW = "dashboard.view"
    LIST_VIEW = "list.view"
    PERSON_VIEW = "person.view"
    QUESTION_ANSWER = "question.answer"
    LINK_VIEW = "link.view"
    LINK_DECIDE = "link.decide"
    LINK_RETRACT = "link.retract"
    LINK_MEASURE = "link.measure"
    ROUND_VIEW = "round.view"
    ROUND_SIGN = "round.sign"
    ROUND_KEEP_OUT = "round.keep_out"
    CUSTODY_VIEW = "custody.view"
    CUSTODY_MOVE = "custody.move"
    CUSTODY_CONFIRM = "custody.confirm"
    LABORATORY_VIEW = "laboratory.view"
    LABORATORY_WORK = "laboratory.work"
    IDENTITY_VIEW = "identity.view"
    IDENTITY_SIGN = "identity.sign"
    IDENTITY_RETRACT = "identity.retract"
    RETURN_DECIDE = "return.decide"
    JOB_VIEW = "job.view"
    JOB_AGAIN = "job.again"
    JOURNAL_VIEW = "journal.view"
    USER_MANAGE = "user.manage"


_ALL_ROWS = {
    Permission.DASHBOARD_VIEW,
    Permission.LIST_VIEW,
    Permission.PERSON_VIEW,
    Permission.ROUND_VIEW,
    Permission.CUSTODY_VIEW,
}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.DELEGATE: frozenset(
        _ALL_ROWS
        | {
            Permission.QUESTION_ANSWER,
            Permission.ROUND_SIGN,
            Permission.CUSTODY_CONFIRM,
            # The outcome alone: neither DNA nor what an identification rests on.
            Permission.IDENTITY_VIEW,
            Permission.RETURN_DECIDE,
        }
    ),
    Role.COORDINATOR: frozenset(
        _ALL_ROWS
        | {
            Permission.LINK_VIEW,
            Permission.LINK_DECIDE,
            Permission.LINK_RETRACT,
            Permission.LINK_MEASURE,
            Permission.ROUND_SIGN,
            Permission.ROUND_KEEP_OUT,
            Permission.CUSTODY_MOVE,
            Permission.CUSTODY_CONFIRM,
            # The board is read and signed without alleles and pedigrees, which are the laboratory's.
            Permission.IDENTITY_VIEW,
            Permission.IDENTITY_SIGN,
            Permission.IDENTITY_RETRACT,
            Permission.RETURN_DECIDE,
            Permission.JOB_VIEW,
            Permission.JOURNAL_VIEW,
        }
    ),
    Role.CLERK: frozenset(
        {
            Permission.DASHBOARD_VIEW,
            Permission.LIST_VIEW,
            Permission.PERSON_VIEW,
            Permission.LINK_VIEW,
            Permission.LINK_DECIDE,
            # A clerk of the neutral body is its second pair of eyes; see visible_proposals.
            Permission.CUSTODY_CONFIRM,
        }
    ),
    Role.LABORATORY: frozenset(
        {
            Permission.DASHBOARD_VIEW,
            Permission.LIST_VIEW,
            Permission.PERSON_VIEW,
            Permission.LABORATORY_VIEW,
            Permission.LABORATORY_WORK,
            Permission.IDENTITY_VIEW,
            Permission.IDENTITY_SIGN,
            Permission.IDENTITY_RETRACT,
            Permission.JOB_VIEW,
            Permission.JOB_AGAIN,
        }
    ),
    Role.CHILD_OFFICER: frozenset(
        {
            Permission.DASHBOARD_VIEW,
            Permission.LIST_VIEW,
            Permission.PERSON_VIEW,
            Permission.LINK_VIEW,
            Permission.LINK_DECIDE,
        }
    ),
    Role.FIELD_TEAM: frozenset({Permission.DASHBOARD_VIEW}),
    Role.OBSERVER: frozenset({Permission.DASHBOARD_VIEW}),
    Role.AUDITOR: frozenset({Permission.DASHBOARD_VIEW, Permission.JOURNAL_VIEW}),
    Role.ADMINISTRATOR: frozenset({Permission.DASHBOARD_VIEW, Permission.JOURNAL_VIEW, Permission.USER_MANAGE}),
}


def allows(user: User, permission: Permission) -> bool:
    """Whether the user's role carries the permission; rows are another matter (``visible_to``)."""
    return user.is_active and user.is_authenticated and permission in GRANTS[Role(user.role)]


def require(user: User, permission: Permission, *, party: str | None = None) -> None:
    """Return, or raise :class:`PermissionRefused`; with ``party``, the user must act for that party."""
    if not allows(user, permission):
        raise PermissionRefused(f"role {user.role} may not {permission}")
    if party is not None and user.party_id != party:
        raise PermissionRefused(f"{permission} is for party {party}")


def is_neutral(user: User) -> bool:
    """Whether the user works for the neutral body."""
    return user.party is not None and user.party.role == PartyRole.NEUTRAL


# -- rows ---------------------------------------------------------------------------------------------

_SEES_ROWS = {Role.DELEGATE, Role.COORDINATOR, Role.CLERK, Role.LABORATORY, Role.CHILD_OFFICER}


def _list_rule(user: User, prefix: str) -> Q | None:
    """The rule on a list, as seen through ``prefix``; ``None`` when the user sees no rows at all."""
    role = Role(user.role)
    if role not in _SEES_ROWS:
        return None
    if role is Role.CHILD_OFFICER:
        return Q(**{f"{prefix}purpose": "children"})
    rule = ~Q(**{f"{prefix}purpose": "children"})
    if role is Role.LABORATORY:
        rule = Q(**{f"{prefix}purpose": "dead"})
    if not is_neutral(user):
        received = Q(**{f"{prefix}sender": user.party_id}) | Q(**{f"{prefix}shared_with": user.party_id})
        rule &= received
    return rule


def _limited(rows: Rows, user: User, prefix: str) -> Rows:
    rule = _list_rule(user, prefix)
    return rows.none() if rule is None else rows.filter(rule).distinct()


def visible_lists(rows: Rows, user: User) -> Rows:
    """Lists that the user may see."""
    return _limited(rows, user, "")


def visible_list_ids(user: User) -> list[Any]:
    """Ids of the lists that the user may see; lists are few, so what hangs on them is asked for by id."""
    from repatria.web.registry.models import PartyList

    return list(visible_lists(PartyList.objects.all(), user).values_list("pk", flat=True))


def visible_records(rows: Rows, user: User) -> Rows:
    """Rows of lists that the user may see."""
    return rows.filter(version__party_list__in=visible_list_ids(user))


def visible_units(rows: Rows, user: User, *, through: str = "") -> Rows:
    """Units whose row, or whose bag's row, the user may see; or rows that lead to such a unit ``through`` a relation.

    Asked by joins and not as a list of units: a round has two thousand people, the account 150,000.
    """
    seen = visible_list_ids(user)
    own = Q(**{f"{through}record__version__party_list__in": seen})
    of_bag = Q(**{f"{through}record": None, f"{through}parent__record__version__party_list__in": seen})
    return rows.filter(own | of_bag)


def visible_claims(rows: Rows, user: User) -> Rows:
    """Claims whose record the user may see."""
    return rows.filter(party_list__in=visible_list_ids(user))


def visible_sights(rows: Rows, user: User) -> Rows:
    """The user's party's way to persons: :func:`visible_persons` in the order of names."""
    from repatria.web.registry.models import Person, SourceRecord

    role = Role(user.role)
    if role not in _SEES_ROWS or user.party_id is None:
        return rows.none()
    own = rows.filter(party=user.party_id)
    # The few children are asked for once, instead of looking at each of 100,000 persons.
    children = Person.objects.filter(is_child_case=True).values("pk")
    if role is Role.CHILD_OFFICER:
        return own.filter(person__in=children)
    own = own.exclude(person__in=children)
    if role is Role.LABORATORY:
        seen = SourceRecord.objects.filter(person=OuterRef("person"), version__party_list__in=visible_list_ids(user))
        return own.filter(Exists(seen))
    return own


def visible_persons(rows: Rows, user: User) -> Rows:
    """Persons of whom the user may see at least one record."""
    from repatria.web.registry.models import Sight, SourceRecord

    role = Role(user.role)
    if role not in _SEES_ROWS:
        return rows.none()
    if role in {Role.CHILD_OFFICER, Role.LABORATORY}:
        seen = SourceRecord.objects.filter(person=OuterRef("pk"), version__party_list__in=visible_list_ids(user))
        return rows.filter(Exists(seen))
    return rows.filter(Exists(Sight.objects.filter(party=user.party_id, person=OuterRef("pk"))), is_child_case=False)


def visible_links(rows: Rows, user: User) -> Rows:
    """Links of two records that the user may both see."""
    if not allows(user, Permission.LINK_VIEW):
        return rows.none()
    from repatria.web.registry.models import SourceRecord

    seen = SourceRecord.objects.filter(version__party_list__in=visible_list_ids(user))
    return rows.filter(Exists(seen.filter(pk=OuterRef("left"))), Exists(seen.filter(pk=OuterRef("right"))))


def visible_findings(rows: Rows, user: User) -> Rows:
    """Findings on lists that the user may see; one that rests on another row only where that row is seen too.

    Without the second half a finding would tell one party what stands on a list that was never sent to it.
    """
    seen = visible_list_ids(user)
    other = Q(other_record__isnull=True) | Q(other_record__version__party_list__in=seen)
    return rows.filter(other, version__party_list__in=seen)


def findings_told_to(rows: Rows, party: str) -> Rows:
    """Findings that an answer to this party may hold: none that rests on a row of a list not sent to it."""
    other = "other_record__version__party_list"
    known = Q(**{f"{other}__sender": party}) | Q(**{f"{other}__shared_with": party})
    return rows.filter(Q(other_record__isnull=True) | known).distinct()


def visible_proposals(rows: Rows, user: User) -> Rows:
    """Recorded movements that the user may read: for the neutral body all, for a delegate those put to his party."""
    if not allows(user, Permission.CUSTODY_CONFIRM):
        return rows.none()
    if is_neutral(user):
        return rows
    return rows.filter(seconds=user.party_id) if Role(user.role) is Role.DELEGATE else rows.none()


# -- the laboratory -------------------------------------------------------------------------------------


def sees_alleles(user: User) -> bool:
    """Whether alleles, pedigrees and relations may be shown to the user at all: to laboratories alone."""
    return allows(user, Permission.LABORATORY_VIEW)


def visible_in_laboratory(rows: Rows, user: User, owner: str) -> Rows:
    """Files, samples, profiles and families of the user's own organization; for the neutral laboratory all."""
    if not allows(user, Permission.LABORATORY_VIEW):
        return rows.none()
    return rows if is_neutral(user) else rows.filter(**{owner: user.party_id})


def visible_remains(rows: Rows, user: User) -> Rows:
    """Bags and parts of lists that the user's laboratory sent or was sent, and parts of parts of them."""
    if not allows(user, Permission.LABORATORY_VIEW):
        return rows.none()
    dead = rows.exclude(kind="person")
    if is_neutral(user):
        return dead
    seen = visible_list_ids(user)
    path = "record__version__party_list__in"
    return dead.filter(Q(**{path: seen}) | Q(**{f"parent__{path}": seen}) | Q(**{f"parent__parent__{path}": seen}))


def visible_candidates(rows: Rows, user: User) -> Rows:
    """Candidates of one's own runs, and those that were put before a board on which one's organization signs."""
    if not allows(user, Permission.LABORATORY_VIEW):
        return rows.none()
    if is_neutral(user):
        return rows
    of_board = Q(identifications__am_party=user.party_id) | Q(identifications__pm_party=user.party_id)
    return rows.filter(Q(run__owner=user.party_id) | of_board).distinct()


def visible_identifications(rows: Rows, user: User) -> Rows:
    """Identifications that the user's organization signs, with what they rest on; for the neutral body all."""
    if not allows(user, Permission.IDENTITY_SIGN):
        return rows.none()
    return rows if is_neutral(user) else rows.filter(Q(am_party=user.party_id) | Q(pm_party=user.party_id))


def told_identifications(rows: Rows, user: User) -> Rows:
    """Outcomes that the user may know: a delegation never hears of a candidate, only of what was signed or fell.

    What was retracted is told to those alone who had been told of it: it was confirmed once.
    """
    if not allows(user, Permission.IDENTITY_VIEW):
        return rows.none()
    was_told = Q(notice__isnull=False) | Q(joined_to__notice__isnull=False)
    was_signed = Q(state="confirmed") | Q(state="retracted") & was_told
    found = rows.filter(was_signed)
    return found if is_neutral(user) else found.filter(Q(am_party=user.party_id) | Q(pm_party=user.party_id))


def visible_returns(rows: Rows, user: User) -> Rows:
    """Return cases of one's own side: it holds the body, or the body is of its own."""
    if not allows(user, Permission.IDENTITY_VIEW):
        return rows.none()
    return rows if is_neutral(user) else rows.filter(Q(holder=user.party_id) | Q(owner=user.party_id))


def visible_jobs(rows: Rows, user: User) -> Rows:
    """Jobs that somebody of the user's organization asked for."""
    if not allows(user, Permission.JOB_VIEW):
        return rows.none()
    return rows if is_neutral(user) else rows.filter(party=user.party_id)
