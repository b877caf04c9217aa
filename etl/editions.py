"""Tables from elsewhere: each edition is fetched once, checked against its manifest, and kept whole or not at all.

An edition is what one manifest lists, and is named by the manifest's sha256. It lies in the user's cache folder, where
every process of the machine shares it. The two last ones stay, and any that a process still reads.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec
import tenacity
from fsspec.implementations.local import LocalFileSystem

from etl.errors import EtlError
from etl.home import cache_folder

MANIFEST, DESCRIPTION = "manifest.json", "datapackage.json"
KEPT = 2
ATTEMPTS, FIRST_WAIT_S = 4, 0.5
_PART = "editions"
_FETCHING, _GOING = ".fetching", ".going"
_in_use: list[int] = []
"""The descriptor whose shared lock keeps the edition of this process, and of those forked from it, from removal."""
_served: list[int] = []
"""That of an edition that stays in use while this process looks at newer ones."""


class _Torn(EtlError):
    """The files are not those of the manifest: somebody may be publishing at this moment."""


def local(address: str) -> Path | None:
    """The folder that an address names, where it names one of this machine."""
    files, root = _opened(address)
    return Path(root) if isinstance(files, LocalFileSystem) else None


def hold(address: str) -> Path:
    """The folder of the newest edition at `address`, a folder or any fsspec address; fetched unless it is here.

    It stays as it is until this process asks for another or ends, whatever is published meanwhile.

    Raises:
        EtlError: No tables there, they can't be reached or kept, or they don't match their manifest. Nothing
            half-fetched is left.
    """
    asking = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_Torn),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_exponential(FIRST_WAIT_S),
        reraise=True,
    )
    try:
        return asking(_hold, address)
    except OSError as trouble:
        raise EtlError(
            f"The tables of {address} can't be kept in {cache_folder(_PART)} ({_first_line(trouble)}). "
            "Make room, or set XDG_CACHE_HOME to a folder that can be written."
        ) from trouble


def keep(folder: str) -> None:
    """Keep an edition, also while this process holds newer ones, until it keeps another: the one that it serves."""
    _use(Path(folder), _served)


def _hold(address: str) -> Path:
    files, root = _opened(address)
    with _told(address):
        manifest = files.cat_file(f"{root}/{MANIFEST}")
    listed = _listed(manifest, address)
    with _alone() as home:
        folder = home / hashlib.sha256(manifest).hexdigest()
        if not _is_whole(folder, listed):
            shutil.rmtree(folder, ignore_errors=True)
            _fetch(files, root, listed, home / _FETCHING, address)
            (home / _FETCHING / MANIFEST).write_bytes(manifest)
            (home / _FETCHING).rename(folder)
        if not (folder / DESCRIPTION).exists():
            _describe(files, root, listed, folder, address)
        os.utime(folder)
        _use(folder, _in_use)
        _sweep(home)
    return folder


def _opened(address: str) -> tuple[Any, str]:
    try:
        files, root = fsspec.core.url_to_fs(address)
    except ImportError as missing:
        kind = address.partition("://")[0]
        extra = "pip install 'out-of-school[s3]'" if kind in ("s3", "s3a") else f"{missing}"
        raise EtlError(f"Tables at {kind}:// need one more Python package: {extra}.") from missing
    except ValueError as unknown:
        raise EtlError(f"There is no way to read tables at {address}: {unknown}.") from unknown
    return files, root.rstrip("/")


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What goes wrong on the way in one sentence: each kind of address has errors of its own, of no common kind."""
    try:
        yield
    except EtlError:
        raise
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise EtlError(f"No tables in {address}: run `oosc etl build`, or set OOSC_TABLES.") from missing
    except PermissionError as refused:
        raise EtlError(f"The tables in {address} may not be read with the credentials that are set here.") from refused
    except Exception as trouble:
        raise EtlError(f"The tables in {address} can't be fetched ({_first_line(trouble)}).") from trouble


def _first_line(trouble: BaseException) -> str:
    return (str(trouble).splitlines() or [type(trouble).__name__])[0].rstrip(".")


def _listed(manifest: bytes, address: str) -> Mapping[str, Mapping[str, Any]]:
    """Files by path. Raises EtlError for what is no manifest, or names a file outside the tables."""
    try:
        listed = json.loads(manifest)["files"]
        known = all({"bytes", "sha256"} <= set(each) for each in listed.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        listed, known = {}, False
    steps = [PurePosixPath(path) for path in listed]
    if not known or any(path.is_absolute() or ".." in path.parts for path in steps):
        raise EtlError(f"{MANIFEST} in {address} is no list of tables. Publish the tables again, the manifest last.")
    return listed


def _is_whole(folder: Path, listed: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an edition is here, and nobody has tidied away parts of it."""
    kept = ((folder / path, known["bytes"]) for path, known in listed.items())
    return folder.exists() and all(path.is_file() and path.stat().st_size == size for path, size in kept)


def _fetch(files: Any, root: str, listed: Mapping[str, Mapping[str, Any]], folder: Path, address: str) -> None:
    """All files into `folder`, several at once where the address can, each as large and as hashed as listed."""
    try:
        for path in listed:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with _told(address), _complete(address):
            files.get([f"{root}/{path}" for path in listed], [str(folder / path) for path in listed])
        for path, known in listed.items():
            _check(folder / path, known, f"{address}/{path}")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _describe(files: Any, root: str, listed: Mapping[str, Mapping[str, Any]], folder: Path, address: str) -> None:
    """The description of the tables, which the manifest can't list, where there is one of these very files."""
    with _told(address), suppress(FileNotFoundError):
        description = files.cat_file(f"{root}/{DESCRIPTION}")
        told = {one["path"]: one["hash"] for one in json.loads(description)["resources"]}
        if any(told.get(path) != f"sha256:{known['sha256']}" for path, known in listed.items()):
            raise _Torn(f"{DESCRIPTION} in {address} is not of the files that the manifest lists. {_AGAIN}")
        coming = folder / f".{DESCRIPTION}"
        coming.write_bytes(description)
        coming.rename(folder / DESCRIPTION)


@contextmanager
def _complete(address: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as missing:
        raise _Torn(f"{address} lacks a file that its manifest lists ({_first_line(missing)}). {_AGAIN}") from missing


def _check(path: Path, known: Mapping[str, Any], named: str) -> None:
    with path.open("rb") as file:
        is_same = hashlib.file_digest(file, "sha256").hexdigest() == known["sha256"]
    if not is_same or path.stat().st_size != known["bytes"]:
        raise _Torn(f"{named} is not the file that the manifest lists. {_AGAIN}")


_AGAIN = "If nobody is publishing right now, publish the tables again: the files first, the manifest last."


def _use(folder: Path, before: list[int]) -> None:
    """Keep `folder` from removal, and let go of what this process kept `before`; its forks keep theirs."""
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    for old in before:
        os.close(old)
    before[:] = [descriptor]


def _sweep(home: Path) -> None:
    """Remove all but the last editions and those in use."""
    editions = [path for path in home.iterdir() if path.is_dir() and not path.name.startswith(".")]
    for old in sorted(editions, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        descriptor = os.open(old, os.O_RDONLY)
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            old.rename(home / _GOING)
            shutil.rmtree(home / _GOING)
        os.close(descriptor)


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of editions, for one process at a time; what a killed one left half-done is gone."""
    home = cache_folder(_PART)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            for left in (_FETCHING, _GOING):
                shutil.rmtree(home / left, ignore_errors=True)
            yield home
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # closing is not enough: a process forked meanwhile has it open too
