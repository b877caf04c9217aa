"""A presenter's own template sent with the choice: poured into, kept nowhere, or refused in words."""

import io
import os
import re
import sys
import zipfile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from dashboard import charts
from dashboard.render.options import BadOption, Options
from dashboard.render.slides import Page, deck, template
from dashboard.slide_basket import MOST, NO_TEMPLATE

TREND, GAP, MAP = "trend?place=PAK&level=primary", "gap?place=NGA", "map?level=primary"
ORANGE = "E4572E"
USUAL = b"vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
KINDS = {
    "presentation": USUAL,
    "template": USUAL.replace(b"presentation.main", b"template.main"),
    "macros": b"vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
}


def own(change=lambda _: None):
    """A template with another first accent and its own size."""
    made = Presentation()
    part = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = part.blob.replace(b"4F81BD", ORANGE.encode())
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def packed(change=None, more=()):
    """The same template with its files passed through ``change`` and others added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(own())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)) if change else old.read(name))
        for name, content in more:
            new.writestr(name, content)
    return made.getvalue()


def of_kind(kind):
    return packed(lambda name, text: text.replace(USUAL, KINDS[kind]) if name == "[Content_Types].xml" else text)


def without_layouts(made):
    layouts = made.slide_masters[0].slide_layouts
    for layout in list(layouts):
        layouts.remove(layout)


def locked_member():
    """A zip whose files say that they need a password."""
    content = bytearray(own())
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), bytes(content)):
            content[found.start() + flag] |= 1
    return bytes(content)


def ask(client, content, address="/slides.pptx", **look):
    form = {"address": [GAP, MAP, TREND], "title": ["", "In five", ""], "colours": "template", **look}
    return sent(client, address, {**form, "template": FileStorage(io.BytesIO(content), "own.pptx")})


def sent(client, address, form):
    """As a browser sends it, put together in memory, which the client itself does on the disk."""
    boundary, body = encode_multipart(MultiDict(form))
    return client.post(address, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def opened(answer):
    assert answer.status_code == 200, answer.text
    return Presentation(io.BytesIO(answer.data))


@pytest.mark.parametrize("kind", ["presentation", "template"])
def test_the_slides_stand_in_the_template_as_on_the_command_line(kind, client, store):
    content = of_kind(kind)
    answer = ask(client, content, size="slide")
    asked = [Page(charts.from_address(each, store)) for each in (GAP, MAP, TREND)]
    made, wanted = opened(answer), Presentation(io.BytesIO(deck(asked, Options(template=content))))
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    assert titles == [asked[0].chart.title, "In five", asked[2].chart.title]
    assert (made.slide_width, made.slide_height) == (wanted.slide_width, wanted.slide_height) == (9_144_000, 6_858_000)
    assert painted(made) == painted(wanted)
    assert all("accent" in codes for codes in painted(made))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert ORANGE.encode() in file.read("ppt/theme/theme1.xml")
        assert USUAL in file.read("[Content_Types].xml")


def painted(made):
    """The colours of each native chart, in order."""
    drawn = [shape.chart for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert drawn
    found = [re.findall(r'(?:schemeClr|srgbClr) val="(\w+)"', one.part._element.xml) for one in drawn]
    assert not any(re.fullmatch("[0-9A-F]{6}", code) for codes in found for code in codes)
    return [" ".join(codes) for codes in found]


def letter():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("letter.txt", "no slides")
    return file.getvalue()


FORGED = {
    "no zip": (b"<html><body>own.pptx</body></html>", template.NO_FILE),
    "a zip of something else": (letter(), template.NO_FILE),
    "empty parts": (packed(lambda *_: b""), template.DAMAGED),
    "cut short": (own()[:20_000], template.DAMAGED),
    "password": (template.OLE + b"\x00" * 5_000, template.LOCKED),
    "locked files": (locked_member(), template.LOCKED),
    "macros": (of_kind("macros"), template.WITH_MACROS),
    "no layout": (own(without_layouts), "The template has no slide layout."),
}
SIXTY = 60_000_000
HEAVY = {
    "bomb": (packed(more=[(f"ppt/media/{at}.png", b"P" * SIXTY) for at in "ab"]), template.TOO_MUCH),
    "bomb of markup": (packed(more=[("ppt/a.bin", b"<a/>" * 6_000_000)]), template.TOO_MUCH),
    "bomb of blanks": (packed(more=[("ppt/a.bin", b" " * SIXTY)]), template.TOO_MUCH),
    "many files": (packed(more=[(f"x/{n}", b"x") for n in range(5_001)]), template.TOO_MUCH),
    "too large": (own() + bytes(template.MOST_BYTES), template.TOO_LARGE),
    "nothing": (b"", NO_TEMPLATE),
}


@pytest.mark.parametrize("address", ["/slides.pptx", "/slides/colours"])
@pytest.mark.parametrize(("content", "words"), (FORGED | HEAVY).values(), ids=FORGED | HEAVY)
def test_what_is_no_template_is_refused_in_words(content, words, address, client):
    answer = ask(client, content, address)
    assert (answer.status_code, answer.content_type) == (400, "text/plain; charset=utf-8")
    assert words in answer.text


@pytest.mark.parametrize(("content", "words"), FORGED.values(), ids=FORGED)
def test_the_command_line_says_the_same(content, words, store):
    with pytest.raises(BadOption, match=re.escape(words)):
        deck([Page(charts.from_address(GAP, store))], Options(template=content))


def test_entities_are_not_read(client):
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def change(name, text):
        if "theme" not in name or not name.endswith(".xml"):
            return text
        return re.sub(rb"(<a:theme )", evil + rb"\1", text, count=1).replace(
            b'name="Office Theme">', b'name="O">&x;', 1
        )

    assert b"root:" not in ask(client, packed(change)).data


def test_more_than_a_template_and_words_is_not_read(client):
    answer = ask(client, b"PK" * 5_600_000)
    assert answer.status_code == 413
    assert f"at most {MOST} slides" in answer.text
    assert "a template of 10 MB" in answer.text


def test_words_have_no_more_room_with_a_template_than_without(client):
    for look in ({"note": "x" * 1_100_000}, {"colours": "own", "note": "x" * 1_100_000}):
        assert ask(client, own(), **look).status_code == 413
    form = {"address": GAP, "title": "", "other": FileStorage(io.BytesIO(b"x" * 1_100_000), "x.bin")}
    assert sent(client, "/slides.pptx", form).status_code == 413


watched = []
"""Holds the list of files opened for writing, while a test wants to know them: a hook can't be taken away."""


def _watch(event, told):
    if watched and event == "open" and (told[2] or 0) & (os.O_WRONLY | os.O_RDWR):
        watched[0].append(told[0])


@pytest.fixture(scope="module")
def hook():
    sys.addaudithook(_watch)


@pytest.fixture
def written(hook):
    watched.append([])
    yield watched[0]
    watched.clear()


def test_nothing_is_written_to_the_disk(client, written):
    large = packed(more=[("ppt/media/a.png", os.urandom(5_000_000))])
    for content in (large, os.urandom(9_000_000), template.OLE + os.urandom(3_000_000)):
        for address in ("/slides.pptx", "/slides/colours"):
            assert ask(client, content, address).status_code in (200, 400)
    assert written == []


def test_any_byte_may_be_wrong(client):
    whole = own()
    for at in range(0, len(whole), len(whole) // 40):
        answer = ask(client, whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], "/slides/colours")
        assert answer.status_code in (200, 400)


def test_the_colours_and_the_nearest_size_of_a_template_are_told_and_drawn(client):
    read = ask(client, own(), "/slides/colours").json
    paper, text, accent, *_ = read["palette"].split("-")
    assert (paper, text, accent.upper(), read["size"]) == ("ffffff", "000000", ORANGE, "4x3")
    dark = read["palette"].replace("ffffff-000000", "102a43-f0f4f8")
    query = {"address": "headline?place=PAK", "colours": "template", "size": "4x3", "palette": dark}
    seen = shades(client.get("/slides/preview.png", query_string=query))
    assert seen[0] == (0x10, 0x2A, 0x43)
    assert len(seen) > 2


def test_a_grey_preview_is_grey(client):
    for address in (GAP, MAP, "trend?place=PAK&by=sex", "headline?place=PAK"):
        answer = client.get("/slides/preview.png", query_string={"address": address, "colours": "grey"})
        assert all(max(code) - min(code) <= 1 for code in shades(answer))


def shades(answer):
    """The colours of a picture, commonest first."""
    assert answer.status_code == 200, answer.text
    with Image.open(io.BytesIO(answer.data)) as picture:
        found = picture.convert("RGB").getcolors(1 << 20)
    return [code for _, code in sorted(found, reverse=True)]


@pytest.mark.parametrize("palette", ["", "red", "ffffff-000000", "ffffff-" * 8, "url(x)"])
def test_a_palette_that_is_none_is_answered_in_words(palette, client):
    query = {"address": GAP, "colours": "template", "palette": palette}
    answer = client.get("/slides/preview.png", query_string=query)
    assert answer.status_code == 400
    assert "is no palette" in answer.text
