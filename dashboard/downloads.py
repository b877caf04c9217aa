"""/data/…: the tables as files, Parquet as it lies there or CSV written while it is sent; and what they are."""

from __future__ import annotations

import difflib
import hashlib
import io
import zipfile
from collections.abc import Iterator

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from flask import Flask, Response, request
from pyarrow.csv import WriteOptions, write_csv
from werkzeug.wsgi import FileWrapper

from dashboard import dictionary, packages
from dashboard.render import document
from dashboard.store import Store, Stored

PARQUET, CSV, JSON, ZIP = (
    "application/vnd.apache.parquet",
    "text/csv; charset=utf-8",
    "application/json",
    "application/zip",
)
ARCHIVE = "tables.zip"
BATCH_ROWS = 16_384
CHUNK = 1 << 18
MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The same time on every file of an archive, so that the same tables make the same archive."""


class Streamed(Response):
    """An answer that is made while it is sent: counting its bytes first would hold all of it in memory."""

    implicit_sequence_conversion = False
    automatically_set_content_length = False


class NoTable(LookupError):
    """No file of that name; the message says which there are."""


def register(server: Flask, store: Store) -> None:
    """Put the addresses on the server."""

    @server.get("/data/<path:name>")
    def data(name: str) -> Response:
        try:
            return _answer(store, name)
        except NoTable as none:
            return _words(none)

    @server.get("/data/codes/<source>")
    def codes(source: str) -> Response:
        """The codes of a source for the page on the data, fetched when somebody opens the list."""
        known = dictionary.sources(store)
        if source not in known:
            return _words(NoTable(f"There is no source '{source[:40]}' of indicators. Sources: {', '.join(known)}."))
        caption = f"{known[source]:,} indicator codes"
        made = document.rows(dictionary.codes(store, source), dictionary.CODE_HEADINGS, caption)
        return Response(made, content_type="text/html; charset=utf-8")


def find(store: Store, name: str) -> tuple[Stored, str]:
    """The file behind an address under /data and the form asked for, csv or parquet.

    Raises:
        NoTable: none is.
    """
    files = {packages.stem(path): stored for path, stored in store.files().items()}
    stem, _, ending = name.rpartition(".")
    if stem in files and ending in ("csv", "parquet"):
        return files[stem], ending
    stored = {one.path: one for one in files.values()}
    if name in stored:
        return stored[name], "parquet"
    valid = [*packages.NAMES, ARCHIVE, *(f"{one}.{kind}" for one in files for kind in ("csv", "parquet"))]
    near = difflib.get_close_matches(name[:200], valid, n=3, cutoff=0.5)
    hint = f" Near matches: {', '.join(near)}." if near else ""
    raise NoTable(f"There is no '{name[:80]}' under /data.{hint} /data/{packages.NAMES[0]} lists all there is.")


def csv(store: Store, stored: Stored) -> Iterator[bytes]:
    """The rows of a file as CSV, some thousand at a time: UTF-8, comma, LF; an empty field is a missing value.

    Source and release, which a part of the observations has in its path only, stand in front. Lists are in JSON.
    """
    home = packages.home(stored.path)
    with store.open(stored.path) as file:
        parquet = pq.ParquetFile(file)
        yield f"{','.join([*home, *parquet.schema_arrow.names])}\n".encode()
        for batch in parquet.iter_batches(BATCH_ROWS):
            sink = io.BytesIO()
            columns = {name: pa.repeat(text, len(batch)) for name, text in home.items()}
            columns |= {name: _flat(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
            write_csv(pa.table(columns), sink, WriteOptions(include_header=False))
            yield sink.getvalue()


def archive(store: Store) -> Iterator[bytes]:
    """All tables, their manifest and their description as one zip file: a folder that OOSC_TABLES can name."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as made:
        for name, content in (("datapackage.json", packages.described(store)), ("manifest.json", _read(store))):
            made.writestr(zipfile.ZipInfo(name, MIDNIGHT), content)
        for path in store.files():
            with store.open(path) as file, made.open(zipfile.ZipInfo(path, MIDNIGHT), "w") as inside:
                for chunk in iter(lambda file=file: file.read(CHUNK), b""):  # type: ignore[misc]
                    inside.write(chunk)
                    yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """Takes what is written and hands it on; it can't be sought in, so the archive is written straight through."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self._held.append(bytes(data))  # type: ignore[call-overload]
        return len(self._held[-1])

    def take(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def _answer(store: Store, name: str) -> Response:
    if name == packages.MANIFEST:
        return _tagged(Response(_read(store), content_type=JSON))
    if name in packages.NAMES:
        return _tagged(Response(packages.named(store, name), content_type=JSON))
    if name == ARCHIVE:
        whole = Streamed(archive(store), content_type=ZIP)
        whole.set_etag(hashlib.sha256(_read(store)).hexdigest(), weak=True)
        return _kept(whole, "out-of-school-tables.zip").make_conditional(request)  # type: ignore[return-value]
    stored, ending = find(store, name)
    filename = f"{packages.resource_name(stored.path)}.{ending}"
    if ending == "csv":
        return _csv(store, stored, filename)
    answer = Response(FileWrapper(store.open(stored.path)), content_type=PARQUET, direct_passthrough=True)
    answer.content_length = stored.bytes
    answer.set_etag(stored.sha256)
    _kept(_linked(answer, store, stored, packages.PARQUET), filename)
    answer.make_conditional(request, accept_ranges=True, complete_length=stored.bytes)
    return answer


def _csv(store: Store, stored: Stored, filename: str) -> Response:
    answer = Streamed(csv(store, stored), content_type=CSV)
    answer.set_etag(f"{stored.sha256}-csv", weak=True)
    _kept(_linked(answer, store, stored, packages.CSV), filename)
    return answer.make_conditional(request)  # type: ignore[return-value]


def _linked(answer: Response, store: Store, stored: Stored, package: str) -> Response:
    """Where the columns are described, and on which terms the rows may be used."""
    answer.headers.add("Link", f'</data/{package}>; rel="describedby"; type="{JSON}"')
    for licence in packages.licences(store, stored.path):
        answer.headers.add("Link", f'<{licence["path"]}>; rel="license"; title="{licence["title"]}"')
    return answer


def _kept(answer: Response, filename: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.cache_control.no_cache = True
    return answer


def _tagged(answer: Response) -> Response:
    answer.add_etag()
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)  # type: ignore[return-value]


def _flat(column: pa.Array) -> pa.Array:
    if not pa.types.is_list(column.type):
        return column
    return pa.array([None if one is None else orjson.dumps(one).decode() for one in column.to_pylist()], pa.string())


def _read(store: Store) -> bytes:
    with store.open(packages.MANIFEST) as file:
        return file.read()


def _words(none: NoTable) -> Response:
    return Response(f"{none}\n", status=404, content_type="text/plain; charset=utf-8")
