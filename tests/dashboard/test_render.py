"""Every chart in every form: the same words, the same numbers, asking nobody for anything."""

import io
import json
import re
from bisect import bisect_right
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from dashboard import charts, theme
from dashboard.render import columns, formats
from dashboard.render import sheet as sheet_of
from dashboard.render.cells import cell

ADDRESSES = (
    "headline?place=PAK",
    "trend?place=PAK",
    "trend?place=RUS&method=administrative",
    "trend?place=PAK,IND,world&measure=children",
    "map",
    "map?method=administrative",
    "ranking",
    "ranking?within=asia-and-the-pacific&level=primary",
    "gap?place=PAK",
    "gap?place=NGA&dimension=wealth",
    "groups",
    "groups?place=NGA",
    "groups?place=sub-saharan-africa",
    "overlap",
    "conflict",
    "trend?place=NGA&group=q1",
    "map?dimension=wealth",
    "releases",
    "releases?from=2000&to=2023",
    "revisions",
    "revisions?measure=children",
    "change",
    "change?place=NGA&level=primary&year=2021&against=view-2022",
    "coverage",
    "coverage?place=NGA",
    "pace",
    "pace?place=PAK",
    "pace?place=NGA",
    "peers?place=PAK",
    "sources?place=PAK",
    "sources",
    "cost?place=LKA",
    "cost?place=sub-saharan-africa",
)
UNITS = {"%", "children", "percentage points a year", "% of the rate a year", "children a day", "years"}
CONTRACT = ("title", "subtitle", "note", "source", "licence", "alt", "address", "columns", "data", "plotly")


@pytest.fixture(scope="module", params=ADDRESSES)
def chart(request, store):
    return charts.from_address(request.param, store)


@pytest.fixture(scope="module")
def told(chart):
    return json.loads(formats.render(chart, "json"))


@pytest.fixture(scope="module")
def sheet(chart):
    text = formats.render(chart, "csv")
    return pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False, na_values=[""])


def test_list_covers_every_chart():
    assert {address.partition("?")[0] for address in ADDRESSES} == set(charts.CHARTS)


def test_json_keeps_the_contract(chart, told):
    assert set(CONTRACT) <= set(told)
    assert (told["title"], told["address"]) == (chart.title, chart.address)
    assert (told["source"], told["licence"]) == (chart.source_line, chart.licence)
    assert len(told["data"]) == len(chart.data) > 0
    assert all(list(row) == told["columns"] for row in told["data"])


def test_json_holds_the_exact_values(chart, told):
    column = "gap_pp" if "gap_pp" in chart.data else "value"
    found = [float("nan") if row[column] is None else row[column] for row in told["data"]]
    assert found == pytest.approx(chart.data[column].tolist(), rel=0, abs=0, nan_ok=True)


def test_words_on_a_drawing_ask_no_axis_for_room(told):
    layout = told["plotly"]["layout"]  # our Plotly would not hear them (frontend/src/plotly.cjs)
    asked = {note.get(f"{side}ref", side) for note in layout.get("annotations", []) for side in "xy"}
    axes = {axis for axis in asked if axis != "paper" and not axis.endswith(" domain")}
    assert all("range" in layout[f"{axis[0]}axis{axis[1:]}"] for axis in axes)


def test_csv_holds_the_exact_values_and_reads_back(chart, sheet):
    column = "gap_pp" if "gap_pp" in chart.data else "value"
    assert sheet[column].map(float).tolist() == pytest.approx(chart.data[column].tolist(), rel=0, abs=0, nan_ok=True)
    if "place" in chart.data:
        assert sheet["place"].tolist() == chart.data["place"].tolist()


def test_csv_and_json_have_the_same_columns_and_rows(told, sheet):
    assert list(sheet.columns) == told["columns"]
    assert len(sheet) == len(told["data"])


def test_csv_names_attribution_and_licence_on_every_published_row(sheet):
    published = sheet[sheet["source"] != "headlines"]
    assert published["attribution"].notna().all()
    assert published["licence"].str.startswith("CC BY").all()


def test_years_are_known_as_years(chart):
    numbers = sheet_of.table(chart).select_dtypes("number")
    held = {name: numbers[name].dropna() for name in numbers}
    years = {name for name, values in held.items() if len(values) and values.between(1970, 2040).all()}
    assert years <= set(columns.YEARS)


def test_csv_says_the_unit(chart, sheet):
    if "value" in chart.data:
        assert set(sheet["unit"]) <= UNITS
        assert sheet["unit"].notna().all()


def test_csv_keeps_the_publishers_digits(store):
    made = formats.render(charts.from_address("trend?place=BRA&method=administrative", store), "csv").decode()
    assert "4.193329811096191" in made
    assert "\r" not in made


def points(told):
    """(x, y) of every mark of a line, bar or range that shows a value."""
    for trace in told["plotly"]["data"]:
        if trace.get("hoverinfo") != "skip":
            for x, y in zip(trace["x"], trace["y"], strict=True):
                if x is not None and y is not None:
                    yield x, y


def test_drawing_holds_the_numbers_of_the_rows(chart, told):
    rows = told["data"]
    if chart.kind == "line":
        drawn = chart.drawn[["year", "value"]].dropna()
        assert sorted(set(points(told))) == sorted(set(drawn.itertuples(index=False, name=None)))
    elif chart.kind == "waterfall":
        totals, steps = (chart.drawn[chart.drawn["direction"].eq("total").eq(kind)] for kind in (True, False))
        bars = next(trace for trace in told["plotly"]["data"] if trace["type"] == "bar")
        assert bars["base"] == steps["low"].tolist()
        ends = [base + x for base, x in zip(bars["base"], bars["x"], strict=True)]
        assert ends == pytest.approx(steps["high"].tolist())
        marks = next(trace for trace in told["plotly"]["data"] if trace.get("mode") == "markers")
        assert marks["x"] == totals["value"].tolist()
    elif chart.kind == "range":
        ends = [value for name in (chart.encode.low, chart.encode.high) for value in chart.drawn[name]]
        assert sorted(x for x, _ in points(told)) == sorted(ends)
    elif chart.kind == "heat":
        cells = [value for trace in told["plotly"]["data"] for value in trace.get("customdata") or ()]
        assert sorted(value for value in cells if value is not None) == sorted(chart.drawn["value"].dropna())
    elif chart.kind == "points":
        assert sorted(x for x, _ in points(told)) == sorted(chart.drawn["value"].dropna())
    elif chart.kind == "bar":
        shown = chart.data[chart.data["is_drawn"]] if "is_drawn" in chart.data else chart.data
        assert sorted(x for x, _ in points(told)) == sorted(shown["value"].tolist())
    else:
        shapes = [t for t in told["plotly"]["data"] if "locations" in t and t.get("zmax") != 1]  # which is of grey
        steps = {place: step for trace in shapes for place, step in zip(trace["locations"], trace["z"], strict=True)}
        assert steps == {row["place"]: bisect_right(theme.MAP_BREAKS, row["value"]) for row in rows}
        assert sum(len(trace["z"]) for trace in shapes) == len(rows)


class Page(HTMLParser):
    """What a browser would ask for, and what a reader can read."""

    def __init__(self, text):
        super().__init__()
        self.asked, self.tags, self.heads, self.cells, self.words, self._in = [], [], 0, 0, [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._in = [*self._in, tag] if tag in ("script", "style", "title", "h1") else self._in
        self.heads += tag == "th"
        self.cells += tag == "td"
        self.asked += [value for name, value in attrs if name in ("src", "href", "srcset", "data", "action", "poster")]

    def handle_endtag(self, tag):
        if self._in and self._in[-1] == tag:
            self._in = self._in[:-1]

    def handle_data(self, data):
        if self._in == ["style"]:
            self.asked += re.findall(r"url\(|@import", data)
        if self._in != ["script"]:
            self.words.append(data)


@pytest.fixture(scope="module")
def file(chart):
    return formats.render(chart, "html").decode()


@pytest.fixture(scope="module")
def read(file):
    return Page(file)


def test_html_asks_nobody_for_anything(read):
    assert read.asked == []
    assert "link" not in read.tags
    assert "iframe" not in read.tags


def test_html_reads_without_a_script(chart, read):
    words = " ".join(read.words)
    for text in (chart.title, chart.subtitle, chart.source_line, chart.licence):
        assert text in words
    shown = [name for name in chart.columns if name in chart.data]
    assert read.tags.count("table") == 1
    assert read.heads + read.cells == len(shown) * (1 + len(chart.data))
    assert read.heads >= len(shown)


def test_html_of_a_map_carries_its_outlines(chart, file):
    assert ("window.PlotlyGeoAssets={topojson:{world_50m:" in file) == (chart.kind == "map")


def test_html_says_its_words_safely(store):
    chart = replace(charts.from_address("gap", store), title="</script><script>alert(1)</script>")
    assert "<script>alert" not in formats.render(chart, "html").decode()


@pytest.mark.parametrize("ending", ["json", "csv", "html"])
@pytest.mark.parametrize("address", ["trend?place=XKX", "headline?place=RUS", "gap?place=RUS", "map?year=1975"])
def test_nothing_to_draw_is_told_in_every_form(address, ending, store):
    chart = charts.from_address(address, store)
    made = formats.render(chart, ending).decode()
    if ending == "csv":
        assert len(made.splitlines()) == 1
    else:
        assert chart.empty.split(" (")[0] in made.replace("<br>", " ").replace("&#x27;", "'")


def test_unknown_format_names_those_there_are(store):
    with pytest.raises(formats.UnknownFormat, match=r"no format 'xyz'.*html, png, svg, pdf, pptx, csv"):
        formats.render(charts.from_address("gap", store), "xyz")


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("value", 1234567.0, "1,234,567"),
        ("value", 4.193329811096191, "4.19"),
        ("year", 2023, "2023"),
        ("last_survey", 2013.0, "2013"),
        ("reference_year", 2018, "2018"),
        ("value", None, ""),
        ("value", float("nan"), ""),
        ("value", -1.5, "-1.50"),
        ("place_name", "Côte d'Ivoire", "Côte d'Ivoire"),
    ],
)
def test_cells_read_as_people_read(column, value, text):
    assert cell(column, value) == text
