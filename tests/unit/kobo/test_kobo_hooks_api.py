"""The stand-in's REST services by API: registering, changing, logs, and trying again by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.account import Account
from tests.unit.kobo.conftest import ASSET
from tests.unit.kobo.door import Door

Maker = Callable[..., bytes]
HOOKS = f"assets/{ASSET}/hooks/"


@pytest.fixture
def account(kobo: KoboStandIn) -> Account:
    """The owner of the stand-in's account."""
    return Account(kobo)


def body_for(door: Door, **more: Any) -> dict[str, Any]:
    """A hook with our secret header."""
    settings = {"custom_headers": {"X-Simpul-Key": "rahasia"}}
    return {"name": "Simpul", "endpoint": door.url, "settings": settings} | more


def test_a_registered_hook_sends_later_submissions_with_its_header(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    kobo.submit(ASSET, our_xml(0))
    made = account.call("POST", HOOKS, json=body_for(door))
    assert made.status_code == 201
    assert (made.json()["active"], made.json()["export_type"]) == (True, "json")
    submission_id = kobo.submit(ASSET, our_xml(1))

    assert kobo.deliver() == [200]

    assert door.headers[0]["X-Simpul-Key"] == "rahasia"
    (log,) = account.get(f"{HOOKS}{made.json()['uid']}/logs/")["results"]
    assert (log["submission_id"], log["status"], log["status_str"]) == (submission_id, 2, "success")
    assert account.get(f"{HOOKS}{made.json()['uid']}/")["success_count"] == 1


def test_basic_and_a_changed_endpoint(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    settings = {"username": "simpul", "password": "p"}
    body = body_for(
        door, auth_level="basic_auth", settings=settings, endpoint="http://127.0.0.1:9/"
    )
    uid = account.call("POST", HOOKS, json=body).json()["uid"]

    account.call("PATCH", f"{HOOKS}{uid}/", json={"endpoint": door.url})

    kobo.submit(ASSET, our_xml())
    assert kobo.deliver() == [200]
    assert door.headers[0]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "ftp://x"}, "endpoint"),
        ({"endpoint": "http://x/" + "a" * 500}, "endpoint"),
        ({"name": ""}, "name"),
        ({"export_type": "csv"}, "export_type"),
        ({"payload_template": "{"}, "payload_template"),
        ({"payload_template": "{}", "export_type": "xml"}, "payload_template"),
    ],
)
def test_a_hook_kobo_does_not_take_is_named_by_field(
    account: Account, door: Door, change: dict[str, Any], field: str
) -> None:
    refused = account.call("POST", HOOKS, json=body_for(door, **change))
    assert refused.status_code == 400
    assert list(refused.json()) == [field]
    assert account.get(HOOKS)["count"] == 0


def test_a_switched_off_or_deleted_hook_sends_nothing(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    uid = account.call("POST", HOOKS, json=body_for(door)).json()["uid"]
    account.call("PATCH", f"{HOOKS}{uid}/", json={"active": False})
    kobo.submit(ASSET, our_xml(1))
    assert kobo.deliver() == []
    assert account.call("PATCH", f"{HOOKS}{uid}/retry/").status_code == 400

    assert account.call("DELETE", f"{HOOKS}{uid}/").status_code == 204
    kobo.submit(ASSET, our_xml(2))

    assert kobo.deliver() == []
    assert account.get(HOOKS)["count"] == 0


def test_all_that_failed_is_sent_again_when_somebody_asks(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    uid = account.call("POST", HOOKS, json=body_for(door)).json()["uid"]
    assert account.call("PATCH", f"{HOOKS}{uid}/retry/").status_code == 304
    door.answers.extend([500, 404])
    for number in (1, 2):
        kobo.submit(ASSET, our_xml(number))
    assert kobo.deliver() == [500, 404]
    assert account.get(f"{HOOKS}{uid}/logs/", status="0")["count"] == 2

    told = account.call("PATCH", f"{HOOKS}{uid}/retry/").json()

    assert len(told["pending_uids"]) == 2
    assert kobo.deliver() == [200, 200]


def test_one_log_is_tried_again_only_after_two_hours(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    uid = account.call("POST", HOOKS, json=body_for(door)).json()["uid"]
    door.answers.append(500)
    kobo.submit(ASSET, our_xml())
    kobo.deliver()
    (log,) = account.get(f"{HOOKS}{uid}/logs/")["results"]
    path = f"{HOOKS}{uid}/logs/{log['uid']}/retry/"
    assert account.call("PATCH", path).status_code == 400

    kobo.advance(7201)

    assert account.call("PATCH", path).json()["status_code"] == 200
    assert account.get(f"{HOOKS}{uid}/logs/{log['uid']}/")["tries"] == 2


def test_a_guarded_server_calls_no_private_address(
    kobo: KoboStandIn, account: Account, our_xml: Maker, door: Door
) -> None:
    kobo.ssrf_guard = True
    uid = account.call("POST", HOOKS, json=body_for(door)).json()["uid"]
    kobo.submit(ASSET, our_xml())

    assert kobo.deliver() == [None]
    kobo.advance(86_400)

    assert kobo.deliver() == []
    assert door.bodies == []
    (log,) = account.get(f"{HOOKS}{uid}/logs/")["results"]
    assert (log["status"], log["message"]) == (0, f"{door.url} is not allowed")


def test_an_installation_may_refuse_plain_http(
    kobo: KoboStandIn, account: Account, door: Door
) -> None:
    kobo.allow_http_hooks = False
    refused = account.call("POST", HOOKS, json=body_for(door))
    assert refused.json() == {"endpoint": ["Unsecured endpoint is not allowed"]}


def test_hooks_are_hidden_from_whom_may_not_see_submissions(
    kobo: KoboStandIn, account: Account
) -> None:
    kobo.add_asset("aLihat", rights=("view_asset", "change_asset"))
    assert account.call("GET", "assets/aLihat/hooks/").status_code == 404
