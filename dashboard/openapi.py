"""/openapi.json: every address of this server, made from the charts, the selection, the formats and their options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from flask import Flask, Response

from dashboard import charts, citing, dictionary, downloads, oembed, packages, slide_basket
from dashboard.charts.chart import Spec
from dashboard.render import formats, options
from dashboard.selection import NUMBERS, QUERY_KEYS, VALID
from dashboard.store import Store

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
WORDS: Json = {"text/plain": {"schema": TEXT}}
MEANINGS = {
    "place": "Countries and regions by code or any usual name, set apart by commas; /data/places.csv lists them",
    "within": "A region whose countries are meant",
    "group": "A group of the dimension as its publisher names it: q1, rural, Fulani",
    "against": "What is compared with: another group, or an earlier release",
    "year": "Year of the figure",
    "start": "First year",
    "end": "Last year",
    "max_age": "How many years old a latest value may be before it is marked as old",
    "release": "One release; without it the latest that has figures",
}
DECK = ("place", "year", "level")
BRIEFING = ("place", "within", "level", "year")
"""Places of a briefing are those that its country is set against."""
REFUSED = {"400": "A key or value that is not valid, in words, with what is", "404": "No such address, in words"}
BUSY = {"503": "No picture can be drawn now, in words"}
HTML, PNG = "text/html; charset=utf-8", "image/png"


def register(server: Flask, store: Store) -> None:
    """Put the description on the server; it says the same until the tables change, so it is made when asked."""

    @server.get("/openapi.json")
    def openapi() -> Response:
        answer = Response(orjson.dumps(document(store)), content_type="application/json")
        answer.add_etag()
        return answer


def document(store: Store) -> Json:
    """The description: OpenAPI 3.1."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": citing.NAME,
            "version": citing.edition() or "0",
            "description": "Charts as files, tables as files, and what they mean. Nothing here is changed by asking.",
            "license": {"name": "Code: MIT. Figures: see /data", "url": "/data"},
        },
        "servers": [{"url": "/"}],
        "paths": {**_charts(), **_tables(store), **_decks(), **_rest()},
        "components": {
            "parameters": {name: _parameter(name, store) for name in QUERY_KEYS}
            | {f"option-{name}": one for name, one in _options().items()}
        },
    }


def _charts() -> Json:
    paths: Json = {}
    for spec in charts.CHARTS.values():
        asked = [_ref(name) for name in (*spec.uses, "lang")]
        about = _about(spec)
        for made in formats.FORMATS.values():
            took = [_ref(f"option-{name}") for name in made.takes if name in options.NAMES]
            operation = f"{spec.name}-{made.ending}"
            paths[f"/figures/{spec.name}.{made.ending}"] = _get(
                about, operation, made.media_type, [*asked, *took], BUSY
            )
        paths[f"/embed/{spec.name}"] = _get(f"{about}. For a frame", f"{spec.name}-embed", HTML, asked)
        paths[f"/tables/{spec.name}"] = _get(f"{about}. Its rows as HTML", f"{spec.name}-table", HTML, asked)
    return paths


def _about(spec: Spec) -> str:
    """What the chart shows, and what it takes for granted."""
    taken = spec.defaults.to_query()
    return f"{spec.about} (without more: {taken})" if taken else spec.about


def _tables(store: Store) -> Json:
    paths: Json = {}
    for path, stored in store.files().items():
        about = f"{stored.rows:,} rows of {packages.stem(path).replace('_', ' ')}"
        for ending, kind in (("csv", downloads.CSV), ("parquet", downloads.PARQUET)):
            name = f"{packages.resource_name(path)}-{ending}"
            paths[f"/data/{packages.stem(path)}.{ending}"] = _get(about, f"data-{name}", kind, [])
    for name in packages.NAMES:
        paths[f"/data/{name}"] = _get("What the tables are", f"data-{name}", downloads.JSON, [])
    paths[f"/data/{downloads.ARCHIVE}"] = _get("All tables in one file", "data-archive", downloads.ZIP, [])
    source = {"name": "source", "in": "path", "required": True, "schema": _enum(dictionary.sources(store))}
    paths["/data/codes/{source}"] = _get("Indicator codes of a source as HTML", "data-codes", HTML, [source])
    return paths


def _decks() -> Json:
    pptx, pdf = (formats.chosen(ending).media_type for ending in ("pptx", "pdf"))
    asked = [_ref(name) for name in DECK] + [_ref("option-size")]
    preview = [_query("address", "The chart, such as trend?place=PAK"), _query("title", "Its title on the slide")]
    preview += [_query("size", "Shape of the slide", _enum(slide_basket.SIZES))]
    preview += [
        _query("colours", "Colours of the slide", _enum(slide_basket.COLOURS)),
        _query("palette", "Of a template"),
    ]
    country = {"name": "country", "in": "path", "required": True, "schema": TEXT}
    return {
        "/briefing/{country}.pdf": _get(
            "A country on two sides of A4", "briefing", pdf, [country, *map(_ref, BRIEFING)], BUSY
        ),
        "/deck.pptx": _get("A briefing of a few places as slides", "deck", pptx, asked),
        "/slides/preview.png": _get("A chosen slide as a picture", "slide-preview", PNG, preview, BUSY),
        "/slides.pptx": _post("Chosen charts as one deck", "slides", pptx),
        "/slides/colours": _post("What a template paints with", "slide-colours", downloads.JSON),
    }


def _rest() -> Json:
    size = {"type": "integer", "minimum": 1, "maximum": oembed.LARGEST}
    asked = [{**_query("url", "A page or chart of this server"), "required": True}]
    asked += [_query(side, "Pixels of the frame", size) for side in ("maxwidth", "maxheight")]
    asked += [_query("format", "json", _enum(["json"]))]
    return {
        oembed.ENDPOINT: _get("oEmbed 1.0: a link to the frame of its chart", "oembed", downloads.JSON, asked),
        "/healthz": _get("Whether the program is well", "healthz", downloads.JSON, []),
        "/openapi.json": _get("This description", "openapi", downloads.JSON, []),
    }


def _parameter(name: str, store: Store) -> Json:
    """A field of the selection as a key of the query, with its valid values."""
    told = _query(QUERY_KEYS[name], MEANINGS.get(name, name.replace("_", " ")), _schema(name, store))
    return told | ({"style": "form", "explode": False} if name == "place" else {})


def _schema(name: str, store: Store) -> Json:
    if name == "place":
        return {"type": "array", "items": TEXT}
    if name in NUMBERS:
        return {"type": "integer", "minimum": NUMBERS[name][0], "maximum": NUMBERS[name][-1]}
    if name == "release":
        return _enum(store.release_ids())
    return _enum(VALID[name]) if name in VALID else TEXT


def _options() -> dict[str, Json]:
    least, most = options.SCALES
    scale = {"type": "number", "minimum": least, "maximum": most}
    return {
        "size": _query("size", "Shape of the picture or slide, filled exactly", _enum(options.SIZES)),
        "scale": _query("scale", "How much larger it is drawn", scale),
        "background": _query("background", "What is behind it", _enum(options.BACKGROUNDS)),
    }


def _get(
    about: str, operation: str, media_type: str, parameters: list[Json], more: dict[str, str] | None = None
) -> Json:
    return {"get": _operation(about, operation, media_type, more) | ({"parameters": parameters} if parameters else {})}


def _post(about: str, operation: str, media_type: str) -> Json:
    form = {
        "address": {"type": "array", "items": TEXT, "maxItems": slide_basket.MOST},
        "title": {"type": "array", "items": {"type": "string", "maxLength": slide_basket.LONGEST}},
        "size": _enum(slide_basket.SIZES),
        "colours": _enum(slide_basket.COLOURS),
        "template": {"type": "string", "contentMediaType": "application/octet-stream"},
    }
    body = {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": form}}}}
    return {"post": _operation(about, operation, media_type) | {"requestBody": body}}


def _operation(about: str, operation: str, media_type: str, more: dict[str, str] | None = None) -> Json:
    refused = {status: {"description": told, "content": WORDS} for status, told in {**REFUSED, **(more or {})}.items()}
    given = {"description": "As asked", "content": {media_type: {}}}
    return {"summary": about, "operationId": operation, "responses": {"200": given, **refused}}


def _query(name: str, told: str, schema: Json = TEXT) -> Json:
    return {"name": name, "in": "query", "description": told, "schema": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}


def _enum(values: Iterable[str]) -> Json:
    return {"type": "string", "enum": list(values)}
