"""Slides: native, editable, with the numbers of the table; the message, the source and the notes on every one."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.dml import MSO_COLOR_TYPE, MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from dashboard import charts
from dashboard.render import sheet, slides
from dashboard.render.options import BadOption, Options

LINES = ("trend?place=PAK", "trend?place=NGA&by=level&measure=children", "trend?place=NGA&group=q1", "conflict")
BARS = ("ranking", "ranking?within=southern-asia&level=primary", "releases")
RANGES = ("gap?place=PAK", "groups", "gap?place=NGA&dimension=wealth")
OTHERS = ("headline?place=NGA", "groups?place=NGA", "groups?place=sub-saharan-africa", "overlap", "map")
ALL = (*LINES, *BARS, *RANGES, *OTHERS)
BEYOND = ", after its last source"
BEFORE_1900 = datetime(1899, 12, 30)
"""Day 0 of a workbook."""
HOSTILE = (
    "A" * 1000,
    "Girls 👧🏾 out",
    "أطفال خارج المدرسة",
    "<script>alert(1)</script>",
    "失学儿童" * 60,
    "bad\x00\x0bbytes",
)


def opened(content):
    return Presentation(io.BytesIO(content))


def made(address, store, options=Options()):  # noqa: B008 - frozen
    chart = charts.from_address(address, store)
    (slide,) = opened(slides.slide(chart, options)).slides
    return chart, slide


def native(slide):
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def file_of(chart):
    """The chart's CSV, read again."""
    return pd.read_csv(io.BytesIO(sheet.csv(chart))).set_index(chart.data.index)


def every_shape(shapes):
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:
            yield from every_shape(shape.shapes)


@pytest.mark.parametrize("address", ALL)
def test_message_definition_source_and_notes_stand_on_every_slide(address, store):
    chart, slide = made(address, store)
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert slide.shapes.title.text_frame.text == chart.title
    assert chart.subtitle in words
    notes = slide.notes_slide.notes_text_frame.text
    for text in (chart.alt_text, chart.address, chart.source_line, chart.licence):
        assert text in notes
    assert chart.source_line in words
    assert f"Licence: {chart.licence}." in words


@pytest.mark.parametrize("address", ALL)
def test_ids_are_unique_shapes_are_inside_and_drawings_are_told(address, store):
    chart, slide = made(address, store)
    ids = [shape.shape_id for shape in every_shape(slide.shapes)]
    assert len(ids) == len(set(ids))
    wide, high = 12_192_000, 6_858_000
    for shape in slide.shapes:
        assert shape.left >= -1
        assert shape.top >= -1
        assert shape.left + shape.width <= wide + 1
        assert shape.top + shape.height <= high + 1
    told = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in slide.shapes if not shape.is_placeholder]
    assert all(told)
    charted = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
    assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") == chart.alt_text[:2000] for shape in charted)


def values_of(series):
    return list(series.values)


def line_series(chart):
    """(year, value) of each native line that is a series of the chart, without the edges of intervals."""
    plot = chart.plots[-1]
    years = [(BEFORE_1900 + timedelta(days=float(each))).year for each in plot.categories]
    return {
        each.name: {(year, value) for year, value in zip(years, values_of(each), strict=True) if value is not None}
        for each in plot.series
        if not each.name.endswith((", lower end", ", upper end"))
    }


@pytest.mark.parametrize("address", LINES)
def test_lines_have_the_values_of_the_file_and_gaps_stay_gaps(address, store):
    chart, slide = made(address, store)
    told = file_of(chart).loc[chart.drawn.index]
    read = line_series(native(slide))
    assert set.union(*read.values()) == set(zip(told["year"], told["value"], strict=True))
    for name, rows in chart.drawn.groupby(chart.encode.series):
        own = set.union(*(points for key, points in read.items() if key.removesuffix(BEYOND) == name))
        assert own == set(zip(rows["year"].astype(int), rows["value"], strict=True))
    assert any(None in values_of(each) for each in native(slide).plots[-1].series)


@pytest.mark.parametrize("address", ["trend?place=PAK", "trend?place=NGA&by=level&measure=children"])
def test_what_is_beyond_the_last_source_is_a_dotted_series_that_meets_the_line(address, store):
    _, slide = made(address, store)
    read = line_series(native(slide))
    dotted = {name: points for name, points in read.items() if name.endswith(BEYOND)}
    assert dotted
    for name, points in dotted.items():
        assert min(points) == max(read[name.removesuffix(BEYOND)])
        series = next(each for each in native(slide).plots[-1].series if each.name == name)
        assert series.format.line.dash_style is not None


def test_the_interval_of_one_model_is_a_band_of_its_ends(store):
    chart, slide = made("trend?place=PAK", store)
    low, width = native(slide).plots[0].series
    told = chart.drawn.dropna(subset=["low", "high"]).query("method == 'model'").sort_values("year")
    assert list(low.values) == told["low"].tolist()
    assert [a + b for a, b in zip(low.values, width.values, strict=True)] == pytest.approx(told["high"].tolist())


def test_intervals_that_overlap_are_two_thin_lines_each(store):
    chart, slide = made("trend?place=NGA&by=level&measure=children", store)
    (plot,) = native(slide).plots
    ends = {each.name: [value for value in values_of(each) if value is not None] for each in plot.series}
    for name, rows in chart.drawn.sort_values("year").groupby(chart.encode.series):
        assert ends[f"{name}, lower end"] == rows["low"].tolist()
        assert ends[f"{name}, upper end"] == rows["high"].tolist()


@pytest.mark.parametrize("address", BARS)
def test_bars_have_the_values_of_the_file_in_its_order(address, store):
    chart, slide = made(address, store)
    plot = native(slide).plots[0]
    told = file_of(chart).loc[chart.drawn.index]
    rows = [
        str(row)
        for row in dict.fromkeys(told[chart.encode.y] if chart.encode.y in told else chart.drawn[chart.encode.y])
    ]
    assert list(plot.categories) == rows[: len(plot.categories)]
    values = dict(zip(chart.drawn[chart.encode.y].astype(str), told["value"], strict=True))
    shown = [dict(zip(plot.categories, series.values, strict=True)) for series in plot.series]
    for row in plot.categories:
        assert any(each[row] == values[row] for each in shown)


def test_stacked_bars_are_girls_and_boys_of_the_file(store):
    chart, slide = made("headline?place=NGA", store)
    told = file_of(chart).loc[chart.drawn.index]
    girls, boys, words = native(slide).plots[0].series
    assert list(girls.values) == told.loc[told["sex"].eq("female"), "value"].tolist()
    assert list(boys.values) == told.loc[told["sex"].eq("male"), "value"].tolist()
    assert set(words.values) == {0}


@pytest.mark.parametrize("address", RANGES)
def test_both_ends_of_a_range_are_those_of_the_file(address, store):
    chart, slide = made(address, store)
    told = file_of(chart).loc[chart.drawn.index].head(20)
    ends = list(native(slide).plots[0].series)[:2]
    for series, which, column in zip(ends, ("low", "high"), (chart.encode.low, chart.encode.high), strict=True):
        assert series.name == chart.options[f"{which}_name"]
        read = [float(v.text) for v in series._element.findall(f".//{qn('c:xVal')}//{qn('c:v')}")]
        assert read == told[column].tolist()
        assert list(series.values) == list(range(len(told), 0, -1))


@pytest.mark.parametrize("address", [*LINES, *BARS, *RANGES, "headline?place=NGA", "groups?place=NGA"])
def test_the_workbook_inside_has_the_numbers_that_are_drawn(address, store):
    """Cell by cell: each reference of the chart, and what the chart keeps of it."""
    _, slide = made(address, store)
    chart = native(slide)
    book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    checked = 0
    for formula in chart._chartSpace.iter(qn("c:f")):
        found = book[formula.text.split("!")[1].replace("$", "")]
        cells = [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]
        kept = {int(pt.get("idx")): pt[0].text for pt in formula.getnext().iter(qn("c:pt"))}
        assert [cell is not None for cell in cells] == [number in kept for number in range(len(cells))]
        for number, text in kept.items():
            cell = cells[number]
            if isinstance(cell, datetime):
                assert (cell - BEFORE_1900).days == float(text)
            elif isinstance(cell, int | float):
                assert float(cell) == pytest.approx(float(text), rel=1e-14)  # a cell keeps 16 digits
            else:
                assert cell == text
            checked += 1
    assert checked > 4


@pytest.mark.parametrize("address", ["trend", "ranking", "gap", "groups?place=NGA"])
def test_axis_ids_are_whole_numbers_of_the_format(address, store):
    _, slide = made(address, store)
    assert all(int(each.get("val")) > 0 for each in native(slide)._chartSpace.iter(qn("c:axId")))


def test_points_have_the_values_of_the_file(store):
    chart, slide = made("groups?place=NGA&dimension=ethnicity", store)
    read = {float(v.text) for v in native(slide)._chartSpace.iterfind(f".//{qn('c:xVal')}//{qn('c:v')}")}
    told = file_of(chart).loc[chart.drawn.index]
    assert set(told.loc[told["state"] == "plain", "value"]) <= read


def test_overlap_is_a_table_with_n(store):
    chart, slide = made("overlap?place=NGA", store)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    words = [table.cell(row, column).text_frame.text for row in range(1, 6) for column in range(1, 5)]
    assert words == [label.replace("<br>", "\n") for label in chart.data["label"]]


@pytest.mark.parametrize("address", ["map", "map?dimension=wealth"])
def test_every_country_of_a_map_is_told_with_its_figure(address, store):
    chart, slide = made(address, store)
    told = {shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in every_shape(slide.shapes)}
    for row in chart.drawn.to_dict("records"):
        name = row["place_name"]
        assert any(text and re.fullmatch(rf"{re.escape(name)}: .*\d% \({row['year']}\).*", text) for text in told), name


def test_map_of_a_region_holds_its_countries_only(store):
    _, slide = made("map?within=sub-saharan-africa", store)
    group = next(shape for shape in slide.shapes if shape.name == "Countries")
    assert 40 <= len(group.shapes) <= 55
    assert "Pakistan" not in {shape.name for shape in group.shapes}


def test_four_by_three_is_another_slide(store):
    chart = charts.from_address("trend?place=PAK", store)
    assert opened(slides.slide(chart, Options(size="4x3"))).slide_width == Inches(10)
    with pytest.raises(BadOption, match="Valid: slide, 4x3"):
        slides.slide(chart, Options(size="phone"))


def test_empty_chart_says_why(store):
    chart, slide = made("groups?place=DEU", store)
    assert any(chart.empty in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("size", ["slide", "4x3"])
def test_any_title_fits(title, size, store):
    page = slides.Page(charts.from_address("trend?place=PAK", store), title)
    (slide,) = opened(slides.deck([page], Options(size=size))).slides
    box = slide.shapes.title
    shown = box.text_frame.text
    assert shown.removesuffix("…").strip()
    assert title.replace("\x00", "").replace("\x0b", "").startswith(shown.removesuffix("…").rstrip())
    (size,) = {run.font.size for run in box.text_frame.paragraphs[0].runs}
    wide = box.width - box.text_frame.margin_right
    assert len(shown) * size * (0.66 if "A" * 9 in shown else 0.95 if "失" in shown else 0.5) <= wide * (
        box.height // size
    )
    below = next(shape for shape in slide.shapes if shape.name == "Definition")
    assert below.top >= box.top + box.height


def test_words_that_run_from_the_right_stand_at_the_right(store):
    page = slides.Page(charts.from_address("trend?place=PAK", store), "أطفال خارج المدرسة")
    (slide,) = opened(slides.deck([page])).slides
    properties = slide.shapes.title.text_frame.paragraphs[0]._p.pPr
    assert (properties.get("rtl"), properties.get("algn")) == ("1", "r")


def template(*, dark=False, **sizes):
    """A presenter's own file: another size, typeface and colours, a slide of its own, and a section that names it."""
    made = Presentation()
    made.slide_width, made.slide_height = sizes.get("width", Emu(10_000_000)), sizes.get("height", Emu(6_000_000))
    part = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = part.blob.replace(b'typeface="Calibri"', b'typeface="Georgia"').replace(b"4F81BD", b"FFE08A")
    if dark:
        colours = made.slide_master.element.find(qn("p:clrMap"))
        colours.set("bg1", "dk1")
        colours.set("tx1", "lt1")
    own = made.slides.add_slide(made.slide_layouts[0])
    section = parse_xml(
        '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        '<p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
        '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
        '<p14:section name="Old" id="{00000000-0000-0000-0000-000000000001}"><p14:sldIdLst>'
        f'<p14:sldId id="{own.slide_id}"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>'
    )
    made.element.append(section)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("address", ["ranking", "trend?place=PAK", "gap?place=PAK", "headline?place=NGA"])
def test_a_template_gives_its_size_its_fonts_and_its_colours(address, store):
    chart = charts.from_address(address, store)
    deck = opened(slides.slide(chart, Options(template=template())))
    assert deck.slide_width == 10_000_000
    (slide,) = deck.slides
    assert slide.shapes.title.text_frame.text == chart.title
    assert [each for each in slide.placeholders if not each.text_frame.text] == []
    words = [shape for shape in slide.shapes if shape.has_text_frame]
    runs = [run for shape in words for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    assert {run.font.name for run in runs} == {None}
    assert all(run.font.color.type in (None, MSO_COLOR_TYPE.SCHEME) for run in runs)
    xml = slides_xml(deck)
    assert "a:latin" not in xml
    assert 'schemeClr val="accent' in xml
    assert "sectionLst" not in deck.element.xml


def test_pale_accents_are_made_to_stand_out_and_words_on_them_too(store):
    chart = charts.from_address("ranking?within=southern-asia&level=primary", store)
    for content, brightness in ((template(), -0.5), (template(dark=True), 0.0)):
        bar = native(opened(slides.slide(chart, Options(template=content))).slides[0]).plots[0].series[0].points[0]
        assert bar.format.fill.fore_color.theme_color == MSO_THEME_COLOR.ACCENT_1
        assert bar.format.fill.fore_color.brightness == brightness


def test_in_a_template_a_colour_is_one_meaning_on_all_slides(store):
    pages = [
        slides.Page(charts.from_address(address, store)) for address in ("gap?place=PAK", "headline?place=NGA", "gap")
    ]
    deck = opened(slides.deck(pages, Options(template=template())))
    gaps = [list(native(deck.slides[number]).plots[0].series)[1] for number in (0, 2)]
    girls = native(deck.slides[1]).plots[0].series[0].points[0].format.fill.fore_color
    assert {girls.theme_color} == {each.marker.format.fill.fore_color.theme_color for each in gaps}


def test_a_template_keeps_its_title_and_a_long_one_is_set_smaller(store):
    chart = charts.from_address("ranking", store)
    pages = [slides.Page(chart, "Short"), slides.Page(chart, "A message " * 30)]
    short, long = opened(slides.deck(pages, Options(template=template(height=Emu(5_625_000))))).slides
    assert short.shapes.title.text_frame.paragraphs[0].runs[0].font.size is None
    assert short.shapes.title._element.spPr.find(qn("a:xfrm")) is None
    assert long.shapes.title.text_frame.paragraphs[0].runs[0].font.size < Pt(28)
    for slide in (short, long):
        title = slide.shapes.title
        drawn = [shape for shape in slide.shapes if not shape.is_placeholder]
        assert min(shape.top for shape in drawn) >= title.top + title.height


def test_the_file_says_what_it_is_and_nobody_else_wrote_it(store):
    chart = charts.from_address("ranking", store)
    about = opened(slides.slide(chart)).core_properties
    assert (about.title, about.subject, about.author) == (chart.title, chart.address, "")


def slides_xml(deck):
    file = io.BytesIO()
    deck.save(file)
    with zipfile.ZipFile(file) as package:
        return " ".join(package.read(name).decode() for name in package.namelist() if "charts/chart" in name)


def test_what_is_no_template_is_refused(store):
    chart = charts.from_address("ranking", store)
    with pytest.raises(BadOption, match=r"no PowerPoint file"):
        slides.slide(chart, Options(template=b"not a file"))
    broken = Presentation()
    broken.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)._blob = b"<a/>"
    file = io.BytesIO()
    broken.save(file)
    with pytest.raises(BadOption, match="no colours"):
        slides.slide(chart, Options(template=file.getvalue()))
    bare = Presentation()
    layouts = bare.slide_masters[0].slide_layouts
    for layout in list(layouts):
        layouts.remove(layout)
    file = io.BytesIO()
    bare.save(file)
    with pytest.raises(BadOption, match="no slide layout"):
        slides.slide(chart, Options(template=file.getvalue()))


def test_words_make_a_page_of_their_own():
    page = slides.Words("Sources", "What was read", ("UIS, September 2024", "VIEW 2025"), "CC BY-SA 3.0 IGO")
    (slide,) = opened(slides.deck([page])).slides
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert pd.Series(["Sources", "What was read", "VIEW 2025", "CC BY-SA"]).map(lambda text: text in words).all()


@pytest.mark.parametrize(("address", "is_banded"), [("trend?place=PAK", True), ("trend?place=NGA", False)])
def test_a_band_is_drawn_only_where_it_has_every_year(address, is_banded, store):
    """A native area falls to zero in a year without a value: Nigeria has an administrative figure before the model."""
    _, slide = made(address, store)
    assert bool(list(native(slide)._chartSpace.iter(qn("c:areaChart")))) == is_banded


def drawn(content):
    """The parts of a deck, and of the workbooks in it, without the time at which each was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist() if not name.endswith("core.xml")}
    return {name: drawn(part) if name.endswith(".xlsx") else part for name, part in parts.items()}


def test_decks_that_are_made_at_once_do_not_mix(store):
    shown = [charts.from_address(address, store) for address in ("trend?place=PAK", "groups?place=NGA", "map")] * 3
    alone = [drawn(slides.slide(chart)) for chart in shown[:3]] * 3
    with ThreadPoolExecutor(4) as pool:
        together = [drawn(content) for content in pool.map(slides.slide, shown)]
    assert together == alone


def test_no_deck_holds_a_slide_of_another(store):
    chart = charts.from_address("ranking", store)
    before = drawn(slides.slide(chart))
    slides.deck([slides.Page(chart), slides.Words("Sources", "What was read", ("VIEW 2025",))])
    assert drawn(slides.slide(chart)) == before
    assert len(opened(slides.deck([])).slides) == 0
