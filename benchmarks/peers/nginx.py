"""nginx with the very bytes that our server sent, as files: how fast this machine can answer at all.

As the documentation advises for static files: `sendfile`, `tcp_nopush`, kept connections, `open_file_cache`, no log,
one worker (as ours has one). The bytes are as compressed as ours came, and go out under that encoding's name.
"""

from __future__ import annotations

import http.client
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.crowd import ACCEPTS
from benchmarks.serving import Running, free_port, served

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=1000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
        types {{ application/json json; }}
        add_header Content-Encoding {encoding};
    }}
}}
"""


def find() -> str | None:
    """The program; Debian keeps it out of an ordinary user's path."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def keep(url: str, addresses: Sequence[str], folder: Path) -> tuple[list[str], str]:
    """Writes each answer of our server to a file; gives their addresses, and how they are encoded."""
    files, encoding = folder / "files", "identity"
    files.mkdir()
    name, _, value = ACCEPTS.partition(": ")
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    for number, address in enumerate(addresses):
        connection.request("GET", address, headers={name: value})
        answer = connection.getresponse()
        (files / f"{number}.json").write_bytes(answer.read())
        encoding = answer.headers.get("Content-Encoding", "identity")
    connection.close()
    return [f"/{number}.json" for number in range(len(addresses))], encoding


@contextmanager
def serving(folder: Path, encoding: str) -> Iterator[Running]:
    """nginx before those files."""
    program, port = find(), free_port()
    if program is None:
        raise SystemExit("The limit is measured with nginx, which is missing: apt-get install nginx-light.")
    user = "" if os.geteuid() else "user root;"
    path = folder / "nginx.conf"
    path.write_text(CONFIGURATION.format(folder=folder, port=port, encoding=encoding, user=user))
    with served([program, "-p", str(folder), "-c", str(path)], port, "/0.json") as running:
        yield running
