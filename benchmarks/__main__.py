"""Every benchmark, one after another, each in a process of its own: ``make bench``.

Says at the end which could not run for want of their data or of the extra ``bench``, and fails only where one fails.
"""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.data import ABSENT

HERE = Path(__file__).resolve().parent
IS_BENCHMARK = 'if __name__ == "__main__":'


def benchmarks() -> list[str]:
    """The modules of speed and quality that can be run; the others are their parts."""
    files = [path for folder in ("quality", "speed") for path in sorted((HERE / folder).glob("*.py"))]
    return [f"benchmarks.{path.parent.name}.{path.stem}" for path in files if IS_BENCHMARK in path.read_text("utf-8")]


def main() -> int:
    if importlib.util.find_spec("splink") is None:
        print("The peer, Splink, is not installed: pip install 'repatria[bench]', or make.")
        return 1
    skipped, failed = [], []
    for name in benchmarks():
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        code = subprocess.run([sys.executable, "-m", name], cwd=HERE.parent, check=False).returncode
        print(f"({time.perf_counter() - started:.0f} s)", flush=True)
        if code:
            (skipped if code == ABSENT else failed).append(name)
    print(f"\nnot run, their data are absent: {', '.join(skipped) or 'none'}\nfailed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
