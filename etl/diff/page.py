"""A difference as one page of HTML that needs nothing else: no script, no font, no address."""

from collections.abc import Iterable
from html import escape

from etl.diff.named import Release
from etl.diff.shown import Section

_STYLE = """
:root { color-scheme: light }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1d2530; background: #fff;
  font: 1rem/1.45 "Noto Sans", system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; border-top: 1px solid #e3e6ea; padding-top: 1rem }
p { margin: .25rem 0 } .quiet, footer { color: #55606e; font-size: .9rem }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem; width: 100% }
th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #e3e6ea; vertical-align: top }
th { color: #55606e; font-weight: 600 }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
footer { margin-top: 2rem; border-top: 1px solid #e3e6ea; padding-top: 1rem } a { color: #0b5a82 }
th:first-child, td:first-child { padding-left: 0 }
"""


def page(old: Release, new: Release, sections: Iterable[Section], narrowed: str = "") -> str:
    """The page.

    Args:
        old: The earlier release.
        new: The later one.
        sections: What to tell.
        narrowed: Which indicators were looked at, if not all.
    """
    title = f"{old.label} → {new.label}"
    about = "What the second release changes of the first. Figures are as published; changes are computed here."
    only = f"<p class=quiet>Only indicators like {escape(narrowed)}.</p>" if narrowed else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1><p class=quiet>{about}</p>{only}"
        f"{''.join(_section(section) for section in sections)}</main>"
        f"<footer><h2>Sources</h2>{''.join(_credit(one) for one in (old, new))}</footer></body></html>\n"
    )


def _section(section: Section) -> str:
    sentences = "".join(f"<p>{escape(text)}</p>" for text in section.sentences)
    return f"<section><h2>{escape(section.heading)}</h2>{sentences}{_table(section) if section.rows else ''}</section>"


def _table(section: Section) -> str:
    right = [' class="n"' if name.startswith(">") else "" for name in section.columns]
    names = [escape(name.removeprefix(">")) for name in section.columns]
    head = "".join(f'<th scope="col"{mark}>{name}</th>' for name, mark in zip(names, right, strict=True))
    rows = (
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, right, strict=True)) + "</tr>"
        for row in section.rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wide" tabindex="0">{table}</div>'


def _credit(one: Release) -> str:
    licence = escape(one.licence)
    if one.licence_url:
        licence = f'<a href="{escape(one.licence_url)}">{licence}</a>'
    return f"<p>Release {escape(one.name)}: {escape(one.label)}. Licence: {licence}. {escape(one.attribution)}</p>"
