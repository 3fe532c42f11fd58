"""Where a Problem becomes an answer: written once per protocol.

Collect gets OpenRosa XML, hooks and API callers JSON `{code, message, details}`, people a page. The
protocol follows from the address, so that one route has one shape.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from app.accounts.password_service import challenges
from app.extensions.vault import Sealed
from app.openrosa import documents
from app.problems import Problem
from app.web.api_access import is_api
from app.web.central_codes import as_central, status_of
from app.web.guards import is_openrosa, settings

log = logging.getLogger("simpul")


def install(app: Flask) -> None:
    """Register the one handler of each kind."""
    app.register_error_handler(Problem, write_problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Sealed, _sealed)
    app.register_error_handler(Exception, _unexpected)


def write_problem(problem: Problem) -> Response:
    """Answer a Problem in the protocol of the request."""
    if is_openrosa(request.path):
        body = documents.message(f"{problem.message} {problem.cure}", "submit_failure")
        response = make_response(body, problem.status)
        response.content_type = documents.CONTENT_TYPE
        if problem.code == "accounts.password_needed":
            stale = bool(problem.details.get("stale"))
            for challenge in challenges(stale=stale, secure=request.is_secure):
                response.headers.add("WWW-Authenticate", challenge)
    elif is_api(request.path):
        response = make_response(jsonify(as_central(problem)), status_of(problem))
        if response.status_code == HTTPStatus.UNAUTHORIZED and ".svc" in request.path:
            # Spreadsheet programs ask for a password only when told to.
            response.headers["WWW-Authenticate"] = 'Basic realm="Simpul", charset="UTF-8"'
    elif request.path.startswith(("/hooks/", "/api/", "/healthz")):
        response = make_response(jsonify(problem.as_dict()), problem.status)
    else:
        response = make_response(render_template("problem.html", problem=problem), problem.status)
    return response


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = settings().max_request_bytes // 1_000_000
        return write_problem(Problem("web.too_large", limit=limit))
    if isinstance(error, CSRFError):
        return write_problem(Problem("web.csrf"))
    if isinstance(error, NotFound):
        return write_problem(Problem("web.not_found"))
    if isinstance(error, MethodNotAllowed):
        return write_problem(Problem("web.method_not_allowed"))
    return write_problem(Problem("web.bad_request", reason=error.name))


def _database(error: OperationalError) -> Response:
    log.warning("database busy or away at %s", request.url_rule, exc_info=error)
    return write_problem(Problem("web.busy"))


def _sealed(error: Sealed) -> Response:
    log.error("what was sealed does not open at %s: %s", request.url_rule, error)
    return write_problem(Problem("intake.damaged"))


def _unexpected(error: Exception) -> Response:
    """Log under a number the person can read out; the route's rule, never the address with its token.

    Another server that calls hears that it may call again: after 500 it would not.
    """
    g.reference = secrets.token_hex(4)
    log.error("unexpected %s at %s", g.reference, request.url_rule, exc_info=error)
    if request.path.startswith("/hooks/"):
        return write_problem(Problem("web.busy"))
    return write_problem(Problem("web.unexpected", reference=g.reference))
