"""How a finding is said."""

from dataclasses import dataclass

from repatria.findings import Severity


@dataclass(frozen=True, slots=True)
class Wording:
    """``message`` is what is wrong, ``remedy`` what its sender can do; both with ``{name}`` places."""

    severity: Severity
    message: str
    remedy: str
