"""Arrows point one way: who may import whom, read off the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("etl", "dashboard")

# Modules whose name begins with the first may import, of our own, only what begins with one of the rest.
ALLOWED = {
    "dashboard.places": (),
    "dashboard.wording": (),
    "dashboard.sampling": (),
    "dashboard.decompose": (),
    "dashboard.pace": (),
    "dashboard.costing": (),
    "dashboard.theme": (),
    "dashboard.holdings": ("dashboard.index",),
    "dashboard.rows": (),
    "dashboard.index": ("dashboard.rows",),
    "dashboard.store": (*(f"dashboard.{name}" for name in ("places", "holdings", "rows", "index")), "etl.home"),
    "dashboard.selection": ("dashboard.store",),
    "dashboard.charts": tuple(
        f"dashboard.{name}"
        for name in (
            *("store", "rows", "selection", "wording", "places", "charts"),
            *("sampling", "decompose", "pace", "costing"),
        )
    ),
    "dashboard.waiting": (),
    "dashboard.fingerprint": (),
    "dashboard.render": tuple(
        f"dashboard.{name}" for name in ("charts.chart", "rows", "theme", "wording", "waiting", "fingerprint", "render")
    ),
}
# And these never import these.
FORBIDDEN = {
    "etl": ("dashboard",),
    "dashboard.charts": ("dash", "plotly", "flask"),
    "dashboard.pages": ("dashboard.app", "dashboard.cli", "dashboard.routes"),
    "dashboard.render": ("dashboard.store", "dashboard.pages", "flask"),
    "dashboard.store": ("dash", "plotly", "flask"),
}
DOORS = {"dashboard.store": "etl.home", "dashboard.static": "etl.home", "dashboard.cli": "etl.cli"}


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path, *, at_once=False):
    """Every module a file imports (``at_once``: on being imported itself).

    ``from a import b`` counts as a.b where that is a module of ours, else as a.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = path.relative_to(ROOT).parent.parts
                base = ".".join([*up[: len(up) - node.level + 1], *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                place = ROOT / inner.replace(".", "/")
                yield inner if place.is_dir() or place.with_suffix(".py").is_file() else base


FILES = [path for half in OURS for path in sorted((ROOT / half).rglob("*.py"))]
GRAPH = {name_of(path): set(imports(path)) for path in FILES}
AT_ONCE = {name_of(path): set(imports(path, at_once=True)) for path in FILES}


def inside(module, package):
    return module == package or module.startswith(f"{package}.")


def of(package):
    return {name: found for name, found in GRAPH.items() if inside(name, package)}


def test_the_whole_house_is_read():
    assert {"dashboard.app", "dashboard.charts.trend", "dashboard.render.figure", "etl.home"} <= set(GRAPH)
    assert "dashboard.charts.chart" in GRAPH["dashboard.charts.trend"]


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_of_our_own_only_what_it_may(package):
    assert of(package)
    for name, found in of(package).items():
        ours = {module for module in found if module.split(".")[0] in OURS and not inside(module, package)}
        strange = {module for module in ours if not any(inside(module, good) for good in ALLOWED[package])}
        assert not strange, f"{name} imports {strange}"


@pytest.mark.parametrize("package", FORBIDDEN)
def test_never_imports_what_stands_behind_it(package):
    assert of(package)
    for name, found in of(package).items():
        wrong = {module for module in found if any(inside(module, bad) for bad in FORBIDDEN[package])}
        assert not wrong, f"{name} imports {wrong}"


def test_dashboard_knows_two_doors_of_the_pipeline():
    found = {name: module for name, modules in of("dashboard").items() for module in modules if inside(module, "etl")}
    assert found == DOORS


def test_only_the_application_and_itself_know_a_page():
    knows = {name for name, found in GRAPH.items() if any(inside(module, "dashboard.pages") for module in found)}
    assert {name for name in knows if not inside(name, "dashboard.pages")} == {"dashboard.app"}


def test_no_circle_among_modules():
    done, walking = set(), []

    def visit(name):
        assert name not in walking, f"circle: {[*walking[walking.index(name) :], name]}"
        if name in done:
            return
        walking.append(name)
        for module in AT_ONCE[name] & set(AT_ONCE):
            if module != name and not inside(name, module):
                visit(module)
        done.add(walking.pop())

    for name in AT_ONCE:
        visit(name)
    assert done == set(AT_ONCE)
