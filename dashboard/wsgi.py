"""For WSGI servers: ``gunicorn --threads 8 dashboard.wsgi:server``."""

from dashboard.app import create_app

server = create_app().server
