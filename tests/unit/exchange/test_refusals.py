"""What other servers have against a form is told in our words, at its place in the workbook."""

from __future__ import annotations

import pytest

from app.exchange.refusals import central_findings, compiler_finding, kobo_import_finding
from app.exchange.remote_errors import (
    Busy,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    RemoteError,
    Unreachable,
)
from app.exchange.verdicts import (
    CENTRAL_RIGHTS,
    READING,
    Line,
    Seen,
    judge_address,
    judge_central_rights,
    judge_collect,
    judge_encryption,
    judge_error,
    judge_hook,
    judge_kobo_account,
    judge_projects,
)
from xlsform.workbook import read_workbook

WORKBOOK = read_workbook(
    b"""
| survey | type        | name  | label |
|        | begin group | kebun | Kebun |
|        | integer     | luas  | Luas  |
|        | end group   |       |       |
|        | text        | luas2 | Luas  |

| settings | form_id | form_title | version |
|          | kes     | Kes        | 1       |
""",
    "kes.md",
)


def rejected(code: str, **details: object) -> Rejected:
    """A refusal of Central with its code."""
    return Rejected("ODK Central", "", document={"code": code, "details": details}, code=code)


def test_a_type_that_changed_is_found_by_its_path() -> None:
    error = rejected("400.17", path="/kebun/luas", type="string")

    (found,) = central_findings(error, WORKBOOK)

    assert (found.sheet, found.row, found.column) == ("survey", 3, "type")
    assert "string" in found.message


def test_what_the_compiler_there_said_is_found_by_its_row_or_its_name() -> None:
    (found,) = central_findings(rejected("400.15", error="[row : 3] Question 'luas'"), WORKBOOK)
    assert (found.sheet, found.row) == ("survey", 3)
    assert compiler_finding("There is a problem with 'luas2'", WORKBOOK).row == 5


@pytest.mark.parametrize("code", ["409.6", "409.3"])
def test_a_version_or_id_that_is_taken_points_to_the_settings(code: str) -> None:
    (found,) = central_findings(rejected(code), WORKBOOK)
    assert found.sheet == "settings"
    assert found.cure


def test_a_code_nobody_knows_gives_no_finding_and_keeps_its_sentence() -> None:
    error = rejected("400.99")
    assert central_findings(error, WORKBOOK) == []
    assert "ODK Central" in error.message


@pytest.mark.parametrize(
    ("kind", "text", "row"),
    [
        ("DuplicateNameException", "Duplicate node name: luas2", 5),
        ("ValueError", "Invalid node name: luas", 3),
        ("PyXFormError", "[row : 5] Unknown question type 'teks'", 5),
        ("Exception", "Something else", None),
    ],
)
def test_why_kobo_did_not_take_a_workbook_in(kind: str, text: str, row: int | None) -> None:
    found = kobo_import_finding({"error_type": kind, "error": text}, WORKBOOK)
    assert (found.row, found.severity) == (row, "error")
    assert found.cure


def test_rights_that_are_missing_are_named_with_whom_to_ask() -> None:
    (good,) = judge_central_rights([*CENTRAL_RIGHTS, "user.list"])
    (bad,) = judge_central_rights(["form.list", "form.read", "submission.list"])
    (viewer,) = judge_central_rights(READING)
    assert (good.sign, bad.sign, viewer.sign) == ("good", "bad", "warn")
    assert "membuat formulir" in bad.text
    assert "Project Manager" in bad.cure
    assert "Kiriman dapat ditarik" in viewer.text


def test_an_encrypted_project_is_no_use() -> None:
    assert judge_encryption({"keyId": None}) == []
    (line,) = judge_encryption({"keyId": 3})
    assert line.sign == "bad"


def test_a_project_is_found_or_asked_for() -> None:
    projects = [{"id": 7, "name": "Posyandu"}]
    assert judge_projects(projects, 7)[1] == "Posyandu"
    for answer in (judge_projects(projects, None), judge_projects(projects, 8)):
        assert (answer[0][0].sign, answer[1]) == ("bad", "")
    assert "belum punya proyek" in judge_projects([], None)[0][0].text


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("X", "privat", host="db"),
        Unreachable("X", "TLS", tls=True),
        Unreachable("X", "mati"),
        Refused("X", "sandi"),
        Missing("X", "/v1"),
        Busy("X", "503"),
        RemoteError("X", "bukan JSON"),
    ],
)
def test_every_failure_says_what_to_do_next(error: RemoteError) -> None:
    line = judge_error(error)
    assert line.sign == "bad"
    assert line.text == error.message
    assert len(line.cure) > 20


def test_a_server_is_usable_when_nothing_is_bad() -> None:
    warned = judge_address("http://x"), judge_hook("http://y/hooks", tellable=False)
    assert {line.sign for line in warned} == {"warn"}
    collect = judge_collect(Unreachable("KoboToolbox", "mati")), judge_collect(None)
    assert [line.sign for line in collect] == ["warn", "good"]
    assert Seen(warned).usable
    assert not Seen((*warned, Line("bad", "x"))).usable
    assert not Seen(tuple(judge_kobo_account({"message": "user is not logged in"}))).usable
