"""Notebooks run as they stand, show what they would show today, and import only what a reader may rely on."""

import ast
import base64
import contextlib
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from dashboard.render.notebook import Shown

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
ALLOWED = ("etl", "dashboard.charts", "dashboard.render", "dashboard.store")


def cells(path: Path) -> list[dict]:
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]


def run(source: str, namespace: dict[str, object]) -> tuple[object, str]:
    """What a cell comes to, and what it prints."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if last else None
    return value, printed.getvalue()


def shown(cell: dict, kind: str) -> str:
    """The cell's output of one kind as it is committed."""
    (data,) = [output["data"] for output in cell["outputs"] if kind in output.get("data", {})]
    return "".join(data[kind])


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["first-look", "how-the-2011-figure-changed", "who-is-left-out"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_run_in_order_and_come_to_what_is_shown(path):
    namespace: dict[str, object] = {}
    pictures = 0
    for cell in cells(path):
        value, printed = run("".join(cell["source"]), namespace)
        streams = ["".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream"]
        assert "".join(streams) == printed
        if isinstance(value, Shown):
            pictures += 1
            with Image.open(io.BytesIO(base64.b64decode(shown(cell, "image/png")))) as picture:
                assert picture.text["Title"] == value.chart.title
                assert picture.text["URL"] == value.chart.address
            assert shown(cell, "text/plain") == repr(value)
        elif isinstance(value, pd.DataFrame):
            assert shown(cell, "text/html") == value._repr_html_()
    assert pictures >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_imports_are_the_public_ones(path):
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells(path)))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert names
    assert all(name.startswith(ALLOWED) for name in names)
