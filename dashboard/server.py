"""gunicorn with threads: one slow reader must not hold up the next."""

from __future__ import annotations

from gunicorn.app.base import BaseApplication

THREADS = 16
"""More than may wait for pictures and documents together, so that charts are answered meanwhile."""


class _Dashboard(BaseApplication):
    def __init__(self, host: str, port: int, workers: int) -> None:
        self._settings = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "timeout": 60,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        from dashboard.wsgi import server

        return server


def run(host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    _Dashboard(host, port, workers).run()
