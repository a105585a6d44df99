"""What a web process loads before its first request."""

import os
import subprocess
import sys

SCRIPT = """
import sys
import repatria.web.wsgi
import repatria.web.urls
sys.exit(", ".join(sorted({"numba", "llvmlite"} & set(sys.modules))) or 0)
"""


def test_pages_start_without_the_compiler_of_the_kinship_engine():
    """Only a comparison needs it; the job that runs one loads it then."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "repatria.web.settings"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
