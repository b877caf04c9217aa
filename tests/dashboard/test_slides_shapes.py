"""Maps, points and tables on slides: a shape a country, a mark a row, a cell a group, in the colours of the theme."""

import io

import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from dashboard import charts, theme, wording
from dashboard.render import scale, sheet, slides
from dashboard.render.options import Options
from dashboard.render.slides import native_points, outlines

MAPS = ("map", "map?dimension=wealth", "map?within=sub-saharan-africa", "map?within=oceania")
POINTS = ("groups?place=NGA", "groups?place=sub-saharan-africa", "groups?place=NGA&dimension=subnational")
TABLES = ("overlap?place=NGA", "overlap?place=ARM")
SIZES = ("slide", "4x3")


def made(address, store, size="slide"):
    chart = charts.from_address(address, store)
    file = Presentation(io.BytesIO(slides.slide(chart, Options(size=size))))
    return chart, file, file.slides[0]


def told(shape):
    return shape._element.xpath(".//p:cNvPr")[0].get("descr")


def countries(slide):
    return list(next(shape for shape in slide.shapes if shape.name == "Countries").shapes)


def is_dot(shape):
    return bool(shape._element.xpath(".//a:prstGeom[@prst='ellipse']"))


def fill(shape):
    found = shape._element.xpath("./p:spPr/a:solidFill/a:srgbClr/@val")
    return f"#{found[0].lower()}" if found else None


def words(slide, name):
    group = next(shape for shape in slide.shapes if shape.name == name)
    return [shape.text_frame.text for shape in group.shapes]


def native(slide):
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def points(series):
    """(value, height) of each point that is there: a gap has no height."""
    x, y = (
        {
            int(pt.get("idx")): float(pt.find(qn("c:v")).text)
            for pt in series._element.findall(f"{qn(tag)}//{qn('c:pt')}")
        }
        for tag in ("c:xVal", "c:yVal")
    )
    return [(x[number], y[number]) for number in sorted(y)]


def in_file(chart):
    """The rows of the chart as its CSV has them."""
    return pd.read_csv(io.BytesIO(sheet.csv(chart)))


@pytest.mark.parametrize("address", [*MAPS, *POINTS, *TABLES])
@pytest.mark.parametrize("size", SIZES)
def test_every_shape_is_inside_its_slide_with_an_id_of_its_own_and_words(address, size, store):
    _, file, slide = made(address, store, size)
    ids = slide._element.xpath("//p:cNvPr/@id")
    assert len(ids) == len(set(ids))
    for shape in slide.shapes:
        assert min(shape.left, shape.top) >= 0
        assert shape.left + shape.width <= file.slide_width
        assert shape.top + shape.height <= file.slide_height
        assert shape.is_placeholder or shape.name in ("Definition", "Source") or told(shape)


@pytest.mark.parametrize("address", MAPS)
@pytest.mark.parametrize("size", SIZES)
def test_a_map_has_one_shape_or_dot_a_country_drawn(address, size, store):
    chart, _, slide = made(address, store, size)
    rows = chart.drawn.set_index("place_name").to_dict("index")
    shown = [shape for shape in countries(slide) if not told(shape).endswith(": no data")]
    assert sorted(shape.name for shape in shown) == sorted(rows)
    for shape in shown:
        row = rows[shape.name]
        assert told(shape) == f"{shape.name}: {wording.pct(row['value'])} ({row['year']})"
        if not row["is_old"]:
            assert fill(shape) == theme.MAP_COLOURS[scale.step(row["value"])]
        assert is_dot(shape) or shape._element.xpath("./p:spPr/a:custGeom")


@pytest.mark.parametrize("address", MAPS)
def test_what_has_no_data_is_hatched_and_what_is_old_is_paler(address, store):
    chart, _, slide = made(address, store)
    old = set(chart.drawn.loc[chart.drawn["is_old"], "place_name"])
    for shape in countries(slide):
        is_hatched = bool(shape._element.xpath("./p:spPr/a:pattFill[@prst='ltUpDiag']"))
        assert is_hatched == told(shape).endswith(": no data")
        if shape.name in old:
            assert fill(shape) not in theme.MAP_COLOURS


def test_a_map_names_countries_and_leaves_disputed_areas_without_data(store):
    chart, _, slide = made("map", store)
    shapes = countries(slide)
    names = {*chart.options["names"].values(), outlines.DISPUTED}
    assert {shape.name for shape in shapes} <= names
    disputed = [shape for shape in shapes if shape.name == outlines.DISPUTED]
    assert len(disputed) == 6
    assert {told(shape) for shape in disputed} == {"Disputed area: no data"}
    assert all(not shape._element.xpath("./p:style | ./p:txBody") for shape in shapes)


def test_a_map_of_a_region_holds_its_countries_and_the_disputed_areas_at_their_borders(store):
    chart, _, slide = made("map?within=southern-asia", store)
    names = {shape.name for shape in countries(slide)}
    assert names == {*chart.options["names"].values(), outlines.DISPUTED}


def test_small_states_are_dots_until_they_can_be_seen(store):
    _, _, world = made("map", store)
    _, _, region = made("map?within=southern-asia", store)
    dots = {shape.name for shape in countries(world) if is_dot(shape)}
    assert {"Singapore", "Maldives", "Barbados"} <= dots
    assert not {"Rwanda", "Gambia", "Lebanon"} & dots
    assert {shape.name for shape in countries(region) if is_dot(shape)} == {"Maldives"}


def test_neighbours_share_their_border_at_every_detail():
    for least in (1e-4, 1e-6):
        shapes = outlines.shapes(["PAK", "AFG"], 60.0, least)
        one, other = ({point for ring in shapes[code] for point in ring} for code in ("PAK", "AFG"))
        assert len(one & other) > 8


def test_lesotho_is_a_hole_in_south_africa():
    assert len(outlines.shapes(["ZAF"], 11.0, 1e-5)["ZAF"]) > len(outlines.shapes(["LSO"], 11.0, 1e-5)["LSO"])


def test_equal_earth_is_as_published():
    assert outlines.projected(0, 0) == (0, 0)
    x, y = outlines.projected(180, 0)
    assert (x, y) == (pytest.approx(2.7066299836960748), 0)  # pyproj's +proj=eqearth +R=1
    assert outlines.projected(0, 90)[1] == pytest.approx(1.3173627591574133)


@pytest.mark.parametrize("within", ["map", "map?within=oceania", "map?within=sub-saharan-africa"])
def test_a_region_is_turned_to_the_middle(within, store):
    middle = outlines.centre(list(charts.from_address(within, store).options["names"]))
    assert middle % 360 == pytest.approx(
        {"map": 11, "map?within=oceania": 190, "map?within=sub-saharan-africa": 15}[within], abs=25
    )


@pytest.mark.parametrize("address", MAPS)
def test_the_scale_is_told_in_words(address, store):
    chart, _, slide = made(address, store)
    legend = next(shape for shape in slide.shapes if shape.name == "Scale")
    keys = [shape for shape in legend.shapes if not shape.has_text_frame or not shape.text_frame.text]
    colours = dict(zip(scale.names(), theme.MAP_COLOURS, strict=True))
    assert {shape.name: fill(shape) for shape in keys if shape.name in colours} == colours
    names = {shape.name for shape in keys}
    assert "no data" in names
    assert ("paler: older" in names) == chart.drawn["is_old"].any()
    assert [shape.text_frame.text for shape in legend.shapes if shape.has_text_frame and shape.text_frame.text] == [
        shape.name for shape in keys
    ]


@pytest.mark.parametrize("address", POINTS)
@pytest.mark.parametrize("size", SIZES)
def test_points_have_the_values_and_intervals_of_the_file(address, size, store):
    chart, _, slide = made(address, store, size)
    rows = native_points._lines(chart).rows
    series = {each.name: points(each) for each in native(slide).plots[0].series}
    for publisher, part in rows.groupby(chart.encode.series, sort=False):
        plain, pale = series.get(publisher, []), series.get(f"{publisher}, in parentheses", [])
        assert [x for x, _ in plain] == part.loc[part["state"].eq("plain"), chart.encode.x].tolist()
        assert [x for x, _ in pale] == part.loc[part["state"].eq("pale"), chart.encode.x].tolist()
        known = part.dropna(subset=["low", "high"])
        ends = [x for x, _ in series.get(f"{publisher}, intervals", [])]
        assert ends == known[["low", "high"]].to_numpy().ravel().tolist()
    assert {*rows["value"].dropna().round(9)} <= {*in_file(chart)["value"].round(9)}


@pytest.mark.parametrize("address", POINTS)
def test_every_line_has_a_name_and_a_figure_and_its_mark_stands_on_it(address, store):
    chart, _, slide = made(address, store)
    told_lines = native_points._lines(chart)
    assert told_lines.count <= native_points.MOST
    assert words(slide, "Names") == [name for _, name in told_lines.names]
    assert words(slide, "Headings") == [name for _, name in told_lines.headings]
    figures = words(slide, "Figures")
    assert set(told_lines.rows["label"].astype(str)) <= set(figures)
    heights = {y for each in native(slide).plots[0].series if "Everybody" not in each.name for _, y in points(each)}
    lines = {told_lines.count - line for line, _ in told_lines.names}
    assert all(min(abs(height - line) for line in lines) < 0.5 for height in heights)


def test_long_lists_keep_both_ends_and_say_what_has_no_room(store):
    chart, _, slide = made("groups?place=NGA&dimension=subnational", store)
    names = words(slide, "Names")
    ordered = chart.drawn.sort_values("value")[chart.encode.y]
    assert {ordered.iloc[0], *ordered.iloc[-20:]} <= set(names)
    missing = chart.drawn[chart.encode.y].nunique() - len(names)
    assert any(f"{missing} more rows: {chart.address}" in (told(shape) or "") for shape in slide.shapes)


def test_short_lists_of_two_publishers_stay_whole(store):
    _, _, slide = made("groups?place=NGA", store)
    assert {"Poorest fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Richest fifth"} <= set(
        words(slide, "Names")
    )


def test_totals_are_lines_with_their_words(store):
    chart, _, slide = made("groups?place=NGA", store)
    lines = {each.name: points(each) for each in native(slide).plots[0].series if each.name.startswith("Everybody")}
    assert [{x for x, _ in line} for line in lines.values()] == [{total["value"]} for total in chart.options["totals"]]
    labels = "".join(native(slide)._chartSpace.xpath(".//c:dLbl//a:t/text()")).replace("\u00a0", " ")
    assert all(total["label"] in labels for total in chart.options["totals"])


@pytest.mark.parametrize("address", TABLES)
def test_a_table_has_the_words_of_every_cell_and_its_colour(address, store):
    chart, _, slide = made(address, store)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    columns = [cell.text_frame.text for cell in table.rows[0].cells][1:]
    rows = [row.cells[0].text_frame.text for row in table.rows][1:]
    assert len(columns) * len(rows) == len(chart.drawn)
    for row in chart.drawn.to_dict("records"):
        cell = table.cell(rows.index(row[chart.encode.y]) + 1, columns.index(row[chart.encode.x]) + 1)
        assert cell.text_frame.text == row["label"].replace("<br>", "\n")
        properties = cell._tc.tcPr
        if row["state"] == "hidden":
            assert properties.xpath("./a:pattFill[@prst='ltUpDiag']")
            continue
        step = theme.MAP_COLOURS[scale.step(row["value"])]
        strip = properties.xpath("./a:lnB//a:srgbClr/@val")
        assert f"#{cell.fill.fore_color.rgb}".lower() == (step if row["state"] == "plain" else theme.WASH)
        assert [f"#{code.lower()}" for code in strip] == ([] if row["state"] == "plain" else [step])


@pytest.mark.parametrize("address", TABLES)
def test_words_can_be_read_on_every_fill(address, store):
    _, _, slide = made(address, store)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    cells = [cell for row in list(table.rows)[1:] for cell in list(row.cells)[1:]]
    for cell in cells:
        ground = theme.PAPER if cell._tc.tcPr.xpath("./a:pattFill") else f"#{cell.fill.fore_color.rgb}".lower()
        for paragraph in cell.text_frame.paragraphs:
            assert all(theme.contrast(f"#{run.font.color.rgb}".lower(), ground) >= 4.5 for run in paragraph.runs)
