"""No sequence of signing, retracting, moving and linking leaves the account unbalanced, on either database."""

import json

from tests.web.conftest import RealDatabase


def test_account_and_names_hold_after_any_sequence_of_acts(real_database: RealDatabase):
    told = json.loads(real_database.run("tests.web.laboratory.driver", 100, timeout_s=120))
    assert told["acts"] > 50
    assert told["refused"] > 5
    assert told["movements"] > 20
    assert told["retracted"] > 5
    assert told["smuggled"] == 6
