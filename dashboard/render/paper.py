"""Charts on paper: how large each is laid out for a column of A4, and sheets of words and charts as a PDF."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from dashboard.charts.chart import Chart
from dashboard.render import figure, picture

COLUMN = 341
"""Pixels of a column: half of A4 between its margins, less half the gap."""
NARROWEST, TALLEST = 520, 480
"""Pixels for which a chart is laid out at least (then it is drawn smaller), and that it takes on paper at most."""
LINES = 340
"""Pixels of height of lines that are ``NARROWEST`` wide; they have no rows to keep."""
CLOSER = {"heat": 0.92, "points": 0.88, "bar": 0.85}
"""Kinds whose rows may stand closer on paper than on a screen."""
STYLE = Path(__file__).parents[1] / "assets" / "style.css"
Section = tuple[str, Sequence[str], Chart | None]
"""A question, the sentences that answer it, and their chart."""


def size(chart: Chart) -> tuple[int, int]:
    """Width and height for which a chart is laid out; it is shown as wide as a column."""
    height = LINES if chart.kind == "line" else round(figure.height(chart) * CLOSER.get(chart.kind, 1.0))
    return max(NARROWEST, -(-height * COLUMN // TALLEST)), height


def printed(title: str, sections: Sequence[Section], foot: str) -> bytes:
    """The sections in two columns on A4, letters that can be copied and charts as shapes, as a PDF.

    Raises:
        PictureUnavailable: no browser, or it didn't print; ``PictureBusy`` where too many wait.
    """
    drawn = [made for _, _, made in sections if made]
    body = "".join(_section(number, *section) for number, section in enumerate(sections))
    page = (
        f'<main id="main" class="page"><h2 class="place-name">{html.escape(title)}</h2>'
        f'<div class="briefing">{body}</div><p class="briefing-foot">{html.escape(foot)}</p></main>'
    )
    made = picture.sheet(_style() + page, [(figure.draw(chart), *size(chart)) for chart in drawn])
    return _told(made, title, foot)


def pages(pdf: bytes) -> int:
    """How many sides a PDF has."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _section(number: int, question: str, sentences: Sequence[str], made: Chart | None) -> str:
    first, *rest = (html.escape(sentence) for sentence in sentences)
    lead, answer = (f'<p class="lead">{first}</p>', rest) if number == 0 else ("", [first, *rest])
    told = f'<p class="answer">{" ".join(answer)}</p>' if answer else ""
    return (
        f'<section class="section"><h2>{html.escape(question)}</h2>{lead}{told}{_card(made) if made else ""}</section>'
    )


def _card(made: Chart) -> str:
    """A card with a place for its drawing; the browser fills these in their order."""
    source = f"{made.source_line} Licence: {made.licence}."
    subtitle, note, source, alt = (html.escape(text) for text in (made.subtitle, made.note, source, made.alt_text))
    return (
        f'<section class="card"><p class="card-subtitle">{subtitle}</p>'
        f'<figure class="drawing"><img alt="{alt}"></figure>'
        f'<p class="card-note">{note}</p><p class="card-source">{source}</p></section>'
    )


@cache
def _style() -> str:
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def _told(made: bytes, title: str, foot: str) -> bytes:
    """The same pages, which say what they are and whose."""
    writer = PdfWriter(clone_from=io.BytesIO(made))
    writer.metadata = None
    writer.add_metadata({"/Title": f"{title}: children out of school", "/Copyright": foot})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
