"""Charts on paper: how large each is laid out for a column of A4, and sheets of words and charts as a PDF."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dashboard.charts.chart import Chart
from dashboard.render import figure, picture

COLUMN = 341
"""Pixels of a column: half of A4 between its margins, less half the gap."""
NARROWEST = 520
"""Pixels for which a chart is laid out at least; it is then drawn smaller."""
USUAL, CROWDED = (340, 480), (280, 410)
"""Pixels of height for which lines, which have no rows to keep, are laid out; any chart's most on paper."""
ROOM = 1850
"""Pixels of all drawings together beyond which they are crowded, for two sides to hold them and their words."""
CLOSER = {"heat": 0.92, "points": 0.88, "bar": 0.85}
"""Kinds whose rows may stand closer on paper than on a screen."""
STYLE = Path(__file__).parents[1] / "assets" / "style.css"
Section = tuple[str, Sequence[str], Chart | None]
"""A question, the sentences that answer it, and their chart."""


def sizes(charts: Sequence[Chart]) -> list[tuple[int, int]]:
    """Width and height for which each chart of two sides is laid out; all are shown as wide as a column."""
    usual = [_size(chart, *USUAL) for chart in charts]
    shown = sum(height * COLUMN / width for width, height in usual)
    return usual if shown <= ROOM else [_size(chart, *CROWDED) for chart in charts]


def _size(chart: Chart, lines: int, tallest: int) -> tuple[int, int]:
    height = lines if chart.kind == "line" else round(figure.height(chart) * CLOSER.get(chart.kind, 1.0))
    return max(NARROWEST, -(-height * COLUMN // tallest)), height


def printed(title: str, sections: Sequence[Section], foot: str) -> bytes:
    """The sections in two columns on A4, letters that can be copied and charts as shapes, as a PDF.

    Raises:
        PictureUnavailable: no browser, or it didn't print.
        Busy: too many pictures wait.
    """
    drawn = [made for _, _, made in sections if made]
    body = "".join(_section(number, *section) for number, section in enumerate(sections))
    page = (
        f'<main id="main" class="page"><h2 class="place-name">{html.escape(title)}</h2>'
        f'<div class="briefing">{body}<p class="briefing-foot">{html.escape(foot)}</p></div></main>'
    )
    laid_out = zip(drawn, sizes(drawn), strict=True)
    made = picture.sheet(_style() + page, [(figure.draw(chart), *size) for chart, size in laid_out])
    return _told(made, title, foot)


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
    from pypdf import PdfWriter  # megabytes that few workers need

    writer = PdfWriter(clone_from=io.BytesIO(made))
    writer.metadata = None
    writer.add_metadata({"/Title": f"{title}: children out of school", "/Copyright": foot})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
