"""Sessions of people: phones and other servers, which bring no cookie, cost nothing here.

An answer to what a page asks for in the background sets no cookie: such an answer may come late,
after a logout or after somebody else's login, and would bring the old session back.
"""

from __future__ import annotations

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, looked at only where the request brings one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Answer the session of a request; a fresh one where it brings none."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether the answer prolongs or changes the session: only where a page is opened."""
        opened = request.headers.get("Sec-Fetch-Mode") == "navigate"
        return session.modified or (session.permanent and opened)
