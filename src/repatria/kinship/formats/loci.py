"""One spelling for each locus, whatever a kit, a laboratory or a typist calls it."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Chromosome

AMELOGENIN = "Amelogenin"
_CANONICAL = (
    *("Amelogenin", "CSF1PO", "F13A01", "F13B", "FESFPS", "FGA", "LPL", "Penta C", "Penta D", "Penta E", "SE33"),
    *("TH01", "TPOX", "vWA", "ARA", "HPRTB", "DYF387S1", "DYS385", "DYS389I", "DYS389II", "YGATAH4", "Yindel"),
)
_OTHER_NAMES = {
    "AMEL": AMELOGENIN,
    "AMELXY": AMELOGENIN,
    "ACTBP2": "SE33",
    "HUMACTBP2": "SE33",
    "HUMTH01": "TH01",
    "TC11": "TH01",
    "HUMVWA": "vWA",
    "VWA31": "vWA",
    "HUMVWA31A": "vWA",
    "VWF": "vWA",
    "FIBRA": "FGA",
    "HUMFIBRA": "FGA",
    "HUMTPOX": "TPOX",
    "HUMCSF1PO": "CSF1PO",
    "CSF1P": "CSF1PO",
    "CSF": "CSF1PO",
    "PENTAC": "Penta C",
    "PENTAD": "Penta D",
    "PENTAE": "Penta E",
    "DYS3851": "DYS385",
    "DYS385AB": "DYS385",
    "DYS3891": "DYS389I",
    "DYS3892": "DYS389II",
    "GATAH4": "YGATAH4",
    "HPRT": "HPRTB",
}
_NOT_SAID = re.compile(r"[\s_.\-–—/]+")
_D_LOCUS = re.compile(r"D([0-9O]{1,2}|X|Y)S([0-9O]{1,5})(EZ\d)?")
_Y_LOCUS = re.compile(r"DY[FS]|YGATA|Yindel", re.IGNORECASE)


def _key(name: str) -> str:
    """O and 0 are one letter here: THO1 is TH01, TP0X is TPOX."""
    return _NOT_SAID.sub("", name).upper().replace("O", "0")


_BY_KEY = {_key(name): name for name in _CANONICAL} | {_key(other): name for other, name in _OTHER_NAMES.items()}


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The locus in its usual spelling: ``d3s 1358`` is D3S1358, ``THO1`` TH01, ``PENTA_D`` Penta D.

    A name that is no known locus comes back as it is, but for spaces around it.
    """
    key = _key(name)
    if key in _BY_KEY:
        return _BY_KEY[key]
    bare = _NOT_SAID.sub("", name).upper()
    if match := _D_LOCUS.fullmatch(bare):
        return f"D{match[1].replace('O', '0')}S{match[2].replace('O', '0')}{match[3] or ''}"
    return name.strip()


def is_known(name: str) -> bool:
    """Whether the name is surely a locus's, in whatever spelling."""
    return _key(name) in _BY_KEY or _D_LOCUS.fullmatch(_NOT_SAID.sub("", name).upper()) is not None


def is_on_y(name: str) -> bool:
    """Whether the locus lies on the Y chromosome, where a man has one allele and a pedigree's rules do not hold."""
    return _Y_LOCUS.match(canonical(name)) is not None


def chromosome_of(name: str) -> Chromosome:
    """Where a locus lies by its name: DXS… and two others on X, everything else autosomal."""
    spelled = canonical(name)
    on_x = spelled.startswith("DXS") or spelled in ("HPRTB", "ARA")
    return Chromosome.X if on_x else Chromosome.AUTOSOMAL


def normalized(names: Iterable[str], notes: Notes) -> list[str]:
    """Each name in its usual spelling; a note for each spelling changed, once, with how often it stood there."""
    given = list(names)
    for name, n_times in Counter(given).items():
        if canonical(name) != name:
            notes.add("locus-respelled", field=canonical(name), spelling=name[:40], locus=canonical(name), n=n_times)
    return [canonical(name) for name in given]
