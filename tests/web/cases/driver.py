"""Runs a case in a process of its own and prints its summary: ``python -m tests.web.cases.driver CASE``."""

import json
import sys
from pathlib import Path

import django


def main(case: Path) -> None:
    django.setup()
    from repatria.web.cases import pipeline
    from repatria.web.custody.balances import verify

    summary = pipeline.run(case)
    verify()
    again = pipeline.run(case)
    print(json.dumps({"first": summary["tables"], "again": again["tables"]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
