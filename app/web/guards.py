"""The one gate: every route declares who may call it, and one hook holds it to that. Default deny."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session, url_for

from app.accounts import password_service as passwords
from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import Access, Reach
from app.accounts.models import User
from app.accounts.password_service import Asked
from app.accounts.phones import Phone
from app.config import Settings
from app.extensions.database import now
from app.problems import Problem
from app.web.api_access import READING, is_api, user_of_call

View = TypeVar("View", bound=Callable[..., Any])
MARK = "__simpul_access__"
TOKEN_DOOR = "/k/<token>/"  # noqa: S105 - a rule of addresses
PASSWORD_DOOR = "/openrosa/"  # noqa: S105 - the beginning of addresses
# The same doors as programs that know ODK Central write them.
CENTRAL_DOOR = "/v1/key/"
# Where a draft is tried on a phone: what comes there is kept apart.
TRIAL_DOOR = "/uji/"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a route: kind `public`, `device`, `login` (of programs); `hook` and `trial`, whose
    views check the key in the address; `person` or `program` with an action.
    """

    kind: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """The account behind a request and what it may do today."""

    name: str
    is_demo: bool
    access: Access
    user_id: int


def _mark(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, MARK, rule)
        return view

    return mark


def allow(action: str) -> Callable[[View], View]:
    """Declare a route for people who have an action somewhere; the service checks where."""
    return _mark(Rule("person", action))


def for_program(action: str) -> Callable[[View], View]:
    """Declare a route for programs that act for a person who has an action somewhere."""
    return _mark(Rule("program", action))


public = _mark(Rule("public"))
for_login = _mark(Rule("login"))
for_device = _mark(Rule("device"))
for_hook = _mark(Rule("hook"))
for_trial = _mark(Rule("trial"))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """Answer what a route declares, or None."""
    if endpoint == "static":
        return Rule("public")
    return getattr(app.view_functions.get(endpoint), MARK, None)


def install(app: Flask) -> None:
    """Put the gate before every request."""
    app.before_request(_guard)


def settings() -> Settings:
    """Answer this app's settings."""
    found: Settings = current_app.extensions["simpul"]
    return found


def local_now() -> datetime:
    """Answer the present moment in the kabupaten's zone."""
    return datetime.now(settings().zone)


def _guard() -> Response | None:
    if request.endpoint is None:
        return None  # no such route: the error handler answers
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise Problem("accounts.not_allowed")
    if rule.kind == "device":
        _let_phone_in()
    elif rule.kind == "person":
        return _guard_person(rule)
    elif rule.kind == "program" and not get_person().access.may(rule.action):
        raise Problem("accounts.not_allowed")
    return None


def _guard_person(rule: Rule) -> Response | None:
    person = find_person()
    if person is None:
        if request.method == "GET" and "HX-Request" not in request.headers:
            # Only path and query of this site: never a place elsewhere.
            return redirect(url_for("web.login", lanjut=request.full_path.rstrip("?")))  # type: ignore[return-value]
        raise Problem("accounts.login_needed")
    if not person.access.may(rule.action):
        raise Problem("accounts.not_allowed")
    return None


def is_openrosa(path: str) -> bool:
    """Answer whether OpenRosa is spoken at an address, whatever stands there."""
    return path.startswith(("/k/", PASSWORD_DOOR, CENTRAL_DOOR, TRIAL_DOOR))


def _phone_of_request() -> Phone | None:
    """Answer the phone that asks: by the token in the address, or by the password shown."""
    if request.path.startswith(PASSWORD_DOOR):
        asked = Asked(request.method, request.path, request.query_string, request.is_secure)
        return accounts.phone_of_number(
            passwords.device_of_authorization(request.authorization, asked)
        )
    return accounts.phone_of_token(str((request.view_args or {}).pop("token", "")))


def _let_phone_in() -> None:
    """Note which phone asks and how it stands; a lost or stopped one is let in, to be told little."""
    phone = _phone_of_request()
    standing = phone.standing(now()) if phone else None
    if standing is None or not standing.opens:
        # 403, never 401: Collect would ask for a password that does not exist.
        raise Problem("publish.revoked")
    g.device, g.standing = phone, standing


def find_person() -> Person | None:
    """Answer who is logged in, once per request; a changed password ends older sessions."""
    if "person" not in g:
        g.person = _person_of_program() if is_api(request.path) else _person_of_session()
    person: Person | None = g.person
    return person


def get_person() -> Person:
    """Answer who is logged in; the gate has made sure there is somebody."""
    person = find_person()
    if person is None:
        raise Problem("accounts.login_needed")
    return person


def _person_of_program() -> Person | None:
    """Answer for whom a program calls. A browser's own session may read there, never write."""
    user = user_of_call()
    if user is not None:
        return _person_of(user)
    return _person_of_session() if request.method in READING else None


def _person_of_session() -> Person | None:
    user_id, mark = session.get("user_id"), session.get("mark")
    user = accounts_store.find_user_by_id(user_id) if isinstance(user_id, int) else None
    if user is None or user.session_mark != mark:
        return None
    return _person_of(user)


def _person_of(user: User) -> Person | None:
    today = local_now().date()
    if (user.ended_on and user.ended_on < today) or not may_enter(user):
        return None
    return Person(user.name, user.is_demo, accounts.access_of_user(user, today), user.user_id)


def enter(user: User) -> None:
    """Open a session for an account."""
    session.clear()
    session["user_id"], session["mark"] = user.user_id, user.session_mark
    session.permanent = True


def may_enter(user: User) -> bool:
    """Answer whether an account may be used from here: demo accounts only from loopback."""
    if not user.is_demo or settings().demo_public:
        return True
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def check(action: str, area: str, bidang: str) -> None:
    """Raise Problem unless the person may do this to this place and bidang."""
    if not get_person().access.allows(action, area, bidang):
        raise Problem("accounts.not_allowed")


def reach(action: str) -> tuple[Reach, ...]:
    """Answer the parts of the data the person's action may touch."""
    return get_person().access.reach(action)
