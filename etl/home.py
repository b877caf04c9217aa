"""Where the data stands: the folder the pipeline works in, and the tables that are read.

    OOSC_DATA     the folder with `sources/` and `tables/`
    OOSC_TABLES   the tables to read: a folder or any fsspec address, from which they are fetched (`editions`)

Without them it is the checkout's `data/`; a wheel has no checkout, so it works in the user's own data folder,
which starts as a copy of what ships inside the package.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from etl.errors import EtlError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT_DATA = _PACKAGE.parent / "data"
_SHIPPED = _PACKAGE / "shipped"
_APP_NAME = "out-of-school"


def data_home() -> Path:
    """The folder the pipeline works in. Outside a checkout the first call fills it from what ships.

    Returns:
        A folder holding, or about to hold, `sources/` and `tables/`.

    Raises:
        EtlError: OOSC_DATA is not a folder, or the user's folder cannot be filled.
    """
    named = os.environ.get("OOSC_DATA")
    if named:
        return _named_folder(named)
    if _in_checkout():
        return _CHECKOUT_DATA
    folder = _user_folder()
    if not folder.exists():
        _seed(folder)
    return folder


def sources_home() -> Path:
    """The folder of the publishers' figures, `<source>/<release>.parquet`. Raises as `data_home`."""
    return data_home() / "sources"


def tables_home() -> str:
    """The folder or address of the tables to read; a wheel's own may be read where they ship.

    Writes nothing, except that a publish cut short between its two steps is put right.
    """
    named = os.environ.get("OOSC_TABLES")
    if named:
        return named
    nothing_of_ones_own = not os.environ.get("OOSC_DATA") and not _in_checkout() and not _user_folder().exists()
    if nothing_of_ones_own:
        return str(_SHIPPED / "tables")
    from etl.publish import recover  # here, not above: only a program that reads tables pays for it

    recover(data_home())
    return str(data_home() / "tables")


def tables_folder(named: str | Path | None = None, *, held: bool = False) -> Path:
    """The folder of the tables at `named`, a folder or any fsspec address; by default those of `tables_home`.

    Args:
        named: Where they are published. From elsewhere they are fetched, once for each edition.
        held: Also a folder of this machine is copied, for who reads on while the next build takes its place.

    Raises:
        EtlError: They can't be fetched, or are not whole. That a folder holds no tables is for its reader to find.
    """
    from etl import editions  # here, not above: fsspec is wanted by those only who read tables

    address = str(named or tables_home())
    return (None if held else editions.local(address)) or editions.hold(address)


def keep_tables(folder: str) -> None:
    """Keep tables that were `held` from removal, whatever else this process holds, until it keeps others."""
    from etl import editions  # as in `tables_folder`

    editions.keep(folder)


@cache
def cache_folder(part: str) -> Path:
    """The user's cache folder for `part` of the program; a temporary one where that can't be written."""
    import platformdirs  # as in `_user_folder`

    folder = platformdirs.user_cache_path(_APP_NAME, appauthor=False) / part
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix=f"{_APP_NAME}-"))
    return folder


def _in_checkout() -> bool:
    return (_CHECKOUT_DATA / "sources").is_dir()


def _user_folder() -> Path:
    import platformdirs  # here, not above: neither a checkout nor a named folder asks for it

    return platformdirs.user_data_path(_APP_NAME, appauthor=False)


def _named_folder(named: str) -> Path:
    folder = Path(named).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise EtlError(f"OOSC_DATA is {named}, which is not a folder. Set it to a folder, or unset it.")
    return folder


def _seed(folder: Path) -> None:
    """Copy what ships to `folder` so that it is there whole or not at all."""
    staging: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        for part in ("sources", "tables"):
            shutil.copytree(_SHIPPED / part, staging / part)
        staging.chmod(0o755)
        staging.rename(folder)
    except OSError as trouble:
        if not (folder / "sources").is_dir():  # else another process was first, and its copy is as good
            raise EtlError(
                f"The data folder {folder} cannot be filled ({trouble.strerror or trouble}). "
                "Set OOSC_DATA to a folder that can be written."
            ) from trouble
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
