"""Whether a list's file is the one that was signed."""

from repatria.case.model import CaseList
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
