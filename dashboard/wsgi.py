"""For WSGI servers: ``gunicorn --threads 32 dashboard.wsgi:server``. New tables come with a restart or reload."""

from dashboard.server import ready
from dashboard.store import open_store

server = ready(open_store(held=True))
