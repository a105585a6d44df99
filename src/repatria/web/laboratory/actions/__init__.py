"""Everything that changes what the laboratory keeps; nothing else in the application does."""

from repatria.web.laboratory.actions.board import look_again, put_forward, refuse, retract, sign, take_back
from repatria.web.laboratory.actions.bulk import Imported
from repatria.web.laboratory.actions.families import (
    Row,
    register_donor,
    register_family,
    set_supported,
    tie_donor,
    tie_member,
    withdraw_consent,
    withdraw_family,
)
from repatria.web.laboratory.actions.files import (
    check_file,
    lock_file,
    log_seal,
    open_am,
    open_pm,
    reopen_file,
    take_parts,
    write_section,
)
from repatria.web.laboratory.actions.imports import (
    import_bodies,
    import_families,
    import_profiles,
    import_references,
)
from repatria.web.laboratory.actions.particulars import compare_otherwise, explain, read_particular
from repatria.web.laboratory.actions.readings import read_profile, settle_profile
from repatria.web.laboratory.actions.returns import confirm_return, propose_return, reopen_return, tell_family
from repatria.web.laboratory.actions.runs import run_again, start_run, store_frequencies, store_outcome
from repatria.web.laboratory.actions.samples import Step, pass_on, take_sample

__all__ = [
    "Imported",
    "Row",
    "Step",
    "check_file",
    "compare_otherwise",
    "confirm_return",
    "explain",
    "import_bodies",
    "import_families",
    "import_profiles",
    "import_references",
    "lock_file",
    "log_seal",
    "look_again",
    "open_am",
    "open_pm",
    "pass_on",
    "propose_return",
    "put_forward",
    "read_particular",
    "read_profile",
    "refuse",
    "register_donor",
    "register_family",
    "reopen_file",
    "reopen_return",
    "retract",
    "run_again",
    "set_supported",
    "settle_profile",
    "sign",
    "start_run",
    "store_frequencies",
    "store_outcome",
    "take_back",
    "take_parts",
    "take_sample",
    "tell_family",
    "tie_donor",
    "tie_member",
    "withdraw_consent",
    "withdraw_family",
    "write_section",
]
