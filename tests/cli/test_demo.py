"""The demo from nothing to a served page, as somebody who has just cloned the project meets it."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key != "REPATRIA_DATABASE_URL"}
    command = [sys.executable, "-m", "repatria.cli.main", "demo", "--folder", str(folder), "--scale", "0.01", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def test_the_demo_runs_the_main_job_and_prints_a_login_for_each_role(folder):
    with start(folder, "--no-serve") as demo:
        told, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, told
    logins = json.loads((folder / "logins.json").read_text(encoding="utf-8"))
    assert len(logins) == 12
    assert all(f"{name} " in told and password in told for name, password in logins.items())
    assert (folder / "logins.json").stat().st_mode & 0o077 == 0
    assert "24 links confirmed by two people" in told
    assert (folder / "case" / "results" / "report.html").is_file()


def test_the_demo_is_served_on_loopback_on_another_port_where_its_own_is_taken(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = start(folder, "--port", str(port))
        try:
            address = ""
            for line in demo.stdout:
                if found := re.search(r"Serving on (http://127\.0\.0\.1:\d+/)", line):
                    address = found.group(1)
                    break
            assert address
            assert f":{port}/" not in address
            with urlopen(address, timeout=20) as page:
                assert "Repatria" in page.read().decode()
        finally:
            demo.terminate()
            demo.wait(timeout=20)
            demo.stdout.close()
