"""``repatria psi commit|blind|answer|reveal``: two parties compare lists without showing them, by four files each."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.cli.outputs import refuse_overwriting
from repatria.cli.psi_files import bar, blocks, copied, mapped, message, notes_for_people
from repatria.cli.psi_state import (
    ANSWERS,
    COMMIT,
    PLACES,
    POINTS,
    Secret,
    check_round_is_new,
    enter_round,
    kept_in,
    load_secret,
    named,
    private_folder,
    read_passphrase,
    round_folder,
    save_secret,
    written,
)
from repatria.errors import InputUnusable, StateConflict

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from repatria.psi import Commit, Exchange, Points, Terms

psi_app = typer.Typer(help="Compare two lists without showing them.", no_args_is_help=True)

List = Annotated[Path, typer.Argument(metavar="LIST", help="Your list: CSV or Parquet.", show_default=False)]
Theirs = Annotated[Path, typer.Argument(metavar="THEIRS", help="The file that came.", show_default=False)]
State = Annotated[Path, typer.Option(help="The folder in which your secrets and the ledger of rounds are kept.")]
Session = Annotated[str, typer.Option(help="The label both sides agreed on.", show_default=False)]
Round = Annotated[int, typer.Option("--round", min=1, max=99, help="Which round of the session this is.")]
Passphrase = Annotated[Path | None, typer.Option(help="A file whose first line seals the secret.")]
Threads = Annotated[int, typer.Option(min=1, max=64, help="How many cores may work.")]
Out = Annotated[Path, typer.Option(help="The file to write, for the other side.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Hang ``repatria psi`` under the main command."""
    app.add_typer(psi_app, name="psi")


@psi_app.callback()
def _psi() -> None:
    """Compare two lists without showing them."""


@psi_app.command()
def commit(
    list_: List,
    session: Session,
    own: Annotated[str, typer.Option("--as", help="Your label in this session.", show_default=False)],
    other: Annotated[str, typer.Option("--with", help="The other side's label.", show_default=False)],
    dated: Annotated[str, typer.Option(help="The day your list speaks of, YYYY-MM-DD.", show_default=False)],
    out: Out,
    number: Round = 1,
    rounds: Annotated[int, typer.Option(min=1, max=99, help="How many rounds both agreed on.")] = 1,
    cap: Annotated[int, typer.Option(help="The most entries either side may bring, a power of two.")] = 1 << 21,
    pad_to: Annotated[int, typer.Option(min=0, help="Pad your list to at least so many entries.")] = 0,
    state: State = Path("psi-state"),
    passphrase_file: Passphrase = None,
    threads: Threads = 2,
) -> None:
    """Bind yourself to your list and a fresh secret, before you have seen anything of the other side's."""
    from repatria.cli.psi_keys import KINDS, keys_of_list, tables_version
    from repatria.psi import Terms

    refuse_overwriting((out,), (list_, passphrase_file, *kept_in(round_folder(state, session, number))))
    notes, passphrase = notes_for_people(), read_passphrase(passphrase_file)
    try:
        parties = (min(own, other), max(own, other))
        terms = Terms(
            session=session,
            round=number,
            rounds=rounds,
            parties=parties,
            kinds=KINDS,
            tables=tables_version(),
            cap=cap,
        )
        if dt.date.fromisoformat(dated).isoformat() != dated:
            raise ValueError(f"expected a day as YYYY-MM-DD, got {dated!r}")  # noqa: TRY301 - told as the others are
    except ValueError as error:
        raise InputUnusable(f"The command line: {error}.") from error
    check_round_is_new(private_folder(state), terms)
    keys = keys_of_list(list_, notes)
    size = _size(keys, terms, pad_to, list_)
    folder = round_folder(state, session, number)
    part = private_folder(folder.with_name(f".{folder.name}.part"))
    made = _blinded_into(part, keys, terms, size, own, dated, passphrase, threads, notes)
    enter_round(state, terms, own)
    part.replace(folder)
    copied(folder / COMMIT, out)
    notes.print(
        f"{out} is for {other}: it binds you to {size} entries of each of {len(KINDS)} kinds, padding included, and"
        f" shows none of them ({made} keys).\nYour secret is in {folder}, for your eyes alone: whoever has it can try"
        " names against all that is sent. Delete the folder when the comparison is over."
    )
    if passphrase is None:
        notes.print("It is not sealed. On a computer that others use, name a --passphrase-file.")


def _size(keys: "pl.DataFrame", terms: "Terms", pad_to: int, path: Path) -> int:
    import polars as pl

    from repatria.psi import size_class

    n = keys.group_by("kind").agg(pl.col("key").n_unique())["key"].max()
    if not isinstance(n, int):
        raise InputUnusable(f"{path}: no row has enough for a key: names with a birth date, or a service number.")
    size = size_class(max(n, pad_to))
    if size > terms.cap:
        raise StateConflict(f"{path}: {n} entries are {size} with padding; the agreed cap is {terms.cap}.")
    return size


def _blinded_into(
    folder: Path,
    keys: "pl.DataFrame",
    terms: "Terms",
    size: int,
    own: str,
    dated: str,
    passphrase: bytes | None,
    threads: int,
    notes: "Console",
) -> int:
    import polars as pl

    from repatria.psi import Commit, blind, list_digest, public_key, random_scalar, render

    secrets, nonce = [random_scalar(os.urandom) for _ in terms.kinds], os.urandom(32)
    n_keys, places = 0, []

    def points(out: Any, advance: Callable[[int], None]) -> Iterator[bytes]:
        nonlocal n_keys
        for kind, secret in zip(terms.kinds, secrets, strict=True):
            of_kind = keys.filter(pl.col("kind") == kind)
            distinct = of_kind["key"].unique(maintain_order=True)
            made = blind(
                [key.encode() for key in distinct],
                terms=terms,
                kind=kind,
                secret=secret,
                size=size,
                random=os.urandom,
                threads=threads,
                progress=advance,
            )
            n_keys += len(distinct)
            where = pl.DataFrame({"key": distinct, "place": made.places})
            places.append(of_kind.join(where, on="key").select("kind", "place", "record_id"))
            out.write(block := made.points.tobytes())
            yield block

    n = sum(keys.filter(pl.col("kind") == kind)["key"].n_unique() for kind in terms.kinds)
    with written(folder / POINTS) as out, bar(notes, "blinding", n) as advance:
        found = list_digest(points(out, advance))
    with written(folder / PLACES) as out:
        pl.concat(places).write_parquet(out)
    said: dict[str, Any] = {"terms": terms, "party": own, "dated": dated, "size": size}
    draft = Commit(**said, public_keys=tuple(map(public_key, secrets)), commitment=b"")
    bound = replace(draft, commitment=draft.expected(nonce, found))
    save_secret(folder, Secret(secrets=tuple(each.hex() for each in secrets), nonce=nonce.hex()), passphrase)
    with written(folder / COMMIT) as out:
        out.writelines(render(bound.header()))
    return n_keys


@psi_app.command()
def blind(
    theirs: Theirs,
    session: Session,
    out: Out,
    number: Round = 1,
    state: State = Path("psi-state"),
    passphrase_file: Passphrase = None,
) -> None:
    """Take the other side's commit, and send your blinded list."""
    from repatria.psi import Exchange, blind_header, list_digest, render

    folder, passphrase = round_folder(state, session, number), read_passphrase(passphrase_file)
    refuse_overwriting((out,), (theirs, passphrase_file, *kept_in(folder)))
    secret, own = load_secret(folder, passphrase), _own_commit(folder)
    with message(theirs, "commit", 1 << 15) as (header, _body), named(theirs):
        exchange = Exchange(own=own, theirs=_commit_of(header))
    if secret.their_commit not in (None, header):
        raise StateConflict(f"{theirs}: another commit of the other side was taken before. Go on with that one.")
    points = mapped(folder / POINTS)
    if own.expected(bytes.fromhex(secret.nonce), list_digest(blocks(points))) != own.commitment:
        raise StateConflict(f"{folder / POINTS}: it is not what was committed to. Restore it, or begin another round.")
    save_secret(
        folder,
        replace(secret, their_commit=header),
        passphrase,
    )
    with written(out) as file:
        file.writelines(
            render(blind_header(exchange, bytes.fromhex(secret.nonce)), blocks(points), n_bytes=len(points))
        )
    notes_for_people().print(
        f"{out} is for {exchange.theirs.party}: your list, blinded. {exchange.theirs.party} committed to a list of"
        f" {exchange.theirs.dated} with {exchange.theirs.size} entries of each kind, padding included.\n"
        "Before you answer, read this to each other by telephone. It is the same on both sides, unless somebody"
        " between you put in a commit of their own:\n"
        f"{exchange.fingerprint()}"
    )


@psi_app.command()
def answer(
    theirs: Theirs,
    session: Session,
    out: Out,
    number: Round = 1,
    state: State = Path("psi-state"),
    passphrase_file: Passphrase = None,
    threads: Threads = 2,
) -> None:
    """Raise the other side's blinded list to your secret, and prove that you did so with one key."""
    from repatria.psi import answer_header, list_digest, n_proof_bytes, open_blinded, proofs, render, sections

    folder, passphrase = round_folder(state, session, number), read_passphrase(passphrase_file)
    refuse_overwriting((out,), (theirs, passphrase_file, *kept_in(folder)))
    secret = load_secret(folder, passphrase)
    exchange, notes = _exchange(folder, secret), notes_for_people()
    kinds, size = exchange.own.terms.kinds, exchange.theirs.size
    with message(theirs, "blind", len(kinds) * size * 32) as (header, body), named(theirs):
        asked, their_list = open_blinded(exchange, header, body)
        kept = folder / ANSWERS
        if secret.their_list is None or not kept.is_file():
            _answer_into(kept, asked, secret, threads, notes)
            save_secret(
                folder,
                replace(secret, their_list=their_list.hex()),
                passphrase,
            )
        given = mapped(kept)
        transcript = exchange.transcript(list_digest(blocks(mapped(folder / POINTS))), their_list)
        with written(out) as file, bar(notes, "proving", len(kinds) * size) as advance:
            shown = proofs(
                exchange,
                transcript,
                _scalars(secret),
                asked,
                sections(given, len(kinds), size),
                random=os.urandom,
                threads=threads,
                progress=advance,
            )
            n_bytes = len(given) + n_proof_bytes(len(kinds), size)
            parts = (part for each in (blocks(given), shown) for part in each)
            file.writelines(render(answer_header(exchange, transcript), parts, n_bytes=n_bytes))
    notes.print(f"{out} is for {exchange.theirs.party}: with it they can see which of their entries are on your list.")


def _answer_into(path: Path, asked: "Sequence[Points]", secret: Secret, threads: int, notes: "Console") -> None:
    from repatria.psi import answered

    n = sum(len(each) for each in asked)
    with written(path) as out, bar(notes, "answering", n) as advance:
        for chunk in answered(asked, _scalars(secret), threads=threads, progress=advance):
            out.write(chunk.tobytes())


@psi_app.command()
def reveal(
    theirs: Theirs,
    session: Session,
    out: Annotated[Path, typer.Option(help="Where your matching ids go: a .csv file.", show_default=False)],
    number: Round = 1,
    state: State = Path("psi-state"),
    passphrase_file: Passphrase = None,
    threads: Threads = 2,
) -> None:
    """Check the other side's answer and its proofs, and list which of your own records they have too."""
    from repatria.psi import list_digest, n_proof_bytes, open_answer, sections

    if out.suffix.lower() != ".csv":
        raise InputUnusable(f"{out}: what is found is written as .csv. Name such a file with --out.")
    folder = round_folder(state, session, number)
    refuse_overwriting((out,), (theirs, passphrase_file, *kept_in(folder)))
    secret = load_secret(folder, read_passphrase(passphrase_file))
    exchange, notes = _exchange(folder, secret), notes_for_people()
    if secret.their_list is None:
        raise StateConflict(f"{folder}: you have not answered yet. First: repatria psi answer")
    kinds, size = exchange.own.terms.kinds, exchange.own.size
    points = mapped(folder / POINTS)
    transcript = exchange.transcript(list_digest(blocks(points)), bytes.fromhex(secret.their_list))
    limit = len(points) + n_proof_bytes(len(kinds), size)
    with (
        message(theirs, "answer", limit) as (header, body),
        named(theirs),
        bar(notes, "checking", len(kinds) * size) as advance,
    ):
        raised = open_answer(
            exchange,
            transcript,
            sections(points, len(kinds), size),
            header,
            body,
            threads=threads,
            progress=advance,
        )
        answers = sections(mapped(folder / ANSWERS), len(kinds), exchange.theirs.size)
        n_found = _write_found(folder, exchange, raised, answers, out)
    notes.print(
        f"{n_found} of your records, in {out}, share a key with {exchange.theirs.party}'s list. These are hints, not"
        " decisions: namesakes share keys too, and an entry may be invented."
    )


def _write_found(folder: Path, exchange: "Exchange", raised: "list[Points]", answers: "list[Points]", out: Path) -> int:
    import polars as pl

    from repatria.cli.match_tables import neutral
    from repatria.psi import found

    hits = pl.concat(
        pl.DataFrame({"place": found(ours, theirs).nonzero()[0].astype("int64")}).with_columns(kind=pl.lit(kind))
        for kind, ours, theirs in zip(exchange.own.terms.kinds, raised, answers, strict=True)
    )
    places = _places(folder / PLACES).with_row_index("row")
    table = (
        places.join(hits, on=["kind", "place"], how="semi", maintain_order="left")
        .group_by("record_id", maintain_order=True)
        .agg(n_kinds=pl.len(), kinds=pl.col("kind").str.join(";"))
        .rename({"record_id": "id"})
        .sort("n_kinds", "id", descending=[True, False])
        .with_columns(pl.col("id").map_elements(neutral, return_dtype=pl.String))
    )
    with written(out) as file:
        table.write_csv(file)
    return table.height


def _scalars(secret: Secret) -> list[bytes]:
    return [bytes.fromhex(each) for each in secret.secrets]


def _places(path: Path) -> "pl.DataFrame":
    import polars as pl

    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise StateConflict(f"{path}: it is gone or cannot be read. Restore it, or begin another round.") from error


def _own_commit(folder: Path) -> "Commit":
    from repatria.psi import commit_of, parse

    with named(folder / COMMIT):
        return commit_of(parse(mapped(folder / COMMIT), "commit")[0])


def _commit_of(header: dict[str, Any]) -> "Commit":
    from repatria.psi import commit_of

    return commit_of(header)


def _exchange(folder: Path, secret: Secret) -> "Exchange":
    from repatria.psi import Exchange

    if secret.their_commit is None:
        raise StateConflict(f"{folder}: the other side's commit has not been taken yet. First: repatria psi blind")
    return Exchange(own=_own_commit(folder), theirs=_commit_of(secret.their_commit))
