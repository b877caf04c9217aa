"""docs/features.md: fifty-eight features, and each “yes” leads to something that works."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import typer

from dashboard import charts
from dashboard.app import PAGES
from dashboard.cli import _mount_pipeline
from dashboard.cli import app as command
from dashboard.render import formats

TEXT = (Path(__file__).parents[1] / "docs" / "features.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (yes|partly|no) \| (.+) \|$", TEXT, re.MULTILINE)
EVERYWHERE = "every page"


def test_all_fifty_eight_stand_once_in_order():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 59))


@pytest.mark.parametrize(("number", "feature", "is_here", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_a_yes_leads_somewhere_and_anything_less_says_what_is_missing(number, feature, is_here, where, store):
    if is_here != "yes":
        assert len(where.split()) >= 3, feature
        return
    named = re.findall(r"(chart|page|command)? ?`([^`]+)`", where)
    assert named or EVERYWHERE in where, feature
    for kind, name in named:
        CHECKS[kind or "address"](name, store)


def chart(address, store):
    made = charts.from_address(address, store)
    assert not made.empty, address


def page(address, store):
    path, _, query = address.partition("?")
    (one,) = [page for page in PAGES if path == page.PATH]
    assert one.layout(store, **dict(parse_qsl(query)))


def named_command(line, _):
    _mount_pipeline()
    words = line.removeprefix("oosc ").split()
    one = typer.main.get_command(command)
    for word in words[:2] if words[0] == "etl" else words[:1]:
        one = one.commands[word]


def address(path, store):
    if path.startswith("/figures/"):
        name, _, query = path.removeprefix("/figures/").partition("?")
        stem, _, ending = name.partition(".")
        assert ending in formats.FORMATS
        chart(f"{stem}?{query}" if query else stem, store)
    elif path.startswith("/embed/"):
        chart(path.removeprefix("/embed/"), store)
    elif path.startswith("oosc "):
        named_command(path, store)
    else:
        assert path in ("/oembed", "/openapi.json", "/data/…", "/"), path


CHECKS = {"chart": chart, "page": page, "command": named_command, "address": address}
