"""The order in which a laboratory reads loci: along the chromosomes, the sex chromosomes last."""

import re
from collections.abc import Iterable

# Along each chromosome by NIST's STRBase; a locus that is not named here stands behind, by its name.
_KNOWN = (
    "D1S1677 D1S1656 TPOX D2S441 D2S1776 D2S1338 D3S1358 D3S4529 D4S2408 FGA D5S818 CSF1PO D6S474 SE33 D6S1043 "
    "D7S820 D8S1179 D10S1248 TH01 vWA D12S391 D13S317 D14S1434 Penta E D16S539 D17S1301 D18S51 D19S433 D20S482 "
    "D21S11 Penta D D22S1045"
).replace("Penta ", "Penta_")
_RANK = {name.replace("_", " "): rank for rank, name in enumerate(_KNOWN.split())}
_CHROMOSOME = {
    "TPOX": 2,
    "FGA": 4,
    "CSF1PO": 5,
    "SE33": 6,
    "TH01": 11,
    "VWA": 12,
    "PENTA E": 15,
    "PENTA D": 21,
    "AMEL": 23,
}
_X, _Y, _UNKNOWN = 23, 24, 25
_NUMBERED = re.compile(r"D(\d{1,2}|[XY])S\d+", re.IGNORECASE)


def in_order(loci: Iterable[str]) -> list[str]:
    """The loci along the chromosomes; those whose place is not known come last, by name."""
    return sorted(loci, key=_place)


def _place(locus: str) -> tuple[int, int, str]:
    return _chromosome(locus), _RANK.get(locus, len(_RANK)), locus


def _chromosome(locus: str) -> int:
    numbered = _NUMBERED.match(locus)
    if numbered:
        said = numbered[1].upper()
        return {"X": _X, "Y": _Y}.get(said) or int(said)
    if locus.upper().startswith("DY"):
        return _Y
    return _CHROMOSOME.get(locus.upper(), _UNKNOWN)
