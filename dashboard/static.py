"""Scripts, styles and outlines: compressed once, cached for good by the browser.

Dash sends its scripts uncompressed, and compressing answers on the way out would break the short
"not modified" answers. So WhiteNoise stands before the application and sends ready-made Brotli and
gzip files, which lie in the user's cache folder under the hash of what they hold.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import brotli
import dash
import flask
from dash.fingerprint import check_fingerprint
from flask import g, request
from flask_compress import Compress
from werkzeug.exceptions import NotFound
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes
from whitenoise.responders import Response, StaticFile

from dashboard import fingerprint, first_paint, memory
from dashboard.freshness import AN_HOUR
from etl.home import cache_folder

SUITES = "_dash-component-suites/"
COMPRESSIBLE = {".css", ".html", ".ico", ".js", ".json", ".mjs", ".svg", ".txt"}
PUBLISHED = {".css", ".ico", ".js", ".json", ".mjs", ".png", ".svg", ".txt", ".woff2"}
REPLACED = ("dash/deps/polyfill", "dash/dcc/", "dash/dash_table/")
"""Scripts that no page needs: old browsers' crutches, and components of which ours (`make assets`) has those in use."""
NO_PAGE = "not_found_404"
"""The module by whose name Dash knows what to show where no page has the address."""
REFUSED = ' class="page refused"'
ASSET = re.compile(r"(/assets/([\w./-]+))\?m=[\d.]+")
OF_PACKAGE = re.compile(r"(/_dash-component-suites/[^\s\"]+\.v\w+m)\d+(?=\.)")
QUICK, BEST = 9, 11

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def _write(path: Path, data: bytes) -> None:
    """Several workers may compress the same file: each writes its own and renames it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def compressed(path: Path, quality: int = QUICK) -> dict[str, str]:
    """The file's Brotli and gzip copies, made now unless an earlier start made them."""
    if path.suffix not in COMPRESSIBLE:
        return {}
    shipped = path.with_name(f"{path.name}.br")
    data = path.read_bytes()
    stem = cache_folder("static") / hashlib.sha256(data).hexdigest()[:24]
    best, quick, gz = (Path(f"{stem}{ending}") for ending in (".best.br", ".br", ".gz"))
    if shipped.exists():
        best = shipped
    elif quality == BEST and not best.exists():
        _write(best, brotli.compress(data, quality=BEST))
    if not best.exists() and not quick.exists():
        _write(quick, brotli.compress(data, quality=QUICK))
    if not gz.exists():
        _write(gz, gzip.compress(data, 6, mtime=0))
    return {"br": str(best if best.exists() else quick), "gzip": str(gz)}


class StaticFiles:
    """Answers for assets and for the scripts of Dash and its component packages; the rest passes on."""

    def __init__(self, app: dash.Dash, application: Wsgi) -> None:
        self.app = app
        self.application = application
        self.root = app.config.routes_pathname_prefix
        self.assets = f"{self.root}{app.config.assets_url_path.strip('/')}/"
        self.suites = f"{self.root}{SUITES}"
        folder = Path(app.config.assets_folder)
        found = (path for path in folder.rglob("*") if path.suffix in PUBLISHED)
        self.published = {path.relative_to(folder).as_posix(): path for path in found}
        self.ready: dict[tuple[Path, str, bool], StaticFile] = {}
        self.lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Look the address up; what isn't a known file is the application's to answer."""
        url = environ.get("PATH_INFO", "")
        path, fingerprinted = self.path_of(url)
        if path is None:  # of a package Dash would say for itself that there is none, with a status of its own
            ours = NotFound() if url.startswith(self.suites) else self.application
            return ours(environ, start_response)
        named = environ.get("QUERY_STRING") == f"m={fingerprint.of(path)}"
        answer = self.answer(path, fingerprinted or named)
        return send(answer.get_response(environ["REQUEST_METHOD"], environ), start_response)

    def path_of(self, url: str) -> tuple[Path | None, bool]:
        """The file behind an address and whether the address names one version of it."""
        if url.startswith(self.assets):
            path = self.published.get(url.removeprefix(self.assets))
            return (path if path and path.is_file() else None), False
        if url.startswith(self.suites):
            return self.script(url.removeprefix(self.suites))
        return None, False

    def script(self, address: str) -> tuple[Path | None, bool]:
        """A script that Dash has registered: only those are published out of a package."""
        package, _, rest = address.partition("/")
        name, fingerprinted = check_fingerprint(rest)
        if name not in self.registered().get(package, ()):
            return None, False
        path = Path(str(importlib.import_module(package).__file__)).parent / name
        return (path if path.is_file() else None), fingerprinted

    def registered(self) -> dict[str, set[str]]:
        """The scripts that Dash knows of; it learns them with the first page it sends."""
        if not self.app.registered_paths:
            self.app.server.test_client().get(self.root)
        return self.app.registered_paths

    def answer(self, path: Path, lasting: bool) -> StaticFile:
        """Headers and compressed copies of one file, ready to be sent."""
        known = (path, fingerprint.of(path), lasting)  # a file that is made anew is another one
        with self.lock:
            if known not in self.ready:
                copies = compressed(path)
                self.ready[known] = StaticFile(str(path), headers(path, lasting), encodings=copies)
            return self.ready[known]


def send(response: Response, start_response: Callable[..., Any]) -> list[bytes]:
    """The whole file at once: they are small, and no handle is left open if nobody reads to the end."""
    start_response(f"{response.status} {response.status.phrase}", list(response.headers))
    if response.file is None:
        return []
    with response.file as file:
        return [file.read()]


def headers(path: Path, lasting: bool) -> list[tuple[str, str]]:
    """The kind of file and how long a browser may keep it."""
    kind = MediaTypes().get_type(str(path))
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    keep = f"max-age={WhiteNoise.FOREVER}, public, immutable" if lasting else f"max-age={AN_HOUR}, public"
    return [("Content-Type", kind + charset), ("Cache-Control", keep), ("X-Content-Type-Options", "nosniff")]


class Light(dash.Dash):
    """Dash whose pages can be read before scripts come, and ask for no more than they use."""

    edition = ""
    """Of the tables that the pages are made of."""

    def interpolate_index(self, scripts: str = "", app_entry: str = "", **parts: str) -> str:  # type: ignore[override]
        """The page's HTML: what it brings itself, and the scripts that it needs, each by its content."""
        named = {name: self.named(part) for name, part in {**parts, "scripts": needed(scripts)}.items()}
        return str(super().interpolate_index(app_entry=app_entry + self.first(), **named))

    def named(self, html: str) -> str:
        """Addresses without the time that Dash puts in them: an asset has its content there, a package its version."""
        folder = Path(self.config.assets_folder)
        own = ASSET.sub(lambda found: f"{found[1]}?m={fingerprint.of(folder / found[2])}", html)
        return OF_PACKAGE.sub(r"\g<1>0", own)

    def first(self) -> str:
        """What the page brings before any script, made once: that of no page where none has the address."""
        pages = dash.page_registry.values()
        asked = next((page for page in pages if page["path"] == request.path), dash.page_registry.get(NO_PAGE))
        if asked is None:
            return ""
        named = f"{self.edition} {request.full_path}"
        memory.name(named)
        made = memory.file(named, lambda: self._made(asked)).decode()
        g.status = 404 if asked["module"] == NO_PAGE else 400 if REFUSED in made else 200
        return made

    def _made(self, page: dict[str, Any]) -> bytes:
        laid = page["layout"](**request.args.to_dict())
        return first_paint.html(self.layout, laid, page["title"]).encode()


def needed(scripts: str) -> str:
    """The script tags of a page, a line each, less those that our bundle replaces."""
    replaced = tuple(f"{SUITES}{name}" for name in REPLACED)
    return "\n".join(line for line in scripts.splitlines() if not any(name in line for name in replaced))


def serve_static(app: dash.Dash) -> None:
    """Serve the app's files as this module does, and compress its pages and JSON on the way out."""
    server = app.server

    @server.after_request
    def say_whether_it_can_be_shown(response: flask.Response) -> flask.Response:
        response.status_code = g.get("status", response.status_code)
        return response

    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_CACHE_BACKEND=memory.Compressed,
        COMPRESS_CACHE_KEY=memory.compressed_as,
        COMPRESS_MIMETYPES=["text/html", "text/csv", "application/json", "image/svg+xml", "text/plain"],
    )
    Compress(server)
    server.wsgi_app = StaticFiles(app, server.wsgi_app)


def precompress(app: dash.Dash) -> int:
    """Compress every file that a first view may ask for as well as can be; how many there are."""
    files: StaticFiles = app.server.wsgi_app
    registered = files.registered()
    scripts = [files.script(f"{package}/{name}")[0] for package, names in registered.items() for name in names]
    # The largest scripts are seldom asked for (mathematics, rich text) and cost seconds each.
    wanted = [path for path in scripts if path and not path.name.startswith("async-")]
    for path in (*wanted, *files.published.values()):
        compressed(path, BEST)
    return len(wanted) + len(files.published)
