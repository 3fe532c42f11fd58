"""The phone's list, forms and media, against a server that is wrong in one way per test."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.collect.form_server import FormServer
from tests.collect.openrosa import MediaFile
from tests.collect.phone import FetchFailed, Phone
from tests.collect.transport import request_headers

pytestmark = pytest.mark.collect


def failure(phone: Phone, form_id: str | None = None) -> str:
    if form_id:
        phone.refresh()
    with pytest.raises(FetchFailed) as caught:
        phone.download(form_id) if form_id else phone.refresh()
    return caught.value.kind


def test_a_right_server_is_listed_downloaded_and_opened(server: FormServer, phone: Phone) -> None:
    (listed,) = phone.refresh()
    assert (listed.entry.form_id, listed.entry.version) == ("kunjungan", "2026-11-01")
    assert listed.state == "New"
    form = phone.download("kunjungan")
    assert form.xform == server.xform
    assert form.media == server.media
    assert phone.open("kunjungan").value("deviceid") == "collect:abc"


def test_every_request_carries_device_and_headers(server: FormServer, phone: Phone) -> None:
    phone.sync()
    assert len(server.asked) == 5
    for asked in server.asked:
        assert asked.query.split("&")[-1] == "deviceID=collect%3Aabc"
        assert asked.headers["X-OpenRosa-Version"] == "1.0"
        assert asked.headers["User-Agent"].startswith("org.odk.collect.android/")
        assert "Accept" not in asked.headers
    assert server.asked[2].query == "v=1&deviceID=collect%3Aabc"


def test_the_date_header_has_collects_twelve_hour_clock() -> None:
    afternoon = datetime(2026, 11, 3, 15, 4, 5, tzinfo=UTC)
    assert request_headers(afternoon)["Date"] == "Tue, 03 Nov 2026 03:04:05 GMT"
    midnight = datetime(2026, 11, 3, 0, 4, 5, tzinfo=UTC)
    assert request_headers(midnight)["Date"] == "Tue, 03 Nov 2026 12:04:05 GMT"


def test_what_did_not_change_is_not_fetched_again(server: FormServer, phone: Phone) -> None:
    phone.sync()
    server.asked.clear()
    (listed,) = phone.refresh()
    assert listed.state == "OnDevice"
    assert len(server.asked) == 2
    assert all("If-None-Match" in asked.headers for asked in server.asked)


def test_a_changed_list_file_is_the_only_one_fetched(server: FormServer, phone: Phone) -> None:
    phone.sync()
    server.asked.clear()
    server.media["desa.csv"] += b"baru,Baru,sebulu\n"
    (changed,) = phone.sync()
    assert changed.state == "UpdatedMedia"
    assert [asked.path[8:] for asked in server.asked[2:]] == ["/form", "/media/desa.csv"]


def test_new_bytes_under_the_same_version_are_told_apart(server: FormServer, phone: Phone) -> None:
    phone.sync()
    server.xform = server.xform.replace(b"Kunjungan balita", b"Kunjungan anak")
    (listed,) = phone.refresh()
    assert listed.state == "UpdatedHash"
    phone.download("kunjungan")
    assert len(phone.forms) == 1


def test_an_empty_list_empties_the_phone(server: FormServer, phone: Phone) -> None:
    phone.sync()
    server.form_list = '<xforms xmlns="http://openrosa.org/xforms/xformsList"/>'
    phone.sync()
    assert phone.forms == {}


def test_a_missing_header_is_refused(server: FormServer, phone: Phone) -> None:
    server.openrosa_header = False
    assert failure(phone) == "not_openrosa"


def test_application_xml_is_refused(server: FormServer, phone: Phone) -> None:
    server.content_type = "application/xml"
    assert failure(phone) == "fetch_error"


def test_one_bad_entry_voids_the_list(server: FormServer, phone: Phone) -> None:
    good, bad = server.entry("kunjungan", "0" * 32), server.entry("lain", "0" * 32, name="<name/>")
    server.form_list = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{good}{bad}</xforms>'
    assert failure(phone) == "parse_error"


def test_another_namespace_is_refused(server: FormServer, phone: Phone) -> None:
    server.form_list = "<xforms><xform/></xforms>"
    assert failure(phone) == "parse_error"


def test_broken_xml_is_refused(server: FormServer, phone: Phone) -> None:
    server.form_list = "<html><p>Login</html>"
    assert failure(phone) == "fetch_error"


@pytest.mark.parametrize(("path", "kind"), [("salah", "unreachable"), ("token/", "parse_error")])
def test_addresses(server: FormServer, path: str, kind: str) -> None:
    server.form_list = "<a/>"
    assert failure(Phone(server.url.replace("token", path))) == kind


def test_a_server_that_is_not_there() -> None:
    assert failure(Phone("http://127.0.0.1:9")) == "fetch_error"


def test_a_form_with_another_md5_is_refused(server: FormServer, phone: Phone) -> None:
    entry = server.entry("kunjungan", "0" * 32)
    server.form_list = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{entry}</xforms>'
    assert failure(phone, "kunjungan") == "wrong_hash"


def test_a_hash_without_its_prefix_is_no_hash(server: FormServer, phone: Phone) -> None:
    server.form_list = server.right_form_list().replace("md5:", "")
    assert failure(phone, "kunjungan") == "no_hash"


def test_media_with_another_md5_is_refused(server: FormServer, phone: Phone) -> None:
    server.manifest = server.right_manifest()
    server.media["desa.csv"] += b"x,X,x\n"
    assert failure(phone, "kunjungan") == "wrong_hash"


def test_a_bad_manifest_is_swallowed_by_the_list_and_fails_the_download(
    server: FormServer, phone: Phone
) -> None:
    server.manifest = server.right_manifest().replace("<filename>desa.csv</filename>", "")
    (listed,) = phone.refresh()
    assert listed.manifest is None
    assert failure(phone, "kunjungan") == "parse_error"


def test_an_entity_list_has_an_opaque_hash(server: FormServer, phone: Phone) -> None:
    opaque = "md5:" + "a" * 32
    server.media = dict.fromkeys(server.media, b"name,label,__version\n")
    manifest = server.right_manifest().replace("<mediaFile>", '<mediaFile type="entityList">')
    server.manifest = re.sub(r"md5:\w{32}", opaque, manifest)
    phone.sync()
    (listed,) = phone.refresh()
    assert isinstance(listed.manifest, tuple)
    assert isinstance(listed.manifest[0], MediaFile)
    assert listed.manifest[0].type == "entityList"
    assert listed.state == "UpdatedMedia"  # entity lists always look new to Collect
    server.asked.clear()
    phone.sync()
    assert not [asked for asked in server.asked if "/media/" in asked.path]


def test_a_bad_submission_address_is_refused(server: FormServer, phone: Phone) -> None:
    server.xform = server.xform.replace(b"</model>", b'<submission action="ftp:x"/></model>')
    assert failure(phone, "kunjungan") == "bad_submission_url"
