"""Chart to a small page that fits the frame of somebody else's page: it draws with the server's own script."""

from __future__ import annotations

import base64
import hashlib
import html
import math

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import figure
from dashboard.render.document import HEAD, inert, words
from dashboard.render.frame import LINES
from dashboard.render.labels import LINE, length

SCRIPT = """
const notes = document.querySelector("details"), root = document.documentElement;
if (notes) notes.open = true;
if (notes && root.scrollHeight > root.clientHeight) notes.open = false;
const { data, layout, config } = JSON.parse(document.getElementById("drawing").textContent);
if (innerWidth < 420 && layout.xaxis?.dtick > 1) layout.xaxis.dtick *= 2;
Plotly.newPlot("chart", data, layout, config);
"""
"""The same for every chart, so that its hash can stand in the policy.

Notes are open where they have room, and a narrow frame has half the years under its lines.
"""
SCRIPT_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
BODY = """<body><main><h1>{title}</h1><p class="quiet definition">{subtitle}</p>
{drawing}<div class="foot">{notes}<p class="quiet">{source} {terms}</p>
<p class="links"><a href="{explore}" target="_blank" rel="noopener">Explore<span> on {site}</span></a>
<a href="{alone}" target="_blank" rel="noopener">Table<span>: {title}</span></a></p></div>
<p class="low">There is no room to draw in this frame.
<a href="{alone}" target="_blank" rel="noopener">Open the chart</a></p></main>{scripts}</body></html>
"""
DRAWING = '<figure role="img" aria-label="{alt}"><div id="chart"><noscript>{alt}</noscript></div></figure>'
SCRIPTS = """<script src="{plotly}"></script>
<script type="application/json" id="drawing">{drawn}</script><script>{script}</script>"""
TOO_LOW = 180
"""Pixels of a frame in which no drawing can be read."""
PADDING, GAP, LINKS = 24, 20, 32
TITLE, QUIET = 18, 13
USUAL_WIDTH = 800
TALLEST = 900
"""Longer lists of rows are scrolled inside their frame."""
STYLE = f"""*{{box-sizing:border-box}}html,body{{height:100%}}
body{{font:15px/1.5 {theme.FONT};color:{theme.INK};background:{theme.PAPER};margin:0}}
main{{min-height:100%;display:flex;flex-direction:column;padding:12px clamp(12px,2vw,32px)}}
h1{{font-size:clamp(15px,13px + .7vw,24px);line-height:1.3;font-weight:650;margin:0 0 4px;text-wrap:balance}}
.quiet{{color:{theme.QUIET};line-height:1.45;margin:0 0 4px;max-width:180ch;overflow-wrap:anywhere;text-wrap:pretty}}
.quiet,summary,.links,.low{{font-size:clamp({QUIET}px,12px + .2vw,15px)}}
figure{{position:relative;flex:1 1 auto;margin:auto 0;border:solid transparent;border-width:8px 0}}
#chart{{position:absolute;inset:0}}
.links span{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
.empty{{background:{theme.WASH};padding:16px;margin:8px 0}}
a,summary{{color:{theme.ACCENT};text-underline-offset:3px}}
:focus-visible{{outline:3px solid {theme.ACCENT};outline-offset:2px}}
summary{{cursor:pointer;min-height:24px;width:max-content;text-decoration:underline}}
.links{{display:flex;flex-wrap:wrap;gap:0 24px;margin:0}}.links a{{padding:4px 0;position:relative}}
.low{{display:none;margin:0}}
@media(max-width:400px){{figure{{margin-inline:-8px}}}}
@media(max-height:{TOO_LOW - 1}px){{.definition,figure,.foot,.empty{{display:none}}.low{{display:block}}}}"""
LEAST = {"line": f"{LINES}px", "map": f"min({100 * figure.MAP_SHAPE:.0f}vw + 20px,60vh)"}
"""Height of a drawing that has no rows of its own to count."""
ROOMY = 2.5
"""How many times their height rows may take: drawn much higher than their words they fall apart."""


def page(chart: Chart, *, plotly: str, explore: str, site: str) -> bytes:
    """The page: ``plotly`` is the script's address, ``explore`` where on ``site`` a reader goes on."""
    told = words(chart)
    text = (HEAD + BODY).format(
        **told,
        style=STYLE + _room(chart),
        drawing=f'<p class="empty">{html.escape(chart.empty)}</p>' if chart.empty else DRAWING.format(**told),
        notes=f'<details><summary>Notes</summary><p class="quiet">{told["note"]}</p></details>' if chart.note else "",
        explore=html.escape(explore),
        alone=html.escape(file_of(chart, "html")),
        site=html.escape(site),
        scripts="" if chart.empty else _scripts(chart, plotly),
    )
    return text.encode()


def address(chart: Chart) -> str:
    """Where the page stands."""
    return f"/embed/{chart.address}"


def file_of(chart: Chart, ending: str) -> str:
    """Where the chart stands as a file."""
    name, _, query = chart.address.partition("?")
    return f"/figures/{name}.{ending}" + (f"?{query}" if query else "")


def iframe(chart: Chart, root: str, width: int | str, height: int) -> str:
    """What somebody pastes into a page of their own; ``root`` is where this server stands."""
    source, title = html.escape(root.rstrip("/") + address(chart)), html.escape(chart.title)
    return (
        f'<iframe src="{source}" title="{title}" width="{width}" height="{height}" '
        'loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def height(chart: Chart, width: int) -> int:
    """Pixels of a frame of this width in which all of it stands, or a part of it that can be scrolled."""
    across = max(200, width - PADDING)
    source = f"{chart.source_line} Licence: {chart.licence}."
    sized = [(chart.title, TITLE), (chart.subtitle, QUIET), (source, QUIET), (chart.note, QUIET)]
    lines = sum(math.ceil(length(text, size) / across) * 1.5 * size for text, size in sized if text)
    tall = int(width * figure.MAP_SHAPE) + 44 if chart.kind == "map" else figure.height(chart)
    notes = 2 * LINE if chart.note else 0
    return min(TALLEST, int(lines) + notes + tall + LINKS + PADDING + GAP)


def _room(chart: Chart) -> str:
    """How high the drawing may and must be: rows need their height, lines and maps take what is left."""
    wanted = figure.height(chart)
    least = LEAST.get(chart.kind, f"{wanted}px")
    most = "none" if chart.kind in LEAST else f"{wanted * ROOMY:.0f}px"
    return f"figure{{min-height:{least};max-height:{most}}}"


def _scripts(chart: Chart, plotly: str) -> str:
    drawn = inert({**figure.draw(chart), "config": figure.SERVED})
    return SCRIPTS.format(plotly=html.escape(plotly), drawn=drawn, script=SCRIPT)
