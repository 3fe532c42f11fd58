"""Sessions of people: phones and other servers, which bring no cookie, cost nothing here."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, looked at only where the request brings one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Answer the session of a request; a fresh one where it brings none."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)
