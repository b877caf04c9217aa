"""Chart to PNG, SVG and PDF: its frame drawn by the kept browser, and in the file what it shows and whence."""

from __future__ import annotations

import io
import struct
from typing import Any
from xml.etree import ElementTree as Xml

from PIL import PngImagePlugin

from dashboard.charts.chart import Chart
from dashboard.render import fonts
from dashboard.render.frame import Frame, framed
from dashboard.render.options import BadOption, Options
from dashboard.render.picture import Format, draw

SHARP = 2.0
"""Pixels of a PNG for each pixel of the picture, where nobody says."""
MOST_PIXELS = 60_000_000
METRE, HEAD = 0.0254, 33
"""An inch in metres; bytes of a PNG's signature and first chunk, after which others may stand."""
SVG = "http://www.w3.org/2000/svg"


def png(chart: Chart, options: Options) -> bytes:
    """The picture in pixels; its size in inches, title, source and address are in the file.

    Raises:
        BadOption: it would be larger than a browser can hold.
    """
    frame, scale = _in_pixels(chart, options)
    words = PngImagePlugin.PngInfo()
    for name, text in facts(chart).items():
        words.add_itxt(name, text)
    sharp = _per_metre(scale)
    words.add(b"pHYs", struct.pack(">IIB", sharp, sharp, 1))
    return _with_chunks(_drawn(frame, "png", scale), words)


def order(chart: Chart, options: Options) -> dict[str, Any]:
    """The same picture for a page that draws it itself: the framed figure, how large, and what to write in the file.

    Raises:
        BadOption: as ``png`` does.
    """
    frame, scale = _in_pixels(chart, options)
    size = {"width": frame.width, "height": frame.height, "scale": _zoom(frame, scale)}
    return {
        "plotly": frame.figure,
        "picture": {**size, "pixels_per_metre": _per_metre(scale), "facts": facts(chart)},
    }


def _in_pixels(chart: Chart, options: Options) -> tuple[Frame, float]:
    """What to draw, and how many pixels of the file each pixel of the picture is."""
    scale = options.scale or SHARP
    frame = framed(chart, options)
    many = frame.width * frame.height * (frame.zoom * scale) ** 2
    if many > MOST_PIXELS:
        raise BadOption(f"The picture would have {many / 1e6:.0f} million pixels: ask for a smaller scale, or SVG.")
    return frame, scale


def _per_metre(scale: float) -> int:
    return round(96 * scale / METRE)


def _with_chunks(drawn: bytes, words: PngImagePlugin.PngInfo) -> bytes:
    """The same pixels, not packed anew, with more said before them."""
    made = io.BytesIO()
    made.write(drawn[:HEAD])
    for name, content, *_ in words.chunks:
        PngImagePlugin.putchunk(made, name, content)
    made.write(drawn[HEAD:])
    return made.getvalue()


def svg(chart: Chart, options: Options) -> bytes:
    """The picture as shapes and text, with the letters it uses: alike everywhere, and asking nobody."""
    scale = options.scale or 1.0
    frame = framed(chart, options)
    Xml.register_namespace("", SVG)
    root = Xml.fromstring(_drawn(frame, "svg", 1.0 / frame.zoom))
    for side, pixels in (("width", frame.width), ("height", frame.height)):
        root.set(side, f"{pixels * frame.zoom * scale:g}")
    root.set("role", "img")
    said = facts(chart)
    told = {"title": chart.title, "desc": f"{chart.alt_text} {said['Source']} {said['URL']}"}
    for at, (tag, text) in enumerate({**told, "style": fonts.faces("".join(root.itertext()))}.items()):
        element = Xml.Element(f"{{{SVG}}}{tag}")
        element.text = text
        root.insert(at, element)
    return Xml.tostring(root, encoding="utf-8")


def pdf(chart: Chart, options: Options) -> bytes:
    """One page as large as the picture: shapes and selectable text with their fonts, and who said it."""
    from pypdf import PdfWriter  # megabytes that few workers need

    said = facts(chart)
    writer = PdfWriter(clone_from=io.BytesIO(_drawn(framed(chart, options), "pdf", options.scale or 1.0)))
    writer.metadata = None
    writer.add_metadata(
        {
            "/Title": said["Title"],
            "/Author": said["Source"],
            "/Subject": said["Description"],
            "/Keywords": said["URL"],
            "/Copyright": said["Copyright"],
        }
    )
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _drawn(frame: Frame, kind: Format, scale: float) -> bytes:
    return draw(frame.figure, fmt=kind, width=frame.width, height=frame.height, scale=_zoom(frame, scale))


def _zoom(frame: Frame, scale: float) -> float:
    return frame.zoom * scale * (1 + 1e-9)  # a browser rounds 1919.9999 down


def facts(chart: Chart) -> dict[str, str]:
    """What a file says of itself, under the names that pictures use."""
    return {
        "Title": chart.title,
        "Description": " ".join(filter(None, (chart.subtitle, chart.note))),
        "Source": chart.source_line,
        "Copyright": chart.licence,
        "URL": chart.address,
    }
