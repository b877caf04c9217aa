"""Chart to a slide that can be edited: native charts, maps and tables, with the message, the source and notes."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Sequence
from typing import Any

from pptx.slide import Slide

from dashboard.charts.chart import Chart
from dashboard.render.options import BadOption, Options
from dashboard.render.slides import (
    frame,
    look,
    native_bar,
    native_heat,
    native_line,
    native_map,
    native_points,
    native_range,
    native_waterfall,
    table,
    template,
)
from dashboard.render.slides.box import Box, Ink, Palette
from dashboard.render.slides.frame import Page, Words

__all__ = ["Page", "Words", "deck", "slide", "tried"]

_DRAW: dict[str, Callable[[Slide, Chart, Box, Ink], None]] = {
    "line": native_line.draw,
    "bar": native_bar.draw,
    "range": native_range.draw,
    "points": native_points.draw,
    "heat": native_heat.draw,
    "map": native_map.draw,
    "waterfall": native_waterfall.draw,
}


def slide(chart: Chart, options: Options = Options()) -> bytes:  # noqa: B008 - frozen
    """One chart on one slide, as a .pptx. Raises as ``deck``."""
    return deck([Page(chart)], options)


def deck(pages: Sequence[Page | Words], options: Options = Options()) -> bytes:  # noqa: B008 - frozen
    """A .pptx with a slide a page.

    Raises:
        BadOption: a size that is none of a slide, or a template that can't be used.
    """
    if options.template is not None:
        tried(options.template)
    try:
        return _saved(pages, options)
    finally:
        gc.collect(1)  # all in a presentation know each other, and that of a map weighs 10 MB


def _saved(pages: Sequence[Page | Words], options: Options) -> bytes:
    made = look.start(options)
    for page in pages:
        if isinstance(page, Words):
            _words(made, page)
        else:
            _page(made, page)
    if len(made.file.slides) > 1:
        frame.numbered(made)
    if pages:
        look.sign(made, _title(pages[0]), ", ".join(page.chart.address for page in pages if isinstance(page, Page)))
    file = io.BytesIO()
    made.file.save(file)
    return file.getvalue()


def tried(content: bytes) -> tuple[Palette, float]:
    """What a template paints with, and its width by its height, once it has taken a slide for a trial.

    Raises:
        BadOption: it can't be used.
    """
    try:
        made = look.start(Options(template=content))
        _words(made, Words("Title", "Definition", ("Text",), "Source"))
        made.file.save(io.BytesIO())
        assert made.ink.palette  # a template has one
        return made.ink.palette, made.width / made.height
    except BadOption:
        raise
    except Exception as wrong:  # whatever a file may lack that PowerPoint writes
        raise BadOption(template.DAMAGED) from wrong


def _title(page: Page | Words) -> str:
    return frame.clean(page.title or page.chart.title if isinstance(page, Page) else page.title)


def _words(made: look.Deck, page: Words) -> None:
    placed, box = frame.add(made, page.title, page.subtitle, page.source)
    if page.table:
        frame.describe(table.draw(placed, page.table, box, made.ink.afresh()), " ".join(page.lines))
    else:
        frame.bullets(made, placed, page.lines, box)
    frame.note(placed, "\n".join((page.title, page.subtitle, *page.lines, page.source)))


def _page(made: look.Deck, page: Page) -> None:
    chart = page.chart
    foot = ("", "") if chart.empty else (f"{chart.source_line} Licence: {chart.licence}.", chart.note)
    placed, box = frame.add(made, _title(page), chart.subtitle, *foot)
    if chart.empty:
        frame.bullets(made, placed, (chart.empty,), box)
    else:
        before = set(placed.shapes._spTree)
        _DRAW[chart.kind](placed, chart, box, made.ink.afresh())
        drawn: list[Any] = [shape for shape in placed.shapes if shape._element not in before]
        for shape in drawn:
            frame.describe(shape, shape.text_frame.text if shape.has_text_frame else chart.alt_text)
    frame.note(placed, _notes(chart))


def _notes(chart: Chart) -> str:
    credits = dict.fromkeys(str(source["attribution"]) for source in chart.sources)
    return "\n\n".join(
        part
        for part in (
            chart.alt_text,
            chart.subtitle,
            chart.note,
            f"Address: {chart.address}",
            chart.source_line,
            " ".join(credits),
            f"Licence: {chart.licence}." if chart.licence else "",
        )
        if part
    )
