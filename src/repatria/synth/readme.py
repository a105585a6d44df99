"""The README of an invented world."""

from collections.abc import Sequence

from repatria.synth.draft import Draft


def render_readme(drafts: Sequence[Draft], *, scale: float, seed: int) -> bytes:
    """What the folder holds, for whoever opens it first."""
    lines = [
        "# An invented world",
        "",
        f"Made by `repatria synth case --scale {scale:g} --seed {seed}`. Every person here is invented; the same",
        "command gives the same bytes again. `repatria run .` works on `case.toml` and `lists/`; `truth/` holds what",
        "is true and which errors were planted, and no run reads it. `repatria synth evaluate .` compares the two",
        "afterwards.",
        "",
        "| list | sender | purpose | unit | rows |",
        "| --- | --- | --- | --- | ---: |",
    ]
    lines += [f"| {each.key} | {each.sender} | {each.purpose} | {each.unit} | {len(each.rows):,} |" for each in drafts]
    return ("\n".join(lines) + "\n").encode()
