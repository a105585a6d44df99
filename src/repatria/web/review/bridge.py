"""Between stored records and the linkage and names engines: record tables out, proposed links back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import log2
from typing import TYPE_CHECKING, Any

from repatria import names
from repatria.provenance import Provenance, digest_of
from repatria.web.registry.models import ListVersion, Purpose, SourceRecord
from repatria.web.review import anchors
from repatria.web.review.models import Link, LinkState
from repatria.web.review.pairs import ComparedList, ListPair, list_pairs

if TYPE_CHECKING:
    import polars as pl

    from repatria import linkage
    from repatria.web.custody.bridge import Drawing
    from repatria.web.review.models import Link

# A pair enters the queue when asking two people about it is worth more than the pair is likely to be wrong.
# We hold a person who is not found to be nineteen times as dear as a pair looked at in vain: 1 / (19 + 1).
ASK_PROBABILITY = 0.05
_COLUMNS = (
    "surname",
    "given",
    "patronymic",
    "birth_year",
    "birth_month",
    "birth_day",
    "sex",
    "birth_place",
    "service_number",
    "unit_name",
)
# No score is certainty, however it rounds.
_SUREST = 0.999999
_NUMBERS = ("birth_year", "birth_month", "birth_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """That two records may speak of one person; both are anchors (see ``anchors``)."""

    left_id: uuid.UUID
    right_id: uuid.UUID
    probability: float
    weight_bits: float
    evidence: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Everything that one comparison proposes, and how it came about."""

    pair: ListPair
    rows: Sequence[Proposal]
    provenance: Provenance


class RecordTables:
    """Record tables of the newest versions, each read once; keep one for as long as lists do not change."""

    def __init__(self) -> None:
        self.versions: dict[uuid.UUID, ListVersion] = {
            version.party_list_id: version
            for version in anchors.newest_versions().select_related("party_list").order_by("party_list__key")
        }
        self._tables: dict[uuid.UUID, pl.DataFrame] = {}
        self._prepared: dict[uuid.UUID, linkage.PreparedRecords] = {}
        self._repeated: dict[uuid.UUID, frozenset[str]] = {}

    def compared_lists(self) -> list[ComparedList]:
        """The lists that count now."""
        return [
            ComparedList(
                id=version.party_list_id,
                key=version.party_list.key,
                sender=version.party_list.sender_id,
                purpose=version.party_list.purpose,
            )
            for version in self.versions.values()
        ]

    def pairs(self) -> list[ListPair]:
        """The comparisons that the lists ask for (table in ``pairs``)."""
        return list(list_pairs(self.compared_lists()))

    def input_digest(self, pair: ListPair) -> str:
        """Equal digests: this comparison need not be made again."""
        versions = [str(self.versions[one.id].pk) for one in (pair.left, pair.right)]
        repeated = [] if pair.is_within else [sorted(self.repeated(one.id)) for one in (pair.left, pair.right)]
        return digest_of([pair.code, versions, repeated, provenance(pair).digest()])

    def repeated(self, list_id: uuid.UUID) -> frozenset[str]:
        """Records that share their list with another record of, more likely than not, the same person.

        They are known once the list was compared with itself and the proposals stored: ask only then.  Bags
        with the dead are compared for this alone: nobody is asked which of them hold one body's parts.
        """
        if list_id not in self._repeated:
            is_of_bags = self.versions[list_id].party_list.purpose == Purpose.DEAD
            self._repeated[list_id] = _in_many_bags(self.prepared(list_id)) if is_of_bags else _repeated(list_id)
        return self._repeated[list_id]

    def forget_repeated(self, list_id: uuid.UUID) -> None:
        """The list is being compared with itself anew."""
        self._repeated.pop(list_id, None)

    def table(self, list_id: uuid.UUID) -> "pl.DataFrame":
        """Records of a list that bear a name, as the linkage engine's record table, with ``prisoner_number`` beside."""
        if list_id not in self._tables:
            self._tables[list_id] = _record_table(self.versions[list_id])
        return self._tables[list_id]

    def prepared(self, list_id: uuid.UUID) -> "linkage.PreparedRecords":
        """The list's records ready for comparing."""
        from repatria import linkage

        if list_id not in self._prepared:
            self._prepared[list_id] = linkage.prepare(self.table(list_id))
        return self._prepared[list_id]


def _repeated(list_id: uuid.UUID) -> frozenset[str]:
    links = Link.objects.between(list_id, list_id).filter(probability__gte=0.5)
    standing = links.exclude(state__in=(LinkState.REFUSED, LinkState.LAPSED))
    return frozenset(str(one) for pair in standing.values_list("left_id", "right_id") for one in pair)


def _in_many_bags(records: "linkage.PreparedRecords") -> frozenset[str]:
    from repatria import linkage

    found = linkage.find_duplicates(records, params=linkage.LinkageParams(threshold=0.5)).frame
    return frozenset([*found["left_id"], *found["right_id"]])


def _record_table(version: ListVersion) -> "pl.DataFrame":
    import polars as pl

    anchor_by_live = anchors.anchors_of(version)
    named = anchors.live_records(version).exclude(surname="", given="", patronymic="")
    # One question for the whole list, and plain tuples: 60,000 rows are read in about a second.
    rows = named.values_list("id", *_COLUMNS, "prisoner_number").iterator(chunk_size=10_000)
    schema = {
        "record_id": pl.String,
        **{column: pl.Int16 if column in _NUMBERS else pl.String for column in _COLUMNS},
        "prisoner_number": pl.String,
    }
    return pl.DataFrame(
        [(str(anchor_by_live.get(record_id, record_id)), *fields) for record_id, *fields in rows],
        schema=schema,
        orient="row",
    )


def _params(pair: ListPair) -> "linkage.LinkageParams":
    from repatria import linkage

    return linkage.LinkageParams(threshold=ASK_PROBABILITY)


def provenance(pair: ListPair) -> Provenance:
    """The engine, its model and the parameters with which a pair of lists is compared."""
    from repatria import linkage

    model = linkage.default_model()
    params = {"model": model.version, "digest": model.digest, "pair": pair.code, **asdict(_params(pair))}
    return Provenance(engine="linkage", params=params)


def propose(pair: ListPair, tables: RecordTables) -> Proposals:
    """Compare two lists, or one with itself; gives the links worth asking people about."""
    from repatria import linkage

    left, right = _prepared(pair, tables)
    if not left.height or not right.height:
        return Proposals(pair=pair, rows=(), provenance=provenance(pair))
    if pair.is_within:
        tables.forget_repeated(pair.left.id)
        frame = linkage.find_duplicates(left, model=linkage.default_model(), params=_params(pair)).frame
    else:
        repeated = tables.repeated(pair.left.id), tables.repeated(pair.right.id)
        frame = _across(left, right, repeated, _params(pair))
    return Proposals(pair=pair, rows=_proposals(frame), provenance=provenance(pair))


def _across(
    left: "linkage.PreparedRecords",
    right: "linkage.PreparedRecords",
    repeated: tuple[frozenset[str], frozenset[str]],
    params: "linkage.LinkageParams",
) -> "pl.DataFrame":
    """Pairs of two lists, each record in one at most, save where a list has a person twice.

    Two rows of one person would share one counterpart, with half of the probability for each.  Their pairs
    are weighed again, each for itself and with the same prior, and take the place of the shared ones.
    """
    import polars as pl

    from repatria import linkage

    model = linkage.default_model()
    scored = linkage.propose(left, right, model=model, params=params)
    is_twice = [side.frame["record_id"].is_in(list(twice)) for side, twice in zip((left, right), repeated, strict=True)]
    parts = [(left.where(is_twice[0]), right), (left.where(~is_twice[0]), right.where(is_twice[1]))]
    weighed = [
        linkage.propose(one, other, model=model, params=_alone(params, scored, one.height * other.height, left, right))
        for one, other in parts
        if one.height and other.height
    ]
    shared = pl.col("left_id").is_in(list(repeated[0])) | pl.col("right_id").is_in(list(repeated[1]))
    return pl.concat([scored.frame.filter(~shared), *(part.frame for part in weighed)])


def _alone(
    params: "linkage.LinkageParams",
    scored: "linkage.ScoredPairs",
    n_pairs: int,
    left: "linkage.PreparedRecords",
    right: "linkage.PreparedRecords",
) -> "linkage.LinkageParams":
    expected = scored.expected_matches * n_pairs / (left.height * right.height)
    return replace(params, one_to_one=False, expected_matches=expected)


# A party's own lists of these purposes number the same people; the left list is drawn from the right one, or not.
_OWN_NUMBERS = {("offer", "held"): True, ("held", "returned"): False, ("offer", "returned"): False}


def _prepared(pair: ListPair, tables: RecordTables) -> "tuple[linkage.PreparedRecords, linkage.PreparedRecords]":
    """Between a party's own lists of people in its hands the prisoner number tells more than the service number.

    Not so within one list: who was written down twice was numbered twice; nor between parties: each numbers anew.
    """
    from repatria import linkage

    lists = (pair.left.id, pair.right.id)
    is_drawn = _OWN_NUMBERS.get((pair.left.purpose, pair.right.purpose))
    if is_drawn is None or pair.left.sender != pair.right.sender:
        return tables.prepared(lists[0]), tables.prepared(lists[1])
    left, right = (tables.table(one) for one in lists)
    if is_drawn and _is_mostly_numbered(left) and _is_mostly_numbered(right):
        left, right = (table.with_columns(service_number=table["prisoner_number"]) for table in (left, right))
    elif not is_drawn:
        left, right = _with_shared_numbers(left, right)
    return linkage.prepare(left), linkage.prepare(right)


def _with_shared_numbers(left: "pl.DataFrame", right: "pl.DataFrame") -> "tuple[pl.DataFrame, pl.DataFrame]":
    """A prisoner number that stands once on each list takes the service number's place in both rows.

    Other prisoner numbers say nothing: who went home and was taken again has a new one.
    """
    import polars as pl

    number = pl.col("prisoner_number")
    said = [table.filter(number != "").filter(number.is_unique())["prisoner_number"] for table in (left, right)]
    shared = said[0].filter(said[0].is_in(said[1].implode()))
    own = pl.when(number.is_in(shared.implode())).then(number).otherwise("service_number").alias("service_number")
    return left.with_columns(own), right.with_columns(own)


def _is_mostly_numbered(table: "pl.DataFrame") -> bool:
    return 2 * table.filter(table["prisoner_number"] != "").height > table.height


def _reason(comparison: str, level: int) -> str:
    from repatria import linkage

    if level == linkage.MISSING:
        return "missing"
    return linkage.FAMILY_LEVELS[level] if comparison == linkage.FAMILY else linkage.LEVELS[comparison][level]


def _proposals(frame: "pl.DataFrame") -> list[Proposal]:
    comparisons = [column.removeprefix("level_") for column in frame.columns if column.startswith("level_")]
    return [
        Proposal(
            left_id=uuid.UUID(row["left_id"]),
            right_id=uuid.UUID(row["right_id"]),
            probability=min(round(row["match_probability"], 6), _SUREST),
            weight_bits=round(row["match_weight"], 3),
            evidence={comparison: _evidence(comparison, row) for comparison in comparisons},
        )
        for row in frame.iter_rows(named=True)
    ]


def _evidence(comparison: str, row: Mapping[str, Any]) -> dict[str, Any]:
    from repatria import linkage

    level = row[f"level_{comparison}"]
    said = {
        "level": level,
        "bits": round(row[f"weight_{comparison}"], 2),
        "reason": _reason(comparison, level),
    }
    # Whom else the two may be: brothers, twins, father and son, two of one name.
    return said | {"kin": row["kin"]} if comparison == linkage.FAMILY and row.get("kin") else said


def kin_sentence(link: "Link") -> str:
    """Whom else the two may be, as an English sentence marked for translation; empty where nothing suggests it."""
    from repatria import linkage

    kin = link.evidence.get(linkage.FAMILY, {}).get("kin", "")
    return linkage.sentence(f"kin-{kin}") if kin else ""


def reading(record: SourceRecord) -> str:
    """A record's name in Latin letters, as we read it."""
    return names.reading(record.surname, record.given, record.patronymic)


def tokens(text: str) -> tuple[str, ...]:
    """The folded words under which a name is found."""
    return names.search_tokens(text)


def skeleton(text: str) -> str:
    """A text as it sounds, whatever its script; о and а, е and и stay apart."""
    return names.fine_skeleton(text)


def draw_waterfall(link: "Link") -> "Drawing":
    """A link's weights in steps, from how rare a match is to the sum, with the table of the same numbers."""
    from django.utils.formats import get_format
    from django.utils.translation import gettext as _

    from repatria import pictures
    from repatria.web.custody.bridge import drawing
    from repatria.web.review.words import comparison_words, level_words

    steps = tuple(
        pictures.Step(
            label=comparison_words(code), weight_bits=float(said["bits"]), reason=level_words(str(said["reason"]))
        )
        for code, said in link.evidence.items()
        if said["reason"] != "missing"
    )
    drawn = pictures.Waterfall(
        key="waterfall",
        title=_("Why the score"),
        description=_("Each comparison adds weight for or against; beyond the dotted line the match is more likely."),
        prior_label=_("before comparing"),
        prior_bits=_log_odds_bits(link.probability) - sum(step.weight_bits for step in steps),
        total_label=_("in all"),
        steps=steps,
        decimal=str(get_format("DECIMAL_SEPARATOR")),
    )
    table = pictures.waterfall_table(drawn, (_("comparison"), _("bits"), _("reason")))
    return drawing(pictures.waterfall(drawn), table)


def _log_odds_bits(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return log2(bounded / (1 - bounded))


def is_same_given(left: str, right: str) -> bool:
    """Two given names can be forms of one, in whatever language."""
    return skeleton(left) == skeleton(right) or bool(names.given_classes(left) & names.given_classes(right))


def is_same_father(left: str, right: str) -> bool:
    """Two patronymics can come from one father's name."""
    return skeleton(left) == skeleton(right) or bool(names.father_classes(left) & names.father_classes(right))
