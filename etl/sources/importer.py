"""What an importer is: the shapes of file one publisher gives out, and what is known of its releases.

An importer recognises a file by its column names and hands its rows on in the publisher's own columns.
Values are never altered: text stays text ("NA" too), numbers are parsed exactly.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import SourceError
from etl.sources.source_file import SourceFile

TEXT = pa.string()
NUMBER = pa.float64()
COUNT = pa.int32()
YEAR = pa.int16()
AGE = pa.int8()


@dataclass(frozen=True)
class Column:
    """One column under the publisher's own name; under `kept` where files of one release name it differently."""

    name: str
    unit: str = "text"
    type: pa.DataType = TEXT
    kept: str = ""

    @property
    def own(self) -> str:
        """The name under which it is kept."""
        return self.kept or self.name


@dataclass(frozen=True)
class Shape:
    """One kind of file.

    Attributes:
        columns: All of them; their order in a file does not matter.
        key: The columns that tell one row from another, as they are kept.
        part: "" for the figures; "labels", "places" … for a file that explains them and is kept beside them.
        has_header: A file without a header line has one column, told by `first_field`.
        first_field: What the first field of a file without a header begins with.
        other_columns: Further columns are kept, as text.
        units: Units that only the values can tell, by column name.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    part: str = ""
    has_header: bool = True
    first_field: str = ""
    other_columns: bool = False
    units: Callable[[pa.Table], dict[str, str]] | None = None

    def fits(self, header: tuple[str, ...]) -> bool:
        """Whether a file with this first line has this shape; upper and lower case count the same."""
        if not self.has_header:
            return len(header) == 1 and header[0].startswith(self.first_field)
        found = [name.strip().lower() for name in header]
        wanted = {column.name.lower() for column in self.columns}
        if len(set(found)) != len(found):
            return False
        return wanted <= set(found) if self.other_columns else wanted == set(found)

    def describe(self) -> str:
        """The columns in words, for messages."""
        if not self.has_header:
            return f'lines like "{self.first_field}…" without a header'
        return ", ".join(column.name for column in self.columns) + (", …" if self.other_columns else "")


@dataclass(frozen=True)
class Release:
    """What is known of one release.

    Attributes:
        title: In our own words.
        date: ISO date or month; "" if nobody knows.
        stated: "stated" by the publisher, "inferred" from the figures, or "copy date".
        quirks: What a user of the figures must know, in our own words.
        publisher, licence, attribution: Where they differ from the importer's.
    """

    title: str
    date: str
    stated: str = "stated"
    quirks: tuple[str, ...] = ()
    publisher: str = ""
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Importer:
    """One publisher's files.

    Attributes:
        source: Its name in `data/sources` and on the command line.
        publisher, licence, attribution: Used where no sidecar beside the file says otherwise.
        shapes: The kinds of file it knows.
        releases: The releases it knows, by name. Others can be added too.
    """

    source: str
    publisher: str
    licence: str
    attribution: str
    shapes: tuple[Shape, ...]
    releases: dict[str, Release]

    def recognise(self, header: tuple[str, ...]) -> Shape | None:
        """The shape of a file with this first line, or None."""
        return next((shape for shape in self.shapes if shape.fits(header)), None)

    def read(self, file: SourceFile) -> tuple[Shape, pa.Table]:
        """The file's shape and its rows, in the shape's columns and the file's order.

        Raises:
            SourceError: The columns are not those of this publisher, or a number is not a number.
        """
        shape = self.recognise(file.header)
        if shape is None:
            expected = " | ".join(shape.describe() for shape in self.shapes)
            raise SourceError(
                f"{file.name} does not have the columns of a {self.source} file: found "
                f"{_shortened(file.header)}; expected one of: {expected}. "
                "Add the file under its own source, or get it in one of these forms."
            )
        texts = file.table() if shape.has_header else file.lines(shape.columns[0].name)
        return shape, _typed(shape, texts, file.name)


def _shortened(header: tuple[str, ...]) -> str:
    words = [name.strip()[:40] or "(no name)" for name in header[:12]]
    return ", ".join(words) + (", …" if len(header) > len(words) else "")


def _typed(shape: Shape, texts: pa.Table, name: str) -> pa.Table:
    spelt = {found.strip().lower(): found for found in texts.column_names}
    known = {column.own: _numbers(texts[spelt[column.name.lower()]], column, name) for column in shape.columns}
    taken = {column.name.lower() for column in shape.columns}
    others = {found.strip(): texts[found] for lower, found in spelt.items() if lower not in taken}
    return pa.table(known | others)


def _numbers(texts: pa.ChunkedArray, column: Column, file_name: str) -> pa.ChunkedArray:
    if column.type == TEXT:
        return texts
    try:
        numbers = pc.cast(texts, column.type)
        if column.type != NUMBER or pc.all(pc.is_finite(numbers)).as_py() is not False:
            return numbers
    except pa.ArrowInvalid:
        pass
    line, text = _first_bad(texts, column.type)
    kind = "a number" if column.type == NUMBER else "a whole number in range"
    raise SourceError(
        f'{file_name} line {line}: {column.name} is "{text[:40]}", which is not {kind}. '
        "Mend that field in a copy (leave it empty for no value) and add the copy."
    )


def _first_bad(texts: pa.ChunkedArray, wanted: pa.DataType) -> tuple[int, str]:
    for line, text in enumerate(texts.to_pylist(), start=2):
        if text is None:
            continue
        try:
            number = pa.scalar(text).cast(wanted).as_py()
        except pa.ArrowInvalid:
            return line, text
        if not math.isfinite(number):
            return line, text
    raise AssertionError("called only where a field is bad")
