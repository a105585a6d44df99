from tests.case.strategies import LIST, case_bytes

from repatria.case import check_files, check_signature, parse_case

SIGNED = "a" * 64


def case_with(*parts: str):
    case, findings = parse_case(case_bytes(*parts))
    assert case is not None, findings
    return case


def codes(findings) -> list[tuple[str, str]]:
    return [(each.code, each.file) for each in findings]


def test_file_changed_after_the_signature_is_named():
    signed = case_with(LIST + f'sha256 = "{SIGNED.upper()}"').lists[0]
    assert check_signature(signed, SIGNED) == []
    assert codes(check_signature(signed, "b" * 64)) == [("file-changed-after-signature", "lists/a-held.csv")]


def test_letter_without_a_digest_says_nothing_of_the_file():
    assert check_signature(case_with(LIST).lists[0], "b" * 64) == []


def test_missing_files_are_named():
    case = case_with(LIST + 'columns = "lists/columns.toml"')
    assert codes(check_files(case, {})) == [
        ("list-file-missing", "lists/a-held.csv"),
        ("columns-file-missing", "lists/columns.toml"),
    ]


def test_same_content_under_two_lists_is_named():
    case = case_with(LIST, LIST.replace("a-held", "again"))
    digests = {"lists/a-held.csv": SIGNED, "lists/again.csv": SIGNED}
    assert codes(check_files(case, digests)) == [("file-content-twice", "lists/again.csv")]


def test_file_that_no_list_names_is_named():
    found = check_files(case_with(LIST), {"lists/a-held.csv": SIGNED}, ["lists/a-held.csv", "lists/letter.pdf"])
    assert codes(found) == [("file-not-named", "lists/letter.pdf")]
