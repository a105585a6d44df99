"""The reference page of all findings on files of DNA, written from the table itself."""

from repatria.kinship.formats.wording import CODES_BY_TITLE, WORDINGS


def reference_page() -> str:
    """``docs/reference/dna-findings.md``: every code, how grave it is, and its words."""
    lines = [
        "# Findings on files of DNA",
        "",
        "Codes are stable. An **error** leaves its row, sample, locus or family out, a **warning** reads it",
        "with doubt, a **note** changes nothing. None holds an allele beside the id of its person.",
        "Words in braces are filled in.",
    ]
    for title, codes in CODES_BY_TITLE.items():
        lines += ["", f"## {title}", "", "| code | severity | what is wrong | remedy |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{code}` | {WORDINGS[code].severity} | {WORDINGS[code].message} | {WORDINGS[code].remedy} |"
            for code in codes
        ]
    return "\n".join(lines) + "\n"
