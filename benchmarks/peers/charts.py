"""The three charts of every peer, as Plotly Express draws them from the tables: trend, ranking and map.

The same rows as the World page shows first: the world's modelled rate by year, the SDG regions and the countries in one
year. Outlines are ours, served by each peer itself (`OUTLINES`), so that no map waits for a host that can't be reached.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
from plotly.graph_objects import Figure

ROOT = Path(__file__).resolve().parents[2]
TABLES = Path(os.environ.get("OOSC_TABLES", ROOT / "data" / "tables"))
OUTLINES = ROOT / "dashboard" / "assets" / "topojson"
FIRST, LAST = 2000, 2023
YEARS = range(FIRST, LAST + 1)
REGIONS, COUNTRIES = "view-2025+wpp-2024", "2025"
RATE = "out-of-school rate, %"


def rows() -> pd.DataFrame:
    """Rates of primary age: place, name, kind ("world", "region", "country"), year, value in per cent."""
    here = _read(f"source=here/release={REGIONS}", "OOSC.ROFST.1")
    places = pd.read_parquet(TABLES / "places.parquet", columns=["place", "name", "kind", "region_set"])
    regions = here.merge(places[(places["kind"] == "world") | (places["region_set"] == "sdg")], on="place")
    countries = _read(f"source=view/release={COUNTRIES}", "VIEW.PRIM").merge(places, on="place")
    found = pd.concat([regions[regions["place"].str.startswith("SDG: ")], countries[countries["kind"] == "country"]])
    return found[found["year"].between(FIRST, LAST)]


def _read(part: str, indicator: str) -> pd.DataFrame:
    path = TABLES / "observations" / part / "part.parquet"
    wanted = [("indicator", "==", indicator), ("sex", "==", "total")]
    return pd.read_parquet(path, columns=["place", "year", "value"], filters=wanted).astype({"place": str})


def trend(found: pd.DataFrame) -> Figure:
    """The world's rate by year."""
    world = found[found["kind"] == "world"].sort_values("year")
    return px.line(world, x="year", y="value", labels={"value": RATE}, title="The world", range_y=[0, None])


def ranking(found: pd.DataFrame, year: int) -> Figure:
    """The regions and the world in one year."""
    regions = found[(found["kind"] != "country") & (found["year"] == year)]
    return px.bar(regions.sort_values("value"), x="value", y="name", labels={"value": RATE, "name": ""}, text="value")


def world_map(found: pd.DataFrame, year: int) -> Figure:
    """The countries' rates in one year; the outlines are those of 1:50 million."""
    countries = found[(found["kind"] == "country") & (found["year"] == year)]
    drawn = px.choropleth(
        countries, locations="place", color="value", hover_name="name", range_color=[0, 50], labels={"value": RATE}
    )
    return drawn.update_geos(resolution=50)
