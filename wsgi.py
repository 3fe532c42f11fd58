"""The WSGI entry: `app` for any WSGI server, and what `flask` commands load."""

from app.factory import create_app

app = create_app()
