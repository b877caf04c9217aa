"""What `make validate` runs: slides and sheets of every kind, each read by Microsoft's Open XML SDK.

The program comes from elsewhere, so it gets a folder with copies of the files, no network, and an account that may do
nothing, where the machine allows it. A deck with a fault of ours in it has to be refused, or no answer counts.
It does not see two shapes of one id on a slide: tests/dashboard/test_slides.py does.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pptx import Presentation
from pptx.util import Emu
from typer.testing import CliRunner

from dashboard import charts
from dashboard.cli import app as command
from dashboard.render import formats, slides
from dashboard.render.options import Options
from dashboard.render.slides.grey import grey
from dashboard.selection import Selection
from dashboard.store import Store, open_store

VERSION = "Microsoft365"
ALL, FAULTY = "all-4x3.pptx", "faulty.pptx"
NOBODY = "65534"
PATIENCE_S = 120
MORE = (
    "trend?place=PAK,IND,NGA&measure=rate",
    "trend?place=NGA&by=level&measure=children",
    "trend?place=NGA&group=q1",
    "ranking?within=southern-asia&level=primary",
    "gap?place=NGA&dimension=wealth",
    "groups?place=NGA",
    "groups?place=sub-saharan-africa",
    "headline?place=NGA",
    "trend?place=RUS&method=model",
)
"""Forms of charts that their defaults do not take; the last one is empty."""

Files = dict[str, bytes]


def made(store: Store, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every kind of slide and sheet that a reader can take away, by file name."""
    each = {name: charts.chart(name, Selection(), store) for name in charts.CHARTS}
    for name, chart in each.items():
        yield f"{name}.pptx", slides.slide(chart)
        yield f"{name}.xlsx", formats.render(chart, "xlsx")
    pages = [slides.Page(charts.from_address(address, store)) for address in MORE]
    everything = [slides.Page(chart) for chart in each.values()] + pages
    deck = slides.deck(pages)
    yield "more.pptx", deck
    yield "more-grey.pptx", grey(deck)
    yield ALL, slides.deck(everything, Options(size="4x3"))
    yield "all-in-template.pptx", slides.deck(everything, Options(template=template()))
    target = folder / "PAK.pptx"
    answer = CliRunner().invoke(command, ["deck", "PAK", "-o", str(target)])
    if answer.exit_code:
        raise SystemExit(f"`oosc deck PAK` failed: {answer.stderr.strip() or answer.exception!r}")
    yield target.name, target.read_bytes()


def template() -> bytes:
    """A presenter's own file: another size, and a slide of its own."""
    own = Presentation()
    own.slide_width, own.slide_height = Emu(10_000_000), Emu(6_000_000)
    own.slides.add_slide(own.slide_layouts[0])
    file = io.BytesIO()
    own.save(file)
    return file.getvalue()


def within(content: bytes) -> Files:
    """The workbooks behind a deck's charts, which open when their numbers are edited."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        inner = [part for part in package.namelist() if part.startswith("ppt/embeddings/")]
        return {f"behind-{Path(part).name}": package.read(part) for part in inner}


def faulty(content: bytes) -> bytes:
    """The same deck with an attribute on its first slide that no rule knows."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "ppt/slides/slide1.xml":
                text = text.replace(b"<p:cNvPr ", b'<p:cNvPr nonsense="1" ', 1)
            new.writestr(part, text)
    return file.getvalue()


def shut() -> list[str]:
    """What goes before a command so that it has no network and may do nothing, as far as can be had here."""
    bare = ["env", "-i", "DOTNET_EnableDiagnostics=0"]
    if os.geteuid() == 0:
        away = ["unshare", "--net"]
        small = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    else:
        away, small = ["unshare", "--user", "--net"], ["setpriv", "--no-new-privs"]
    for words, missing in (
        ([*away, *small], None),
        (small, "with the network"),
        (away, "with this account's rights"),
        ([], "with the network and this account's rights"),
    ):
        if works([*words, *bare, "true"]):
            if missing:
                print(f"The validator runs {missing}: this machine does not let it be shut in.")
            return [*words, *bare]
    return []


def works(words: list[str]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, timeout=PATIENCE_S).returncode == 0
    except OSError:
        return False


def faults(program: Path, before: list[str], file: Path) -> list[str]:
    """What is wrong with a file, a line each; that no answer came is wrong too."""
    ran = subprocess.run(
        [*before, str(program), str(file), VERSION], capture_output=True, text=True, cwd=file.parent, timeout=PATIENCE_S
    )
    try:
        answer = json.loads(ran.stdout)
        told = [
            f"{error['path'] or ''} {error['xPath'] or ''} {error['description']}".strip() for error in answer["errors"]
        ]
        ok = answer["ok"] is True and ran.returncode == 0
    except (ValueError, KeyError, TypeError):
        return [f"the validator gave no answer (status {ran.returncode}): {(ran.stderr or ran.stdout).strip()[-500:]}"]
    return told or ([] if ok else ["not valid, and the validator does not say why"])


def main(program: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="ooxml-") as name:
        folder = Path(name)
        files: Files = dict(made(open_store(), folder))
        files |= within(files[ALL])
        decks = sum(file.endswith(".pptx") for file in files)
        files[FAULTY] = faulty(files["PAK.pptx"])
        for file, content in files.items():
            (folder / file).write_bytes(content)
        copy = shutil.copy(program, folder / "validator")
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o755 if path == copy else 0o644)
        before = shut()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = dict(zip(files, pool.map(lambda file: faults(copy, before, folder / file), files), strict=True))
    seen = found.pop(FAULTY)
    if not any("nonsense" in line for line in seen):
        print(
            f"The validator does not see a fault put there on purpose. It says: {seen or 'no errors'}", file=sys.stderr
        )
        return 1
    wrong = {file: lines for file, lines in found.items() if lines}
    for file, lines in wrong.items():
        print(f"{file}: {len(lines)} errors", *lines, sep="\n  ", file=sys.stderr)
    print(
        f"{decks} slide files and {len(found) - decks} workbooks read by the Open XML SDK as {VERSION}: "
        f"{sum(map(len, wrong.values())) or 'no'} errors."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
