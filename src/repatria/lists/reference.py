"""The reference page of all findings, written from the table itself."""

from repatria.lists.wording import LIST_CODES, ROW_CODES, WORDINGS


def reference_page() -> str:
    """``docs/reference/findings.md``: every code, what it does to its row, and its words."""
    lines = [
        "# Findings on lists",
        "",
        "Codes are stable: findings are stored, counted and translated by them. An **error** rejects its row,",
        "a **warning** leaves it accepted with a warning, a **note** changes nothing. No finding ever removes a row,",
        "and none holds the text of a row. Words in braces are filled in from the finding's parameters.",
    ]
    for title, codes in (("On one row", ROW_CODES), ("On the list as a whole", LIST_CODES)):
        lines += ["", f"## {title}", "", "| code | severity | what is wrong | remedy |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{code}` | {WORDINGS[code].severity} | {WORDINGS[code].message} | {WORDINGS[code].remedy} |"
            for code in codes
        ]
    return "\n".join(lines) + "\n"
