"""One invented world: people, their fates, the lists of both sides, the case file, and what is true."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from repatria.synth.case_toml import Letter, render_case
from repatria.synth.draft import Draft
from repatria.synth.fates import make_fates
from repatria.synth.formats import render_delimited, render_ods, render_xlsx
from repatria.synth.kinds import Kind
from repatria.synth.layout import LAYOUTS, Layout, headers, table
from repatria.synth.lists import SIDES, all_drafts, other_side
from repatria.synth.readme import render_readme
from repatria.synth.sizes import Sizes
from repatria.synth.truth import Places, links_table, persons_table, planted_table, rows_table

Progress = Callable[[str], None]
N_STEPS = len(LAYOUTS) + 3


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The files of an invented case by their path inside the case folder, and the rows of each list."""

    files: Mapping[str, bytes]
    n_rows: Mapping[str, int]


def make_world(scale: float, *, seed: int, rng: np.random.Generator, progress: Progress = lambda _: None) -> World:
    """Invent a case of the agreement's size times ``scale``.

    Parameters
    ----------
    seed
        Only written into the case file; all chance comes from ``rng``, which was made from it.
    progress
        Called with the name of each of the :data:`N_STEPS` steps as it begins.

    Returns
    -------
    World
        The same bytes for the same generator state.
    """
    sizes = Sizes.at_scale(scale)
    progress("people")
    fates = {party: make_fates(party, sizes, rng=stream) for party, stream in zip(SIDES, rng.spawn(2), strict=True)}
    progress("lists")
    drafts = all_drafts(fates, sizes, rng=rng.spawn(1)[0])
    files: dict[str, bytes] = {}
    letters = []
    for draft in drafts:
        progress(draft.key)
        letters.append(_put_list(draft, LAYOUTS[draft.key], files))
    files["case.toml"] = render_case(sizes, letters, scale=scale, seed=seed)
    progress("truth")
    places = Places(drafts, LAYOUTS)
    files["truth/persons.parquet"] = persons_table(fates, drafts[-1].rows[0].people)
    files["truth/rows.parquet"] = rows_table(drafts, places)
    files["truth/links.parquet"] = links_table(drafts, places)
    files["truth/planted.parquet"] = planted_table(drafts, LAYOUTS, places)
    files["README.md"] = render_readme(drafts, scale=scale, seed=seed)
    return World(files=files, n_rows={draft.key: len(draft.rows) for draft in drafts})


def _put_list(draft: Draft, layout: Layout, files: dict[str, bytes]) -> Letter:
    content = _render(draft, layout)
    name = f"lists/{draft.key}.{layout.extension}"
    files[name] = content
    columns = ""
    if layout.odd_headers:
        columns = f"lists/{draft.key}.columns.toml"
        files[columns] = _columns(draft, layout)
    signed = content
    if Kind.FILE_CHANGED in draft.planted:
        signed = content + b"\r\n"
    shared = ("N",) if draft.purpose == "held" else (other_side(draft.sender), "N")
    return Letter(
        key=draft.key,
        file=name,
        sender=draft.sender,
        purpose=draft.purpose,
        unit=draft.unit,
        stated_count=draft.stated_count or len(draft.rows),
        sha256=hashlib.sha256(signed).hexdigest(),
        shared_with=shared,
        columns=columns,
    )


def _render(draft: Draft, layout: Layout) -> bytes:
    rows = table(draft, layout)
    if layout.extension == "xlsx":
        return render_xlsx(rows, n_title_rows=len(layout.title))
    if layout.extension == "ods":
        return render_ods(rows, n_title_rows=len(layout.title))
    return render_delimited(rows, encoding=layout.encoding, delimiter=layout.delimiter)


def _columns(draft: Draft, layout: Layout) -> bytes:
    lines = [f'"{header}" = "{name}"' for header, name in zip(headers(draft, layout), layout.fields, strict=True)]
    return ("# What the odd headers of this list mean.\n" + "\n".join(lines) + "\n").encode()
