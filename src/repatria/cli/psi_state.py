"""What a side keeps between the steps of a private comparison: its secret, its places, and a ledger of rounds."""

import base64
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repatria.cli.outputs import cannot_be_written
from repatria.errors import InputUnusable, RepatriaError, StateConflict

if TYPE_CHECKING:
    from repatria.psi import Terms

SECRET, COMMIT, POINTS, PLACES, ANSWERS = (
    "secret.json",
    "commit.psi",
    "blind.points",
    "places.parquet",
    "answers.points",
)
_LEDGER: Final = "ledger.json"
# 32 MiB and a tenth of a second a guess (RFC 7914).
_SCRYPT: Final = {"n": 1 << 15, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What must not leave this side before the end, and how far the round has come.

    ``secrets``, one for each kind, and ``nonce`` are in hexadecimal; ``their_commit`` is the header of the other
    side's commit once it was accepted, ``their_list`` the digest of its blinded list once it was answered.
    """

    secrets: tuple[str, ...] = field(repr=False)
    nonce: str = field(repr=False)
    their_commit: dict[str, Any] | None = None
    their_list: str | None = None


def private_folder(path: Path) -> Path:
    """The folder, made when absent, for its owner alone."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputUnusable(cannot_be_written(path, error)) from error
    return path


def round_folder(state: Path, session: str, number: int) -> Path:
    """Where a round of a session is kept."""
    return state / f"{session}-round-{number}"


def kept_in(folder: Path) -> list[Path]:
    """The files of a round, which no output may overwrite."""
    return [folder / name for name in (SECRET, COMMIT, POINTS, PLACES, ANSWERS)]


@contextmanager
def written(path: Path) -> Iterator[Any]:
    """A file for its owner alone, that is there whole or not at all.

    Raises
    ------
    InputUnusable
        It cannot be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In a folder that others share, a file or link of theirs under this name must not be written through.
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InputUnusable(f"{path}: it cannot be written ({error.strerror}). Name another place.") from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def enter_round(state: Path, terms: "Terms", party: str) -> None:
    """Count a round in the ledger, before anything of it can leave.

    Raises
    ------
    StateConflict
        It was counted before, or the session has other parties or another number of rounds.
    """
    ledger = _ledger(state)
    other = next(each for each in terms.parties if each != party)
    entry = ledger.setdefault(terms.session, {"with": other, "rounds": terms.rounds, "entered": []})
    if (entry["with"], entry["rounds"]) != (other, terms.rounds):
        raise StateConflict(
            f"{state}: the session {terms.session} was begun with {entry['with']} and {entry['rounds']} rounds."
            " Keep to that, or agree on another session."
        )
    if terms.round in entry["entered"]:
        raise StateConflict(_again(state, terms))
    entry["entered"].append(terms.round)
    with written(state / _LEDGER) as out:
        out.write(json.dumps(ledger, indent=1).encode())


def check_round_is_new(state: Path, terms: "Terms") -> None:
    """Nothing, if the round was never entered here.

    Raises
    ------
    StateConflict
        It was.
    """
    entered = _ledger(state).get(terms.session, {}).get("entered", [])
    if terms.round in entered or round_folder(state, terms.session, terms.round).exists():
        raise StateConflict(_again(state, terms))


def _again(state: Path, terms: "Terms") -> str:
    return (
        f"{state}: round {terms.round} of the session {terms.session} was committed before; one list is committed once"
        f" a round. Its message is {round_folder(state, terms.session, terms.round) / COMMIT}."
        " Go on with it, or agree with the other side on another round or session."
    )


def _ledger(state: Path) -> dict[str, Any]:
    path = state / _LEDGER
    if not path.exists():
        return {}
    try:
        ledger = json.loads(path.read_bytes())
        return {session: {**entry, "entered": [*entry["entered"]]} for session, entry in ledger.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputUnusable(f"{path}: the ledger of rounds is damaged. Restore it from a copy.") from error


def save_secret(folder: Path, secret: Secret, passphrase: bytes | None) -> None:
    """Write a secret for its owner alone, sealed where there is a passphrase."""
    plain = json.dumps(asdict(secret)).encode()
    with written(folder / SECRET) as out:
        out.write(plain if passphrase is None else _sealed(plain, passphrase))


def load_secret(folder: Path, passphrase: bytes | None) -> Secret:
    """The secret of a round.

    Raises
    ------
    StateConflict
        There is none here, or others may read it.
    InputUnusable
        The passphrase is wrong or missing, or the file is damaged.
    """
    path = folder / SECRET
    # A label too long for a file's name is no round either.
    if not os.path.isfile(path):  # noqa: PTH113 - as pathlib raises there
        raise StateConflict(f"{folder}: no such round was committed here. Begin with: repatria psi commit")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise StateConflict(f"{path}: others on this computer may read the secret. Run: chmod 600 {path}")
    try:
        kept = json.loads(path.read_bytes())
        if "sealed" in kept:
            if passphrase is None:
                raise InputUnusable(f"{path}: it is sealed. Name its passphrase with --passphrase-file.")
            kept = json.loads(_opened(kept, passphrase, path))
        return Secret(**{**kept, "secrets": tuple(kept["secrets"])})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputUnusable(f"{path}: it is damaged. Restore it from a copy, or begin another round.") from error


def read_passphrase(path: Path | None) -> bytes | None:
    """The first line of a file; None where no file is named.

    Raises
    ------
    InputUnusable
        There is no such file, or its first line is empty.
    """
    if path is None:
        return None
    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    if not (line := path.read_bytes().split(b"\n", 1)[0].strip()):
        raise InputUnusable(f"{path}: its first line is empty. Write the passphrase there.")
    return line


def _key(passphrase: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, **_SCRYPT).derive(passphrase)


def _sealed(plain: bytes, passphrase: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = ChaCha20Poly1305(_key(passphrase, salt)).encrypt(nonce, plain, None)
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}).encode()


def _opened(kept: dict[str, str], passphrase: bytes, path: Path) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce, sealed = (base64.b64decode(kept[name]) for name in ("salt", "nonce", "sealed"))
    try:
        return ChaCha20Poly1305(_key(passphrase, salt)).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise InputUnusable(f"{path}: the passphrase is wrong, or the file was changed.") from error


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Errors inside speak of this file."""
    try:
        yield
    except RepatriaError as error:
        raise type(error)(f"{path}: {error}") from error
