"""1.7 and 1.8: who may come in, and the QR code that sets up a phone."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from tests.conformance.reader import ACCEPTED, Reader, told
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, SIMPUL, NotApplicable, must, row

UNKNOWN = "x" * 32
# Collect's own words; of any other it falls back to its default.
KNOWN: dict[str, set[Any]] = {
    "form_update_mode": {"manual", "previously_downloaded", "match_exactly"},
    "periodic_form_updates_check": {
        "every_fifteen_minutes", "every_one_hour", "every_six_hours", "every_24_hours"
    },
    "autosend": {"off", "wifi_only", "cellular_only", "wifi_and_cellular"},
    "constraint_behavior": {"on_swipe", "on_finalize"},
    "guidance_hint": {"no", "yes", "yes_collapsed"},
    "automatic_update": {True, False},
    "delete_send": {True, False},
    "hide_old_form_versions": {True, False},
    "analytics": {True, False},
    "protocol": {"odk_default"},
}  # fmt: skip


# -- 1.7 tokens and passwords


@row("1.7", COLLECT)
def every_address_given_out_stands_below_the_door_it_was_asked_at(server: Server) -> None:
    door = server.reader.url.rstrip("/") + "/"
    for entry in server.reader.forms():
        urls = [entry.download_url, entry.manifest_url or entry.download_url]
        for file in server.reader.manifest(entry):
            urls += [file.download_url, file.integrity_url or file.download_url]
        for url in urls:
            must(url.startswith(door), f"{url} does not stand below {door}")


@row("1.7", SIMPUL)
def an_unknown_token_is_403_and_never_401(server: Server) -> None:
    door = server.inside.door()
    unknown = door.replace(door.rpartition("/")[2], UNKNOWN)
    _refused(unknown, server)


@row("1.7", SIMPUL)
def a_revoked_token_is_403_everywhere_and_the_list_never_empty(server: Server) -> None:
    _refused(server.inside.door("revoked"), server)


@row("1.7", SIMPUL)
def a_lost_phone_receives_nothing_and_hears_of_nothing(server: Server) -> None:
    lost = server.through(server.inside.door("lost"))
    must(lost.reader.forms() == [], "forms are listed")
    xml = server.sample().filled()
    answer = lost.reader.post(xml)
    must(answer.status_code == 202, f"what it sends is {told(answer)}")
    must(server.inside.quarantined(xml) == [xml], "what it sent is not kept for a person")


@row("1.7", SIMPUL)
def a_kader_who_stopped_keeps_forms_and_holds_no_people(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    stopped = server.through(server.inside.door("stopped"))
    must(stopped.reader.forms(), "no form is listed")
    must(entity_id in server.held(dataset).rows, "nobody holds it")
    must(stopped.held(dataset).rows == {}, "it still holds people")


@row("1.7", SIMPUL)
def an_address_for_passwords_names_no_token(server: Server) -> None:
    url, user, password = server.inside.password_door()
    reader = Reader(url, HTTPDigestAuth(user, password))
    token = urlsplit(server.reader.url).path.rpartition("/")[2]
    for entry in reader.forms():
        must(token not in entry.download_url, f"{entry.download_url} names the token")
        must(entry.download_url.startswith(url), f"{entry.download_url} is elsewhere")


@row("1.7", SIMPUL)
def a_persons_password_opens_no_door_of_phones(server: Server) -> None:
    url, _user, _password = server.inside.password_door()
    name, password = server.inside.person()
    for auth in (HTTPDigestAuth(name, password), HTTPBasicAuth(name, password)):
        answer = Reader(url, auth, server.inside.behind_https()).get(f"{url}/formList")
        must(answer.status_code == 401, f"it is {told(answer)}")


@row("1.7", SIMPUL)
def a_wrong_password_is_asked_for_again_by_401(server: Server) -> None:
    url, user, _password = server.inside.password_door()
    answer = Reader(url, HTTPDigestAuth(user, "bukan-sandinya")).get(f"{url}/formList")
    must(answer.status_code == 401, f"it is {told(answer)}")
    must("WWW-Authenticate" in answer.headers, "401 asks for nothing")


def _refused(door: str, server: Server) -> None:
    reader = Reader(door)
    asked = {
        "the list": reader.get(reader.list_url),
        "HEAD": reader.head(),
        "a submission": reader.post(server.sample().filled()),
    }
    for what, answer in asked.items():
        must(answer.status_code == 403, f"{what} is {told(answer)}")
        must("WWW-Authenticate" not in answer.headers, f"{what} asks for a password")


# -- 1.8 the QR code


@row("1.8", COLLECT)
def the_code_is_base64_of_zlib_of_JSON_with_general_and_admin(server: Server) -> None:  # noqa: N802
    settings = _settings(server)
    for name in ("general", "admin"):
        must(isinstance(settings.get(name), dict), f"it has no {name}")


@row("1.8", COLLECT)
def the_address_in_the_code_opens_its_door(server: Server) -> None:
    url = str(_settings(server)["general"]["server_url"])
    reader = Reader(url)
    must(reader.forms(), "its list is empty")
    answer = reader.post(server.sample().filled())
    must(answer.status_code in ACCEPTED, f"what is sent there is {told(answer)}")


@row("1.8", COLLECT)
def every_setting_has_a_word_that_Collect_knows(server: Server) -> None:  # noqa: N802
    general: Mapping[str, Any] = _settings(server)["general"]
    for name, text in general.items():
        must(name not in KNOWN or text in KNOWN[name], f"{name} is {text!r}")
    must(general.get("app_language") == "in", "the language is not Indonesian")


@row("1.8", COLLECT)
def the_project_shows_one_letter_and_a_colour(server: Server) -> None:
    project = _settings(server).get("project") or {}
    must(project.get("name"), "it has no name")
    must(len(project.get("icon", "")) == 1, f"its icon is {project.get('icon')!r}")
    colour = project.get("color", "")
    must(len(colour) == 7 and colour.startswith("#"), f"its colour is {colour!r}")
    int(colour[1:], 16)


@row("1.8", SIMPUL)
def a_phone_that_holds_exactly_the_list_never_gets_an_empty_one_by_mistake(
    server: Server,
) -> None:
    if _settings(server)["general"]["form_update_mode"] != "match_exactly":
        raise NotApplicable("the code does not ask for match_exactly")
    must(server.reader.forms(), "a phone in use gets an empty list")
    ended = Reader(server.inside.door("revoked"))
    answer = ended.get(ended.list_url)
    must(answer.status_code != 200, "an ended phone gets a list, and would delete its forms")


def _settings(server: Server) -> dict[str, Any]:
    code = server.inside.settings_code(server.reader.url)
    settings: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(code)))
    return settings
