"""Packed files (XLSX and ODS are ZIP archives), unpacked within stated limits."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from repatria.errors import InputUnusable
from repatria.lists.limits import MAX_UNPACKED_BYTES

_CHUNK_BYTES = 1 << 20
_MAX_MEMBERS = 10_000


def unpack(
    data: bytes, file_name: str, *, wanted: tuple[str, ...], unwanted: tuple[str, ...] = ()
) -> Mapping[str, bytes]:
    """The wanted members (by the beginning of their names), after every member was measured.

    Sizes that the archive states are not believed: each member is unpacked, piece by piece, up to the limit.

    Raises
    ------
    InputUnusable
        The archive is broken, protected by a password, or unpacks to more than the limit.
    """
    try:
        return _unpack(data, file_name, wanted, unwanted)
    # NotImplementedError is zipfile's own, for a way of packing or a version that it cannot read.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError) as error:
        raise InputUnusable(
            f"{file_name}: the file is damaged or was cut short. Save the list again and send it again."
        ) from error
    except RuntimeError as error:
        raise InputUnusable(
            f"{file_name}: the file is protected by a password. Take it off and send it again."
        ) from error


def _unpack(data: bytes, file_name: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _MAX_MEMBERS:
            raise _too_large(file_name)
        for entry in entries:
            if entry.file_size > left:
                raise _too_large(file_name)
            entry.file_size = left + 1
            is_wanted = entry.filename.startswith(wanted) and not entry.filename.startswith(unwanted)
            kept: list[bytes] = []
            with archive.open(entry) as member:
                while chunk := member.read(_CHUNK_BYTES):
                    left -= len(chunk)
                    if left < 0:
                        raise _too_large(file_name)
                    if is_wanted:
                        kept.append(chunk)
            if is_wanted:
                members[entry.filename] = b"".join(kept)
    return members


def _too_large(file_name: str) -> InputUnusable:
    return InputUnusable(
        f"{file_name}: unpacked, the file is larger than {MAX_UNPACKED_BYTES // 1024**2} MiB. "
        "Take out pictures and unused sheets, or split the list into several files."
    )
