"""Members of a zip file, read without unpacking it to disk and never more of them than can be true.

A zip file is a claim about sizes: each member's is checked before it is read, and reading stops there.
"""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from etl.errors import SourceError

_MAGIC = b"PK\x03\x04"
_MOST_MEMBERS = 1_000
_MOST_BYTES = 2**30  # the members that are wanted, unpacked; those of the largest release come to a quarter of it
_MOST_TIMES = 200  # unpacked over packed; tables of text come to 10 or 20
_SMALL = 2**20  # bytes; how far a member of this size is packed does not matter
_SHOWN = 5


def is_zip(path: Path) -> bool:
    """Whether a regular file is there that begins as a zip file does."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except (OSError, ValueError):
        return False


def members(path: Path, wanted: Callable[[PurePosixPath], bool]) -> dict[PurePosixPath, bytes]:
    """The content of each wanted member, by its path in the zip file.

    Raises:
        SourceError: The file is damaged or encrypted, holds no such member, or unpacks to more than it may.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            chosen = _chosen(path.name, archive.infolist(), wanted)
            return {PurePosixPath(info.filename): _content(archive, info) for info in chosen}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as trouble:
        raise SourceError(
            f"{path.name} is a damaged, cut-off or encrypted zip file ({trouble}). "
            "Fetch it again and add the whole file."
        ) from trouble


def _chosen(name: str, infos: list[zipfile.ZipInfo], wanted: Callable[[PurePosixPath], bool]) -> list[zipfile.ZipInfo]:
    files = [info for info in infos if not info.is_dir() and not _hidden(PurePosixPath(info.filename))]
    chosen = [info for info in files if wanted(PurePosixPath(info.filename))]
    if not chosen:
        held = ", ".join(info.filename for info in files[:_SHOWN]) or "nothing"
        raise SourceError(f"{name} holds no table that is known here, but {held}. Add a zip file as UIS gives it out.")
    too_far = any(info.file_size > max(_SMALL, _MOST_TIMES * info.compress_size) for info in chosen)
    if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in chosen) > _MOST_BYTES or too_far:
        raise SourceError(f"{name} would unpack to more than a file of UIS can hold. Check where it came from.")
    if len({info.filename for info in chosen}) < len(chosen):
        raise SourceError(f"{name} holds two members of one name. Fetch it again and add the whole file.")
    return chosen


def _hidden(path: PurePosixPath) -> bool:
    """What a Mac puts beside the files."""
    return path.name.startswith(".") or "__MACOSX" in path.parts


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        return stream.read(info.file_size + 1)
