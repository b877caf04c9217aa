"""The README names everything that can be done, and nothing that can't."""

import re
from pathlib import Path

import pytest
import typer

from dashboard import charts
from dashboard.cli import _mount_pipeline
from dashboard.cli import app as command
from dashboard.render import formats

ROOT = Path(__file__).parents[1]
TARGETS = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
CODE = [path.read_text() for half in ("etl", "dashboard") for path in sorted((ROOT / half).rglob("*.py"))]
VARIABLES = sorted(set(re.findall(r"\bOOSC_[A-Z_]+\b", " ".join(CODE))))


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def commands():
    """Every command there is: ``serve``, ``etl build`` …"""
    _mount_pipeline()
    top = typer.main.get_command(command)
    found = []
    for name, one in top.commands.items():
        inner = getattr(one, "commands", None)
        found += [f"{name} {part}" for part in inner] if inner else [name]
    return found


def test_there_is_something_to_name():
    assert {"run", "test", "check", "bench"} <= set(TARGETS)
    assert {"OOSC_TABLES", "OOSC_DATA", "OOSC_BROWSER"} <= set(VARIABLES)


@pytest.mark.parametrize("target", TARGETS)
def test_readme_names_every_make_target(target, readme):
    assert re.search(rf"\bmake {target}\b", readme)


def test_readme_names_no_make_target_that_is_not_there(readme):
    assert set(re.findall(r"`make ([a-z]+)", readme)) <= set(TARGETS)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_readme_names_every_chart(name, readme):
    assert re.search(rf"`{name}\b", readme)


@pytest.mark.parametrize("variable", VARIABLES)
def test_readme_names_every_environment_variable(variable, readme):
    assert variable in readme


def test_readme_names_no_environment_variable_that_is_not_there(readme):
    assert set(re.findall(r"\bOOSC_[A-Z_]+\b", readme)) <= set(VARIABLES)


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_readme_names_every_format(ending, readme):
    assert re.search(rf"\b{ending}\b", readme, re.IGNORECASE)


def test_readme_names_every_command(commands, readme):
    assert {"serve", "figure", "etl add", "etl build", "etl check"} <= set(commands)
    assert [name for name in commands if f"oosc {name}" not in readme] == []


def test_every_chart_address_in_the_readme_can_be_drawn(readme, store):
    found = re.findall(rf"\b((?:{'|'.join(charts.CHARTS)})\?[\w=&,.-]+)", readme)
    assert found
    for address in found:
        assert not charts.from_address(address, store).empty, address
