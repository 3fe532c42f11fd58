"""Logging in and out, who one is, the one project, the roles there are."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import store as accounts_store
from app.accounts.access import (
    DECIDE,
    EDIT_FORMS,
    MANAGE_DEVICES,
    SEE_FORMS,
    SEE_HOME,
    SEE_SUBJECTS,
    SEE_SUBMISSIONS,
    UNMASK,
    Access,
)
from app.accounts.api_sessions_service import end_session, find_session, open_session
from app.accounts.models import User
from app.central import projects_store as store
from app.central.calls_service import is_extended, json_body
from app.central.wire import PROJECT_ID, moment, said
from app.design.grants_service import sees
from app.problems import Problem
from app.registry import store as registry
from app.web.api_access import login
from app.web.guards import for_login, for_program, get_person, may_enter, settings

v1 = Blueprint("v1", __name__)
# Central's rows of roles: clients look up the number of the one that app users have.
ROLES = (
    (1, "Administrator", "admin"),
    (2, "App User", "app-user"),
    (5, "Project Manager", "manager"),
    (7, "Project Viewer", "viewer"),
    (8, "Data Collector", "formfill"),
)
# What an account may do, in Central's words: clients decide by them what to offer.
VERBS = {
    SEE_HOME: ("project.read",),
    SEE_FORMS: ("form.list", "form.read", "open_form.list", "open_form.read"),
    EDIT_FORMS: ("form.create", "form.update", "dataset.create", "dataset.update"),
    SEE_SUBMISSIONS: ("submission.list",),
    UNMASK: ("submission.read",),
    DECIDE: ("submission.update", "entity.create", "entity.update", "entity.delete"),
    SEE_SUBJECTS: ("dataset.list", "dataset.read", "entity.list", "entity.read"),
    MANAGE_DEVICES: ("field_key.create", "field_key.delete", "field_key.list"),
}


@v1.post("/v1/sessions")
@for_login
def log_in() -> BaseResponse:
    """Open a session: its token holds for a day. No cookie is set, so no page can misuse it."""
    body = json_body()
    name, password = said(body, "email"), body.get("password")
    if not name or not isinstance(password, str) or not password:
        raise Problem("central.missing_field", field="email, password")
    user = login(name, password)
    if not may_enter(user):
        raise Problem("accounts.demo_loopback")
    opened = open_session(user)
    return jsonify(
        {
            "token": opened.token,
            "csrf": "",
            "createdAt": moment(opened.created_at),
            "expiresAt": moment(opened.expires_at),
        }
    )


@v1.get("/v1/sessions/restore")
@for_program(SEE_HOME)
def restore() -> BaseResponse:
    """Answer how long this call's session still holds."""
    session = find_session(_own_token())
    if session is None:
        raise Problem("web.not_found")
    return jsonify(
        {"createdAt": moment(session.created_at), "expiresAt": moment(session.expires_at)}
    )


@v1.delete("/v1/sessions/current")
@for_program(SEE_HOME)
def log_out() -> BaseResponse:
    """End this call's session."""
    end_session(_own_token())
    return jsonify({"success": True})


@v1.delete("/v1/sessions/<token>")
@for_program(SEE_HOME)
def log_out_of(token: str) -> BaseResponse:
    """End a session of one's own."""
    session = find_session(token)
    if session is None or session.user_id != get_person().user_id:
        raise Problem("accounts.not_allowed")
    end_session(token)
    return jsonify({"success": True})


def _own_token() -> str:
    shown = request.authorization
    return (shown.token or "") if shown and shown.type == "bearer" else ""


@v1.get("/v1/users/current")
@for_program(SEE_HOME)
def current_user() -> BaseResponse:
    """Answer who the call acts for."""
    person = get_person()
    user = accounts_store.find_user_by_id(person.user_id)
    if user is None:
        raise Problem("accounts.unknown_user")
    more = {"verbs": _verbs(person.access)} if is_extended() else {}
    return jsonify(_user(user) | more)


def _user(user: User) -> dict[str, Any]:
    return {
        "id": user.user_id,
        "type": "user",
        "displayName": user.name,
        "email": user.name,
        "createdAt": moment(user.created_at),
        "updatedAt": None,
        "deletedAt": None,
    }


def _verbs(access: Access) -> list[str]:
    return sorted(verb for action, verbs in VERBS.items() if access.may(action) for verb in verbs)


@v1.get("/v1/projects")
@for_program(SEE_HOME)
def projects() -> BaseResponse:
    """Answer the one project: this installation."""
    return jsonify([_project()])


@v1.get("/v1/projects/<int(max=999999999):project_id>")
@for_program(SEE_HOME)
def project(project_id: int) -> BaseResponse:
    """Answer the project."""
    if project_id != PROJECT_ID:
        raise Problem("web.not_found")
    return jsonify(_project())


def _project() -> dict[str, Any]:
    code = settings().kabupaten
    name = registry.names_of_areas([code]).get(code, code)
    found: dict[str, Any] = {
        "id": PROJECT_ID,
        "name": f"Posyandu {name}",
        "description": "Semua formulir dan daftar sasaran Posyandu di Simpul ini.",
        "archived": None,
        "keyId": None,
        "createdAt": moment(store.find_beginning()),
        "updatedAt": None,
        "deletedAt": None,
    }
    if is_extended():
        found |= _counted(get_person().access)
    return found


def _counted(access: Access) -> dict[str, Any]:
    forms = [form for form in store.list_forms() if sees(form.bidang)]
    return {
        "forms": len(forms),
        "datasets": store.count_lists(),
        "appUsers": store.count_phones(access),
        "lastSubmission": moment(store.find_last_submission(access)),
        "verbs": _verbs(access),
    }


@v1.get("/v1/roles")
@for_program(SEE_HOME)
def roles() -> BaseResponse:
    """Answer Central's roles; what an account may do here follows from its grants."""
    return jsonify(
        [
            {"id": number, "name": name, "system": system, "verbs": [], "createdAt": None}
            for number, name, system in ROLES
        ]
    )
