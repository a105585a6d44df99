"""The worker beside a server: it starts, and it ends with the server however that ended."""

import subprocess
import sys

from repatria.cli.worker import beside

COMMAND = [sys.executable, "-c", "from repatria.cli.main import main; main()", "worker"]


def test_a_worker_ends_when_its_parent_is_gone(tmp_path):
    (tmp_path / "case.toml").write_text("", encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, str(tmp_path), "--until-parent-ends"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_server_takes_its_worker_along(tmp_path):
    (tmp_path / "case.toml").write_text("", encoding="utf-8")
    with beside(tmp_path) as worker:
        assert worker.poll() is None
    assert worker.poll() is not None
