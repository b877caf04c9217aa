"""Every chart in every format, opened by the programs that read them: same figures, same words, nothing foreign."""

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

from dashboard import charts
from dashboard.cli import app as command
from dashboard.render import columns, csvw, formats, frame, options, picture, sheet, workbook
from dashboard.selection import Selection
from tests.dashboard.openers import OPEN

EVERY = [(name, ending) for name in charts.CHARTS for ending in formats.FORMATS]
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


@pytest.mark.parametrize(("name", "ending"), EVERY)
def test_every_chart_comes_in_every_format(name, ending, files, store):
    answer = files(name, ending)
    assert answer.content_type == formats.FORMATS[ending].media_type
    OPEN[ending](answer.data, default(name, store))


@pytest.mark.parametrize(("name", "ending"), EVERY)
def test_the_command_line_writes_every_chart_in_every_format(name, ending, tmp_path, store, monkeypatch):
    """Over one store, opened once."""
    monkeypatch.setattr("dashboard.store.open_store", lambda held: store)
    target = tmp_path / f"{name}.{ending}"
    answer = CliRunner().invoke(command, ["figure", name, "-o", str(target)])
    assert answer.exit_code == 0, answer.stderr
    assert answer.output == ""
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    OPEN[ending](target.read_bytes(), default(name, store))


def test_workbook_knows_a_year_from_a_number_and_a_rate(store):
    made = workbook.workbook(charts.from_address("trend?place=PAK&measure=rate", store))
    head, first, *_ = openpyxl.load_workbook(io.BytesIO(made))["Data"].rows
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert (cells["year"].number_format, cells["year"].data_type) == ("0", "n")
    assert cells["value"].number_format == "0.0"
    assert isinstance(cells["value"].value, float)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_csv_and_its_description_name_each_other(name, files):
    answer = files(name, "csv")
    assert f"<{name}.csv-metadata.json>" in answer.headers["Link"]
    assert 'rel="describedby"' in answer.headers["Link"]
    assert json.loads(files(name, "csv-metadata.json").data)["url"] == f"{name}.csv"


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
@pytest.mark.parametrize("ending", ["svg", "png", "html", "pdf", "csv", "xlsx", "json"])
def test_hostile_words_are_refused_in_plain_ones(query, words, ending, client):
    answer = client.get(f"/figures/groups.{ending}?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if ending in DRAWN_BY_BROWSER or not query.startswith(("size", "scale", "background")):
        assert words in answer.text
    assert len(answer.text) < 1500
