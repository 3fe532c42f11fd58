"""Problems as ODK Central tells them: a decimal code whose whole part is the HTTP status.

Clients decide by these codes. Where Central has the same case its code stands here; every other Problem
gets the code of its status that says least. Our own code always stands in the details.
"""

from __future__ import annotations

from app.problems import Problem

# Central's lib/util/problem.js, by our own codes.
CODES = {
    "accounts.demo_loopback": "401.2",
    "accounts.https_needed": "401.3",
    "accounts.login_needed": "401.2",
    "accounts.session_ended": "401.2",
    "accounts.wrong_password": "401.2",
    "merge.entity_version": "409.15",
    "central.bad_entity": "400.28",
    "central.bad_filter": "400.18",
    "central.bad_json": "400.1",
    "central.bad_skiptoken": "400.35",
    "central.edit_needs_deprecated": "400.19",
    "merge.entity_known": "409.3",
    "central.expand_all_only": "501.6",
    "central.filter_field": "501.5",
    "central.form_known": "409.3",
    "central.missing_field": "400.2",
    "central.no_conflict": "400.32",
    "central.no_draft": "404.1",
    "central.not_supported": "501.1",
    "central.select_field": "400.23",
    "central.select_or_expand": "501.11",
    "central.unknown_properties": "400.33",
    "central.unexpected_value": "400.8",
    "design.form_has_errors": "400.15",
    "design.form_has_warnings": "400.16",
    "design.version_taken": "409.6",
    "intake.form_mismatch": "400.8",
    "intake.edit_of_old": "409.9",
    "intake.missing_instance_id": "400.2",
    "intake.malformed_xml": "400.1",
    "intake.other_content_same_id": "409.1",
    "intake.unknown_version": "404.6",
    "web.too_large": "400.36",
}
BY_STATUS = {
    400: "400.8",
    401: "401.2",
    403: "403.1",
    404: "404.1",
    405: "404.1",
    409: "409.3",
    410: "404.1",
    413: "400.36",
    422: "400.8",
    429: "429.1",
    500: "500.1",
    503: "503.1",
}


def status_of(problem: Problem) -> int:
    """Answer the HTTP status Central would answer with."""
    return int(float(code_of(problem)))


def code_of(problem: Problem) -> str:
    """Answer Central's code of a Problem."""
    return CODES.get(problem.code) or BY_STATUS.get(problem.status, f"{problem.status}.1")


def as_central(problem: Problem) -> dict[str, object]:
    """Answer a Problem in Central's shape; the code is a number, as it is there."""
    return {
        "code": float(code_of(problem)),
        "message": f"{problem.message} {problem.cure}",
        "details": {**problem.details, "simpul": problem.code},
    }
