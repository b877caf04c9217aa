"""Every chart in every format, opened by the programs that read them: same figures, same words, nothing foreign."""

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

from dashboard import charts
from dashboard.cli import app as command
from dashboard.render import columns, csvw, formats, frame, options, picture, sheet, workbook
from dashboard.selection import Selection

EVERY = [(name, ending) for name in charts.CHARTS for ending in formats.FORMATS]
BOOLEANS = {"True": 1, "False": 0}
DRAWN_BY_BROWSER = ("png", "svg", "pdf")


@pytest.fixture(scope="module", autouse=True)
def _engine():
    yield
    picture.close()


@pytest.fixture(scope="module")
def files(app):
    """Each file over HTTP, made once."""

    @cache
    def fetched(name, ending, query=""):
        answer = app.server.test_client().get(f"/figures/{name}.{ending}?{query}")
        assert answer.status_code == 200, answer.text
        return answer

    return fetched


def default(name, store):
    return charts.chart(name, Selection(), store)


def rows_of(answer):
    """The cells of a CSV as they are written; an empty one is missing."""
    return pd.read_csv(io.BytesIO(answer.data), dtype=str, keep_default_na=False, na_values=[""])


def same(cell, written):
    """A cell of a workbook (sixteen digits) and what a CSV says there."""
    if pd.isna(written):
        return cell is None
    return (
        cell == written
        if isinstance(cell, str)
        else float(cell) == pytest.approx(float(BOOLEANS.get(written, written)))
    )


@pytest.mark.parametrize(("name", "ending"), EVERY)
def test_every_chart_comes_in_every_format(name, ending, files):
    answer = files(name, ending)
    assert answer.content_type == formats.FORMATS[ending].media_type
    assert len(answer.data) > 500


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_the_command_line_writes_every_format(ending, tmp_path):
    target = tmp_path / f"gap.{ending}"
    answer = CliRunner().invoke(command, ["figure", "gap", "-o", str(target)])
    assert answer.exit_code == 0, answer.stderr
    assert target.stat().st_size > 500
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("name", charts.CHARTS)
def test_png_says_what_it_shows_and_whence(name, files, store):
    chart = default(name, store)
    with Image.open(io.BytesIO(files(name, "png").data)) as image:
        assert image.width == 2 * frame.WIDTH
        assert image.text["Title"] == chart.title
        assert image.text["Source"] == chart.source_line
        assert image.text["URL"] == chart.address
        assert image.info["dpi"] == pytest.approx((192, 192), abs=0.1)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_pdf_is_one_page_of_text_with_its_fonts(name, files, store):
    chart = default(name, store)
    reader = PdfReader(io.BytesIO(files(name, "pdf").data))
    (page,) = reader.pages
    text = re.sub(r"\s+", " ", page.extract_text())
    assert chart.title in text
    assert chart.source_line in text
    assert reader.metadata.title == chart.title
    assert reader.metadata.author == chart.source_line
    assert reader.metadata["/Keywords"] == chart.address
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    within = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all("/FontFile2" in descriptor for descriptor in within)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_svg_has_its_letters_and_nothing_foreign(name, files, store):
    chart = default(name, store)
    root = etree.fromstring(files(name, "svg").data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    names = {etree.QName(element).localname for element in root.iter(etree.Element)}
    assert not names & {"script", "foreignObject", "image", "a", "iframe"}
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            word = etree.QName(key).localname
            assert not word.startswith("on")
            assert word not in ("href", "src") or value.startswith(("#", "data:"))
            assert "url(" not in value or re.search(r"url\(['\"]?#", value)
    assert root[0].text == chart.title
    assert chart.source_line in root[1].text
    assert root[2].text.count("@font-face") == 2
    assert not re.search(r"url\((?!data:)", root[2].text)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_workbook_holds_the_numbers_of_the_csv(name, files, store):
    rows = rows_of(files(name, "csv"))
    book = openpyxl.load_workbook(io.BytesIO(files(name, "xlsx").data))
    head, *body = book["Data"].iter_rows(values_only=True)
    assert list(head) == list(rows)
    assert len(body) == len(rows)
    assert book["Data"].freeze_panes == "A2"
    assert book["Data"].auto_filter.ref
    for number, column in enumerate(head):
        for cell, value in zip((row[number] for row in body), rows[column], strict=True):
            assert same(cell, value), column
    about = " ".join(str(cell) for row in book["About"].iter_rows(values_only=True) for cell in row if cell)
    chart = default(name, store)
    assert all(words in about for words in (chart.title, chart.subtitle, chart.source_line, chart.licence))
    for source in chart.sources:
        assert str(source["attribution"]) in about
        assert all(file["sha256"] in about for file in source["files"])


def test_workbook_knows_a_year_from_a_number_and_a_rate(store):
    made = workbook.workbook(charts.from_address("trend?place=PAK&measure=rate", store))
    head, first, *_ = openpyxl.load_workbook(io.BytesIO(made))["Data"].rows
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert (cells["year"].number_format, cells["year"].data_type) == ("0", "n")
    assert cells["value"].number_format == "0.0"
    assert isinstance(cells["value"].value, float)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_csv_is_described_column_by_column(name, files, store):
    answer = files(name, "csv")
    assert f"<{name}.csv-metadata.json>" in answer.headers["Link"]
    assert 'rel="describedby"' in answer.headers["Link"]
    told = json.loads(files(name, "csv-metadata.json").data)
    assert told["@context"][0] == "http://www.w3.org/ns/csvw"
    assert told["url"] == f"{name}.csv"
    assert told["dc:title"] == default(name, store).title
    assert told["dc:license"]
    rows = rows_of(answer)
    described = told["tableSchema"]["columns"]
    assert [column["titles"] for column in described] == list(rows)
    for column in described:
        values = rows[column["name"]].dropna()
        if column["datatype"] in ("number", "integer", "gYear"):
            assert pd.to_numeric(values).notna().all()
        assert column["dc:description"]


@pytest.mark.parametrize(
    "address",
    [
        "trend?place=PAK",
        "groups?place=NGA",
        "groups?within=sub-saharan-africa",
        "groups?place=sub-saharan-africa",
        "groups?level=all",
        "ranking?dimension=sex",
        "gap?place=PAK&dimension=wealth",
        "ranking?within=world",
        "trend?place=RUS&method=model",
    ],
)
def test_every_column_has_a_meaning(address, store):
    chart = charts.from_address(address, store)
    assert all(one.meaning for one in columns.of(chart, sheet.table(chart)))


def test_link_of_a_csv_leads_to_its_description(client):
    answer = client.get("/figures/trend.csv?place=PAK,IND&level=primary")
    address = re.match("<(.*?)>", answer.headers["Link"]).group(1)
    assert json.loads(client.get(f"/figures/{address}").data)["url"] == "trend.csv?place=PAK,IND"


def test_command_line_writes_the_description_beside_the_csv_when_asked(tmp_path):
    target = tmp_path / "x.csv"
    assert CliRunner().invoke(command, ["figure", "gap", "-o", str(target), "--metadata"]).exit_code == 0
    assert json.loads((tmp_path / "x.csv-metadata.json").read_text())["url"] == "x.csv"
    refused = CliRunner().invoke(command, ["figure", "gap", "-o", str(tmp_path / "x.png"), "--metadata"])
    assert refused.exit_code == 2
    assert "--metadata describes a CSV" in refused.stderr


@pytest.mark.parametrize("size", options.SIZES)
@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_named_size_is_filled_and_nothing_is_cut(name, size, store):
    wide, high = options.SIZES[size]
    made = frame.framed(default(name, store), options.read(size))
    margin = made.figure["layout"]["margin"]
    assert (made.width * made.zoom, made.height * made.zoom) == pytest.approx((wide, high))
    assert made.height - margin["t"] - margin["b"] >= 100
    assert made.width - margin["l"] - margin["r"] >= frame.NARROWEST_PLOT


@pytest.mark.parametrize("size", options.SIZES)
def test_a_picture_has_the_pixels_asked_for(size, store):
    made = formats.render(charts.from_address("gap", store), "png", options.read(size, "1.5"))
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == tuple(int(1.5 * pixels) for pixels in options.SIZES[size])
        assert image.convert("RGBA").getpixel((3, 3)) == (255, 255, 255, 255)


def test_a_transparent_picture_has_no_paper(store):
    asked = options.read("slide", "1", "transparent")
    for address in ("map", "trend?place=PAK"):
        with Image.open(io.BytesIO(formats.render(charts.from_address(address, store), "png", asked))) as image:
            assert image.convert("RGBA").getpixel((3, 3))[3] == 0


def test_a_page_of_pdf_has_the_size_asked_for(store):
    made = formats.render(charts.from_address("trend?place=PAK", store), "pdf", options.read("a4"))
    (page,) = PdfReader(io.BytesIO(made)).pages
    assert (page.mediabox.width, page.mediabox.height) == pytest.approx((842, 595), abs=2)


def test_a_picture_too_large_is_refused_in_words(store):
    chart = charts.from_address("ranking?within=world", store)
    with pytest.raises(options.BadOption, match="million pixels"):
        formats.render(chart, "png", options.read(scale="4"))


@pytest.mark.parametrize("background", ["white", "transparent"])
def test_an_empty_chart_says_so_in_every_format(background, store):
    chart = charts.from_address("trend?place=RUS&method=model", store)
    asked = options.read("slide", None, background)
    for ending, made in formats.FORMATS.items():
        assert formats.render(chart, ending, asked if "background" in made.takes else options.Options())
    assert csvw.describe(chart, "x.csv")


HOSTILE = "</title><script>alert(1)</script><img src=http://x.example/ onerror=alert(1)> =1+1 😀 العربية &amp;"


def test_hostile_titles_stay_text(store, tmp_path, browser):
    """Nothing runs, nothing is fetched, and the words are all there, in a file opened from a disk."""
    chart = replace(charts.from_address("map", store), title=HOSTILE, note=HOSTILE)
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.dismiss()))
    for ending in ("svg", "html"):
        target = tmp_path / f"x.{ending}"
        target.write_bytes(formats.render(chart, ending))
        page.goto(target.as_uri())
        assert page.locator("title").first.text_content() == HOSTILE
    assert page.locator(".choroplethlocation").count() > 150
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_text_that_begins_like_a_formula_stays_text(store):
    chart = replace(charts.from_address("gap", store), title="=1+1", note='=HYPERLINK("http://x.example")')
    about = openpyxl.load_workbook(io.BytesIO(formats.render(chart, "xlsx")))["About"]
    cells = [cell for row in about.rows for cell in row if str(cell.value).startswith("=")]
    assert len(cells) == 2
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(formats.render(chart, "xlsx"))).read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("size=1e9", "no size"),
        ("size=slide&size=a4", "given twice"),
        ("scale=abc", "no scale"),
        ("scale=nan", "no scale"),
        ("scale=1e9", "no scale"),
        ("scale=-1", "no scale"),
        ("background=<script>alert(1)</script>", "no background"),
        ("place=😀", "No place is called"),
        ("place=‮العربية", "No place is called"),
        ("place=<img src=x onerror=alert(1)>", "No place is called"),
        ("dimension=ethnicity&group=<script>alert(1)</script>", ""),
        ("place=" + "A" * 10_000, "No place is called"),
        ("template=/etc/passwd", "template"),
    ],
)
@pytest.mark.parametrize("ending", ["svg", "png", "html", "pdf", "csv", "xlsx"])
def test_hostile_words_are_refused_in_plain_ones(query, words, ending, client):
    answer = client.get(f"/figures/groups.{ending}?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if ending in DRAWN_BY_BROWSER or not query.startswith(("size", "scale", "background")):
        assert words in answer.text
    assert len(answer.text) < 1500
