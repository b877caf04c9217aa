"""Notebooks run as they stand, hold no outputs, and import only what a reader may rely on."""

import ast
import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
ALLOWED = ("etl", "dashboard.charts", "dashboard.render", "dashboard.store", "plotly", "pandas")


def cells(path: Path) -> list[dict]:
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_run_in_order(path, capsys):
    namespace: dict[str, object] = {}
    for cell in cells(path):
        exec("".join(cell["source"]), namespace)
    assert "What has been said about 2011" in capsys.readouterr().out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_committed(path):
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_imports_are_the_public_ones(path):
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells(path)))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert names
    assert all(name.startswith(ALLOWED) for name in names)
