"""What a proof by Digest must hold to open a door, and which clients know how to make one."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest

from app.accounts import digest, password_service
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul


@pytest.fixture
def password(simpul: Simpul, phone: Phone) -> tuple[str, str]:
    """The user name and password of the phone."""
    with simpul.app.app_context():
        return password_service.set_password(phone.device_id, "uji")


@sqlite_only
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl_knows_the_challenge(password: tuple[str, str], live_server: str) -> None:
    address = f"{live_server}/openrosa/formList"
    command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--digest"]
    done = subprocess.run(
        [*command, "-u", ":".join(password), address], capture_output=True, text=True, check=True
    )
    assert done.stdout == "200"


@sqlite_only
@pytest.mark.parametrize("algorithm", list(digest.ALGORITHMS))
def test_each_algorithm_offered_is_taken(
    simpul: Simpul, password: tuple[str, str], algorithm: str
) -> None:
    response = simpul.client().get(
        "/openrosa/formList", headers=proof(simpul, *password, algorithm=algorithm)
    )
    assert response.status_code == 200


def proof(
    simpul: Simpul,
    username: str,
    password: str,
    *,
    algorithm: str = "MD5",
    uri: str = "/openrosa/formList",
    nonce: str = "",
    method: str = "GET",
) -> dict[str, str]:
    """The Authorization header of a client that knows the password."""
    with simpul.app.app_context():
        nonce = nonce or password_service._new_nonce()
    nc, cnonce = "00000001", "0a4f113b"
    ha1 = digest.password_digests(username, password)[algorithm]
    ha2 = digest._hash(algorithm, f"{method}:{uri}")
    answer = digest._hash(algorithm, f"{ha1}:{nonce}:{nc}:{cnonce}:auth:{ha2}")
    return {
        "Authorization": f'Digest username="{username}", realm="Simpul", nonce="{nonce}", '
        f'uri="{uri}", algorithm={algorithm}, qop=auth, nc={nc}, cnonce="{cnonce}", '
        f'response="{answer}"'
    }


@sqlite_only
@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "bukan-sandi"},
        {"username": "ponsel-999999"},
        {"username": "admin"},
        {"uri": "/openrosa/submission"},
        {"uri": "/openrosa/formList?formID=profil"},
        {"method": "POST"},
    ],
)
def test_a_proof_of_something_else_opens_nothing(
    simpul: Simpul, password: tuple[str, str], wrong: dict[str, str]
) -> None:
    given = {"username": password[0], "password": password[1], **wrong}
    response = simpul.client().get("/openrosa/formList", headers=proof(simpul, **given))
    assert_problem(response, "accounts.password_needed")


@sqlite_only
def test_a_nonce_that_is_not_ours_opens_nothing(simpul: Simpul, password: tuple[str, str]) -> None:
    for nonce in ("1.a.b", "x", f"{int(time.time())}.00.{'0' * 40}"):
        shown = proof(simpul, *password, nonce=nonce)
        assert simpul.client().get("/openrosa/formList", headers=shown).status_code == 401
