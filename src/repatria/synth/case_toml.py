"""The ``case.toml`` of an invented world: the terms of the agreement, and the covering letters of the lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from repatria.synth.rows import AS_OF
from repatria.synth.sizes import Sizes

_HEAD = """\
# An invented world: every person, place and number below is made up (seed {seed}, scale {scale:g}).
# What is true of it stands in truth/, which no run reads.

title = "Invented world, scale {scale:g}, seed {seed}"
language = "en"
reference_date = 2025-06-02
neutral = "N"

[[parties]]
code = "A"
name = "Party A"
role = "side"
bureau = "Information bureau of Party A"

[[parties]]
code = "B"
name = "Party B"
role = "side"
bureau = "Information bureau of Party B"

[[parties]]
code = "N"
name = "Neutral body"
role = "neutral"

[[sources]]
key = "protocol"
title = "Protocol of the invented talks"
date = 2025-06-02
note = "Shaped on public reports of such talks; its numbers are those of this world"

[[terms]]
key = "exchange-done"
title = "The exchange that is already done"
status = "done"
act = "exchange"
mutual = true
quantity = {n_returned}
unit = "person"
done_on = 2025-05-25
source = "protocol"

[[terms]]
key = "exchange-next"
title = "A further exchange, the severely wounded and the young first"
status = "agreed"
act = "exchange"
mutual = true
quantity = {n_round}
unit = "person"
agreed_on = 2025-06-02
no_deadline_agreed = true
source = "protocol"
note = "The quantity is invented for this world: the reports that it is shaped on name none"

[[terms.categories]]
key = "severely-wounded"
title = "severely wounded"
kind = "claim"
claim = "severely_wounded"
proof = "confirmed"

[[terms.categories]]
key = "young"
title = "young"
kind = "age"
proof = "claimed"
reference_date = 2025-06-02
readings = [
  {{ key = "18-25", min_age = 18, max_age = 25, source = "protocol" }},
  {{ key = "under-25", min_age = 18, max_age = 25, includes_max = false, source = "protocol" }},
]

[[terms]]
key = "remains"
title = "Return of the dead by each side"
status = "agreed"
act = "return_remains"
mutual = true
quantity = {n_bags}
unit = "bag"
agreed_on = 2025-06-02
no_deadline_agreed = true
source = "protocol"

[[terms]]
key = "local-ceasefire"
title = "Local ceasefire of two to three days in certain sections, to collect the dead"
status = "proposed"
act = "ceasefire"
mutual = true
duration_days = [2, 3]
source = "protocol"

[[terms]]
key = "children"
title = "Answer to the list of children"
status = "disputed"
act = "answer_list"
debtor = "B"
creditor = "A"
quantity = {n_children}
unit = "person"
lists = ["a-children"]
source = "protocol"
note = "The sides dispute what happened to these children; neither word is taken over"

[[terms]]
key = "full-ceasefire"
title = "Full ceasefire: nothing agreed"
status = "open"
act = "ceasefire"
mutual = true
source = "protocol"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the covering letter of a list says."""

    key: str
    file: str
    sender: str
    purpose: str
    unit: str
    stated_count: int
    sha256: str
    shared_with: tuple[str, ...]
    columns: str = ""


def render_case(sizes: Sizes, letters: Iterable[Letter], *, scale: float, seed: int) -> bytes:
    """The case file, in UTF-8."""
    head = _HEAD.format(
        seed=seed,
        scale=scale,
        n_returned=sizes.n_returned,
        n_round=sizes.n_round,
        n_bags=sizes.n_bags,
        n_children=sizes.n_children,
    )
    return (head + "".join(_entry(letter) for letter in letters)).encode()


def _entry(letter: Letter) -> str:
    shared = ", ".join(f'"{code}"' for code in letter.shared_with)
    columns = f'columns = "{letter.columns}"\n' if letter.columns else ""
    return (
        f'\n[[lists]]\nkey = "{letter.key}"\nfile = "{letter.file}"\nsender = "{letter.sender}"\n'
        f'purpose = "{letter.purpose}"\nunit = "{letter.unit}"\nas_of = {AS_OF.isoformat()}\n'
        f'stated_count = {letter.stated_count}\nsha256 = "{letter.sha256}"\nshared_with = [{shared}]\n{columns}'
    )
