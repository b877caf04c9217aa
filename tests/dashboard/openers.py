"""A file of each format opened by a program that reads it, and held against the chart it was made of."""

import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from dashboard.render import frame, sheet

BOOLEANS = {"True": 1, "False": 0}


def rows_of(content):
    """The cells of a CSV as they are written; an empty one is missing."""
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])


def same(cell, written):
    """A cell of a workbook (sixteen digits) and what a CSV says there."""
    if pd.isna(written):
        return cell is None
    return (
        cell == written
        if isinstance(cell, str)
        else float(cell) == pytest.approx(float(BOOLEANS.get(written, written)))
    )


class Words(HTMLParser):
    """The words of a page that are not its scripts' or styles', and how many tables it has."""

    def __init__(self, page):
        super().__init__()
        self.within, self.words, self.tables = [], [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tables += tag == "table"
        if tag in ("script", "style"):
            self.within.append(tag)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.words.append(data)


def html(content, chart):
    page = Words(content.decode())
    words = " ".join(page.words)
    assert page.tables == 1
    assert all(text in words for text in (chart.title, chart.subtitle, chart.source_line, chart.licence))


def png(content, chart):
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert image.width == 2 * frame.WIDTH
        assert image.text["Title"] == chart.title
        assert image.text["Source"] == chart.source_line
        assert image.text["URL"] == chart.address
        assert image.info["dpi"] == pytest.approx((192, 192), abs=0.1)


def svg(content, chart):
    """It has its letters, and nothing foreign."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
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


def pdf(content, chart):
    """It is one page of text with its fonts."""
    reader = PdfReader(io.BytesIO(content))
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


def pptx(content, chart):
    deck = Presentation(io.BytesIO(content))
    (slide,) = deck.slides
    assert slide.shapes.title.text_frame.text == chart.title
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert chart.source_line in words
    assert chart.source_line in slide.notes_slide.notes_text_frame.text


def csv(content, chart):
    rows = rows_of(content)
    assert list(rows) == list(sheet.table(chart))
    assert len(rows) == len(chart.data)


def csv_metadata(content, chart):
    """Each column of the CSV is described, in its order, and holds what is said of it."""
    told = json.loads(content)
    assert told["@context"][0] == "http://www.w3.org/ns/csvw"
    assert told["dc:title"] == chart.title
    assert told["dc:license"]
    rows = rows_of(sheet.csv(chart))
    described = told["tableSchema"]["columns"]
    assert [column["titles"] for column in described] == list(rows)
    for column in described:
        values = rows[column["name"]].dropna()
        if column["datatype"] in ("number", "integer", "gYear"):
            assert pd.to_numeric(values).notna().all()
        assert column["dc:description"]


def xlsx(content, chart):
    """It holds the numbers of the CSV."""
    rows = rows_of(sheet.csv(chart))
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *body = book["Data"].iter_rows(values_only=True)
    assert list(head) == list(rows)
    assert len(body) == len(rows)
    assert book["Data"].freeze_panes == "A2"
    assert book["Data"].auto_filter.ref
    for number, column in enumerate(head):
        for cell, value in zip((row[number] for row in body), rows[column], strict=True):
            assert same(cell, value), column
    about = " ".join(str(cell) for row in book["About"].iter_rows(values_only=True) for cell in row if cell)
    assert all(words in about for words in (chart.title, chart.subtitle, chart.source_line, chart.licence))
    for source in chart.sources:
        assert str(source["attribution"]) in about
        assert all(file["sha256"] in about for file in source["files"])


def as_json(content, chart):
    told = json.loads(content)
    assert told["title"] == chart.title
    assert len(told["data"]) == len(chart.data)
    assert told["plotly"]["data"] is not None


OPEN = {
    "html": html,
    "png": png,
    "svg": svg,
    "pdf": pdf,
    "pptx": pptx,
    "csv": csv,
    "csv-metadata.json": csv_metadata,
    "xlsx": xlsx,
    "json": as_json,
}
"""Every format of ``formats.FORMATS`` has one, or its tests fail."""
