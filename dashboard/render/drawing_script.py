"""The Plotly that pages, pictures and html files draw with: our small one, or the whole where ours was not built."""

from __future__ import annotations

import importlib.util
import logging
from functools import cache
from pathlib import Path

from dashboard import fingerprint

ASSETS = Path(__file__).resolve().parents[1] / "assets"
WHOLE = "package_data/plotly.min.js"
"""In the package plotly, four times as large; Dash serves it by itself where a page has no other."""


@cache
def file() -> Path:
    """The script; that it is the whole is said once."""
    built = next(ASSETS.glob("plotly-*.min.js"), None)
    if built:
        return built
    logging.getLogger(__name__).warning(
        "The small Plotly has not been built, so pages load the whole one: run `make assets`, which needs Node."
    )
    package = importlib.util.find_spec("plotly")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / WHOLE


def address() -> str:
    """Where this server has it, without what stands before all its addresses."""
    script = file()
    if script.parent == ASSETS:
        return f"/assets/{script.name}?m={fingerprint.of(script)}"
    return f"/_dash-component-suites/plotly/{WHOLE}"
