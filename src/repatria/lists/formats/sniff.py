"""What a file is, by its first bytes."""

from collections.abc import Mapping

from repatria.errors import InputUnusable
from repatria.lists.formats.delimited import read_delimited
from repatria.lists.grid import Grid
from repatria.lists.limits import MAX_FILE_BYTES

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEND_AGAIN = "Save the list as XLSX, ODS or CSV (UTF-8) and send it again."
_OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"SQLite format 3", "a database"),
)
_WEB_PAGE = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")


def read_grid(data: bytes, file_name: str, mapping: Mapping[str, str]) -> Grid:
    """The table in these bytes; ``mapping`` (header → field) helps to tell which sheet, and which separator, it is.

    Raises
    ------
    InputUnusable
        The bytes are no list, are protected, or are larger than a list may be.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InputUnusable(
            f"{file_name}: the file is larger than {MAX_FILE_BYTES // 1024**2} MiB. Split the list into several files."
        )
    if not data.strip(b"\x00\t\r\n \xff\xfe\xef\xbb\xbf"):
        raise InputUnusable(f"{file_name}: the file is empty. Send the list again.")
    if data.startswith(b"PK"):
        from repatria.lists.formats.spreadsheet import read_spreadsheet

        return read_spreadsheet(data, file_name, mapping)
    if data.startswith(_OLD_OFFICE):
        raise InputUnusable(_old_office(data, file_name))
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic):
            raise InputUnusable(f"{file_name}: this is {kind}, not a list, whatever its name says. {_SEND_AGAIN}")
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:10].lower().startswith(_WEB_PAGE):
        raise InputUnusable(f"{file_name}: this is a web page or XML, whatever its name says. {_SEND_AGAIN}")
    return read_delimited(data, file_name, mapping)


def _old_office(data: bytes, file_name: str) -> str:
    if _ENCRYPTED in data:
        return f"{file_name}: the spreadsheet is protected by a password. Take the password off and send it again."
    return f"{file_name}: this is an office file of the old kind (.xls or .doc), whatever its name says. {_SEND_AGAIN}"
