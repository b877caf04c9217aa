"""nginx in front of what answers on two ports of this machine, with the very deploy/nginx.conf."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 180
WRAPPED = """
pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/out-of-school.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(holds, these=()) -> None:
    """Wait for what must come to hold, as long as these processes run."""
    last = time.monotonic() + PATIENCE_S
    while not holds():
        assert all(process.poll() is None for process in these), "a process ended"
        assert time.monotonic() < last, "it did not come to hold"
        time.sleep(0.1)


@contextmanager
def started(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with (
        log.open("ab") as told,
        subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told, env=os.environ | environment) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)  # at once: nobody reads any more
            process.wait(PATIENCE_S)


def configured(folder: Path, port: int, replicas: list[int], *others: tuple[str, str]) -> list[str]:
    """nginx with the file of the repository, in which only ports, the folder of the cache and `others` are others."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8051", f"127.0.0.1:{replicas[0]}"),
        ("127.0.0.1:8052", f"127.0.0.1:{replicas[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/cache/nginx/out-of-school", f"{folder}/cache"),
        *others,
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "out-of-school.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(WRAPPED.format(folder=folder, user=user))
    nginx = "/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else "nginx"
    return [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
