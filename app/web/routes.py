"""Login, logout, the first admin, and the health check."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from sqlalchemy import text
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import ROLE_NAMES, Grant
from app.extensions.database import db
from app.problems import Problem
from app.web.guards import enter, local_now, may_enter, public, settings
from app.web.limits import count_try
from app.web.setup import check_setup, close_setup

web = Blueprint("web", __name__, template_folder="templates")


@web.get("/aset/<mark>/<path:name>")
@public
def asset(mark: str, name: str) -> Response:
    """Answer a static file below its mark: scripts that import each other change address together."""
    return current_app.send_static_file(name)


@web.get("/login")
@public
def login() -> str:
    """Show the login page."""
    return _login_page(None)


@web.post("/login")
@public
def do_login() -> BaseResponse | tuple[str, int]:
    """Log in, or show the page again with what was wrong; the name typed is kept."""
    count_try()
    try:
        user = accounts.login(
            request.form.get("nama", "").strip(),
            request.form.get("sandi", ""),
            local_now().date(),
        )
        if not may_enter(user):
            raise Problem("accounts.demo_loopback")
    except Problem as problem:
        return _login_page(problem), problem.status
    enter(user)
    accounts.log_access(user.name, "masuk", f"user:{user.user_id}")
    return redirect(_own_path(request.args.get("lanjut", "")))


@web.post("/logout")
@public
def logout() -> BaseResponse:
    """Log out."""
    session.clear()
    return redirect(url_for("web.login"))


@web.get("/awal/<token>")
@public
def setup(token: str) -> str:
    """Show the page that makes the first admin, behind its one-time link."""
    check_setup(token)
    return render_template("setup.html", error=None, nama="")


@web.post("/awal/<token>")
@public
def do_setup(token: str) -> BaseResponse | tuple[str, int]:
    """Make the first admin and close the link."""
    count_try()
    check_setup(token)
    name, password = request.form.get("nama", "").strip(), request.form.get("sandi", "")
    try:
        if not name or password != request.form.get("sandi_lagi", ""):
            raise Problem("web.bad_request", reason="nama kosong atau kedua sandi berbeda")
        user = accounts.add_user(name, password, [Grant("admin")])
    except Problem as problem:
        return render_template("setup.html", error=_words(problem), nama=name), problem.status
    close_setup()
    enter(user)
    return redirect("/")


@web.get("/healthz")
@public
def healthz() -> Response:
    """Answer 200 when the database answers."""
    db.session.execute(text("SELECT 1"))
    return jsonify({"status": "ok"})


def _login_page(problem: Problem | None) -> str:
    demo = []
    if settings().demo:
        demo = [
            {"name": user.name, "role": ROLE_NAMES.get(user.grants[0].role, "")}
            for user in accounts_store.list_demo_users()
            if user.grants
        ]
    return render_template(
        "login.html",
        error=_words(problem),
        demo_accounts=demo,
        demo_password="simpul-demo",  # noqa: S106 - printed on the page, loopback only
        nama=request.form.get("nama", ""),
    )


def _words(problem: Problem | None) -> str | None:
    return f"{problem.message} {problem.cure}" if problem else None


def _own_path(target: str) -> str:
    """Answer a path of this site to go on to; anything else is the start page."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or target.startswith("//"):
        return "/"
    return target
