"""Write a few files of one folder together: all of them, or none."""

import contextlib
import os
import tempfile
from pathlib import Path

from etl.errors import SourceError


def write_pair(contents: dict[Path, bytes], prefix: str = ".adding-") -> None:
    """Write files of one folder, all or none; the folder is made if need be.

    Args:
        contents: Whole files. They take their places in this order, so that a process that is killed among them
            leaves the last one for the end.
        prefix: Of the names they have until then.

    Raises:
        SourceError: They could not be written. What was there before is there still.
    """
    folder = next(iter(contents)).parent
    made = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace_all(contents, prefix)
    except BaseException as trouble:
        with contextlib.suppress(OSError):
            for empty in made:
                empty.rmdir()
        if isinstance(trouble, OSError):
            raise SourceError(
                f"The folder {folder} cannot be written ({trouble.strerror or trouble}); "
                "nothing was changed. Make room or give permission, and add again."
            ) from trouble
        raise


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that will have to be made, the innermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def _replace_all(contents: dict[Path, bytes], prefix: str) -> None:
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for target, content in contents.items():
            staged[target] = _stage(target, content, prefix)
        for target, temporary in staged.items():
            before[target] = target.read_bytes() if target.exists() else None
            temporary.replace(target)
    except BaseException:
        _put_back(before, prefix)
        raise
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _stage(target: Path, content: bytes, prefix: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=prefix, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _put_back(before: dict[Path, bytes | None], prefix: str) -> None:
    for target, content in before.items():
        if content is None:
            target.unlink(missing_ok=True)
        elif target.read_bytes() != content:
            _stage(target, content, prefix).replace(target)
