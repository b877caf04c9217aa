"""Read a publisher's file, plain or gzipped, as a table of text. Nothing in it is changed or guessed."""

import csv
import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from etl.errors import SourceError

_GZIP_MAGIC = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class SourceFile:
    """A file that could be read as UTF-8 text.

    Attributes:
        path: Where it stands on this machine; never written anywhere.
        sha256: Of the file as it is on disk, compressed or not.
        content: Its text, uncompressed, UTF-8 without a byte-order mark.
        label: What to call it where it is a member of the file at `path`.
        origin: Where it is known to come from.
    """

    path: Path
    sha256: str
    content: bytes
    label: str = ""
    origin: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.label or self.path.name

    @property
    def header(self) -> tuple[str, ...]:
        """The fields of the first line."""
        first_line = self.content.split(b"\n", 1)[0].decode().rstrip("\r")
        return tuple(next(csv.reader([first_line]), []))

    def table(self) -> pa.Table:
        """All columns as text; only an empty field is null, so "NA" stays "NA".

        Raises:
            SourceError: A row has more or fewer fields than the header, or there is no row.
        """
        return self._parse(self.header, skip_rows=1, delimiter=",")

    def lines(self, column: str) -> pa.Table:
        """A file without a header line as one text column. Raises SourceError as `table`."""
        return self._parse((column,), skip_rows=0, delimiter="\x1f")

    def _parse(self, names: tuple[str, ...], skip_rows: int, delimiter: str) -> pa.Table:
        try:
            table = pyarrow.csv.read_csv(
                io.BytesIO(self.content),
                pyarrow.csv.ReadOptions(column_names=list(names), skip_rows=skip_rows, use_threads=False),
                pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
                ),
            )
        except pa.ArrowInvalid as trouble:
            what = str(trouble).splitlines()[0].removeprefix("CSV parse error: ")
            raise SourceError(
                f"{self.name} is not a whole table: {what[:120]}. Get a complete copy and add that."
            ) from trouble
        if not table.num_rows:
            raise SourceError(f"{self.name} has a header line but no rows. Get a complete copy and add that.")
        return table


def open_source(path: Path) -> SourceFile:
    """Read a file, plain or gzipped (told by its first bytes, not by its name).

    Raises:
        SourceError: It is not there, not a regular file, empty, damaged, or not UTF-8 text.
    """
    raw = _read_bytes(path)
    content = _decompressed(path.name, raw) if raw.startswith(_GZIP_MAGIC) else raw
    if not content.strip():
        raise SourceError(f"{path.name} is empty. Get a complete copy of the file and add that.")
    _refuse_unless_utf8(path.name, content)
    return SourceFile(path, hashlib.sha256(raw).hexdigest(), content.removeprefix(_UTF8_MARK))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder. Name one file in it.")
        if not path.exists():
            raise SourceError(f"There is no file {path}. Check the spelling and the folder.")
        if not path.is_file():
            raise SourceError(f"{path} is not a regular file. Save it to a file and name that.")
        return path.read_bytes()
    except (OSError, ValueError) as trouble:
        why = getattr(trouble, "strerror", None) or trouble
        raise SourceError(f"{path} cannot be read ({why}). Check its name and permissions.") from trouble


def _decompressed(name: str, raw: bytes) -> bytes:
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as trouble:
        raise SourceError(
            f"{name} is a damaged or cut-off gzip file ({trouble}). Fetch it again and add the whole file."
        ) from trouble


def _refuse_unless_utf8(name: str, content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        raise SourceError(
            f"{name} is not UTF-8 text: line {line} holds the byte 0x{content[trouble.start]:02x}. "
            "Save it as CSV in UTF-8 and add that."
        ) from trouble
    if b"\x00" in content:
        raise SourceError(f"{name} is not a text file. Save it as CSV in UTF-8 and add that.")
