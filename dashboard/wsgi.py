"""For WSGI servers: ``gunicorn --threads 8 dashboard.wsgi:server``."""

from dashboard.app import create_app

server = create_app().server
# Dash learns its pages at the first request, and two first requests at once would get half of them.
server.test_client().get("/healthz")
