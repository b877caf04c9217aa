"""For WSGI servers: ``gunicorn --threads 32 dashboard.wsgi:server``. New tables come with a restart or reload."""

from dashboard import allocation

allocation.share()

from dashboard.server import ready  # noqa: E402 - they import Arrow
from dashboard.store import open_store  # noqa: E402

server = ready(open_store(held=True))
