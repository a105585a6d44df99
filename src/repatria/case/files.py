"""Whether the files of a case folder are those that the case and the covering letters name."""

from collections.abc import Iterable, Mapping

from repatria.case.model import Case, CaseList
from repatria.case.wording import finding
from repatria.findings import Finding


def check_signature(case_list: CaseList, sha256: str) -> list[Finding]:
    """A finding where the file's digest is not the one in its covering letter; none where the letter gives none.

    Parameters
    ----------
    sha256
        The digest of the file as it lies in the case folder, in hexadecimal.
    """
    if not case_list.sha256 or case_list.sha256 == sha256.lower():
        return []
    return [finding("file-changed-after-signature", {}, file=case_list.file, field="sha256")]


def check_files(case: Case, digests: Mapping[str, str], others: Iterable[str] = ()) -> list[Finding]:
    """Report files that are missing, that changed after the signature, that came twice, or that nobody named.

    Parameters
    ----------
    digests
        SHA-256 in hexadecimal by file name, for each file of the case that is there.
    others
        Names of further files under ``lists/``.
    """
    findings: list[Finding] = []
    key_by_digest: dict[str, str] = {}
    for each in case.lists:
        digest = digests.get(each.file)
        if digest is None:
            findings.append(finding("list-file-missing", {"key": each.key}, file=each.file))
            continue
        findings += check_signature(each, digest)
        first = key_by_digest.setdefault(digest, each.key)
        if first != each.key:
            findings.append(finding("file-content-twice", {"first": first}, file=each.file))
    named = {each.file for each in case.lists} | {each.columns for each in case.lists if isinstance(each.columns, str)}
    for each in case.lists:
        if isinstance(each.columns, str) and each.columns not in digests:
            findings.append(finding("columns-file-missing", {"key": each.key}, file=each.columns))
    findings += [finding("file-not-named", {}, file=name) for name in sorted(set(others) - named)]
    return findings
