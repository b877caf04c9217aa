"""A chart's address however it was copied: its own, or a link to the chart on any server."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from dashboard import charts
from dashboard.charts.chart import Chart
from dashboard.render import options
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

FOLDERS = ("", "/figures", "/embed", "/tables")
"""Where charts stand; an address without any is a chart's own, such as trend?place=PAK."""


class NoChart(ValueError):
    """It is no chart's address; the message says what is."""


def chart_at(text: str, store: Store) -> Chart:
    """The chart of ``trend?place=PAK``, or of any link to it on any server.

    Raises:
        NoChart: there is none, in words.
    """
    try:
        parts = urlsplit(text.strip())
        folder, _, file = unquote(parts.path).rpartition("/")
        if not file or folder not in FOLDERS or (not folder and parts.path.startswith("/")):
            raise NoChart(
                f"That is no chart's address. Paste the Link of a chart, or one of: {', '.join(charts.CHARTS)}."
            )
        name = file.partition(".")[0]
        charts.spec(name)
        return charts.chart(name, Selection.from_query(options.split(parts.query)[1], store), store)
    except (charts.UnknownChart, BadSelection, options.BadOption) as bad:
        raise NoChart(str(bad.args[0])) from bad
    except ValueError as bad:
        raise bad if isinstance(bad, NoChart) else NoChart("That is no address.") from bad
