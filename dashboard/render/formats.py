"""Every form a chart can take as a file: its ending, its media type, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from dashboard.charts.chart import Chart
from dashboard.render import csvw, document, image, sheet, slides, workbook
from dashboard.render.options import BadOption, Options


class UnknownFormat(LookupError):
    """No such format; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file; ``takes`` names the options that change it, ``in_turn`` that its making waits in a room."""

    ending: str
    media_type: str
    make: Callable[[Chart, Options], bytes]
    takes: tuple[str, ...] = ()
    in_turn: bool = False

    def check(self, options: Options) -> None:
        """Refuse an option that this format has no use for.

        Raises:
            BadOption: naming what it takes.
        """
        plain = Options()
        idle = [f.name for f in fields(Options) if getattr(options, f.name) != getattr(plain, f.name)]
        if strange := [name for name in idle if name not in self.takes]:
            valid = f"It takes: {', '.join(self.takes)}." if self.takes else "It takes no options."
            raise BadOption(f"The format '{self.ending}' has no use for '{strange[0]}'. {valid}")


def _plain(make: Callable[[Chart], bytes]) -> Callable[[Chart, Options], bytes]:
    return lambda chart, _: make(chart)


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE = ("size", "scale", "background")
FORMATS = {
    made.ending: made
    for made in (
        Format("html", "text/html; charset=utf-8", _plain(document.page)),
        Format("png", "image/png", image.png, PICTURE, in_turn=True),
        Format("svg", "image/svg+xml", image.svg, PICTURE, in_turn=True),
        Format("pdf", "application/pdf", image.pdf, PICTURE, in_turn=True),
        Format("pptx", PPTX, slides.slide, ("size", "template")),
        Format("csv", "text/csv; charset=utf-8", _plain(sheet.csv)),
        Format(csvw.ENDING, "application/csvm+json", _plain(csvw.described)),
        Format("xlsx", XLSX, _plain(workbook.workbook)),
        Format("json", "application/json", sheet.json, PICTURE),
    )
}


def render(chart: Chart, ending: str, options: Options = Options()) -> bytes:  # noqa: B008 - frozen
    """The chart as a file of this kind.

    Raises:
        UnknownFormat: there is no such format.
        BadOption: the format has no use for an option.
        PictureUnavailable: a picture was asked for and no browser can draw it.
    """
    made = chosen(ending)
    made.check(options)
    return made.make(chart, options)


def chosen(ending: str) -> Format:
    """The format of this ending.

    Raises:
        UnknownFormat: there is no such format.
    """
    if ending not in FORMATS:
        raise UnknownFormat(f"There is no format '{ending}'. Formats: {', '.join(FORMATS)}.")
    return FORMATS[ending]


def ending_of(name: str) -> str:
    """The format that a file's name ends in; where there is none, whatever stands after its last dot."""
    known = [ending for ending in FORMATS if name.endswith(f".{ending}")]
    return max(known, key=len, default=name.rpartition(".")[2] if "." in name else "")
