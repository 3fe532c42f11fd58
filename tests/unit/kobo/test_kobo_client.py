"""The client against the stand-in, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from app.exchange import remote_client
from app.exchange.kobo_answers import RemoteFile
from app.exchange.kobo_client import KoboClient
from app.exchange.remote_errors import Busy, Missing, Refused, RemoteError, Unreachable
from tests.kobo.api import CUT, DROPPED, WEB_PAGE
from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.conftest import ASSET, PLAIN

PHOTO = bytes(range(256)) * 900
Maker = Callable[..., bytes]


def test_a_submission_comes_as_its_own_xml_with_nothing_around_it(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit(ASSET, our_xml())

    xml = client.submission_xml(ASSET, submission_id)

    stored = kobo.projects[ASSET].submissions[submission_id].xml
    assert xml == b'<?xml version="1.0" encoding="utf-8"?>' + stored


@pytest.mark.parametrize("key", ["uuid:0000-1", "0000-1"])
def test_a_submission_is_found_by_its_first_instance_id_even_after_an_edit(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker, key: str
) -> None:
    submission_id = kobo.submit(ASSET, our_xml())
    kobo.edit(ASSET, submission_id, {"jml_balita": "38"})

    document = client.submission(ASSET, key)

    assert (document["_id"], document["jml_balita"]) == (submission_id, "38")
    assert b"<jml_balita>38</jml_balita>" in client.submission_xml(ASSET, key)


def test_a_declaration_after_blank_lines_is_still_well_formed_xml(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit_kobo_xml(ASSET, b'<?xml version="1.0"?>' + our_xml())
    held = kobo.projects[ASSET].submissions[submission_id]
    held.xml = b"\n  " + held.xml

    assert client.submission_xml(ASSET, submission_id).startswith(b"<?xml")


def test_files_are_listed_with_the_names_the_answers_give(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO, "rekaman.m4a": b"suara"})
    kobo.delete_file(ASSET, submission_id, "rekaman.m4a")

    photo, sound = client.attachments(ASSET, submission_id)

    assert (photo.name, photo.mimetype, photo.is_deleted) == ("anak 1.jpg", "image/jpeg", False)
    assert (sound.name, sound.is_deleted) == ("rekaman.m4a", True)
    assert b"".join(client.open_attachment(photo)) == PHOTO
    with pytest.raises(Missing):
        list(client.open_attachment(sound))


def test_a_late_file_is_there_the_next_time(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit(ASSET, our_xml())
    assert client.attachments(ASSET, submission_id) == []

    kobo.attach(ASSET, submission_id, "anak 1.jpg", PHOTO)

    (photo,) = client.attachments(ASSET, submission_id)
    assert b"".join(client.open_attachment(photo)) == PHOTO


def test_ids_come_in_order_after_the_cursor_and_no_more_than_asked(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    ids = [kobo.submit(ASSET, our_xml(number)) for number in range(5)]

    assert client.submission_ids_after(ASSET, 0, 100) == ids
    assert client.submission_ids_after(ASSET, ids[1], 2) == ids[2:4]
    assert client.submission_ids_after(ASSET, ids[-1], 100) == []


def test_the_verdict_of_a_readable_project_names_nothing_missing(client: KoboClient) -> None:
    verdict = client.verdict(ASSET)

    assert (verdict.reachable, verdict.missing) == (True, ())
    assert verdict.deployed_version
    assert "view_submissions" in verdict.rights


def test_the_verdict_says_which_right_is_missing(kobo: KoboStandIn, client: KoboClient) -> None:
    kobo.add_asset("aTanpaHak", rights=("view_asset",))

    verdict = client.verdict("aTanpaHak")

    assert verdict.missing == ("hak view_submissions",)
    assert "view_submissions" in verdict.message


def test_the_verdict_of_a_wrong_token_and_of_a_dead_server_differ(
    kobo: KoboStandIn, pauses: list[float]
) -> None:
    wrong = KoboClient(kobo.url, "salah", PLAIN).verdict(ASSET)
    dead = KoboClient("http://127.0.0.1:9", "salah", PLAIN, pause=pauses.append).verdict(ASSET)

    assert (wrong.reachable, dead.reachable) == (True, False)
    assert wrong.missing
    assert dead.missing


def test_a_wrong_token_is_refused_and_named_nowhere(kobo: KoboStandIn) -> None:
    with pytest.raises(Refused) as caught:
        KoboClient(kobo.url, "token-salah-rahasia", PLAIN).submission_xml(ASSET, 1)

    assert caught.value.details["status"] == 401
    assert "rahasia" not in f"{caught.value} {caught.value.details}"
    assert not caught.value.retryable


@pytest.mark.parametrize("submission_id", [1, "uuid:tidak-ada", "../../me", "a b", ""])
def test_what_is_not_there_is_missing(client: KoboClient, submission_id: int | str) -> None:
    with pytest.raises(Missing):
        client.submission_xml(ASSET, submission_id)


def test_a_project_without_the_right_to_see_it_is_missing(
    kobo: KoboStandIn, client: KoboClient
) -> None:
    kobo.add_asset("aOrangLain", rights=())

    with pytest.raises(Missing):
        client.submission_ids_after("aOrangLain", 0, 10)


@pytest.mark.parametrize("fault", [502, 503, 504, DROPPED])
def test_a_gateway_or_a_dropped_connection_is_tried_again(
    kobo: KoboStandIn, client: KoboClient, pauses: list[float], our_xml: Maker, fault: int
) -> None:
    submission_id = kobo.submit(ASSET, our_xml())
    kobo.faults.next_statuses.extend([fault, fault])

    assert client.submission(ASSET, submission_id)["_id"] == submission_id
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize(
    ("fault", "error"),
    [(503, Busy), (DROPPED, Unreachable), (500, Busy), (429, Busy)],
)
def test_the_client_gives_up_in_the_end_and_leaves_waiting_to_the_job(
    kobo: KoboStandIn, client: KoboClient, fault: int, error: type[RemoteError]
) -> None:
    kobo.faults.next_statuses.extend([fault] * 3)

    with pytest.raises(error) as caught:
        client.submission(ASSET, 1)

    assert caught.value.retryable
    assert len(kobo.seen) == (3 if fault in {DROPPED, 503} else 1)


@pytest.mark.parametrize(("asked", "tries"), [(3, 3), (120, 1)])
def test_a_server_that_wants_to_be_left_alone_is(
    kobo: KoboStandIn, client: KoboClient, pauses: list[float], asked: int, tries: int
) -> None:
    kobo.faults.next_statuses.extend([503] * 3)
    kobo.faults.retry_after = asked

    with pytest.raises(Busy) as caught:
        client.submission(ASSET, 1)

    assert caught.value.retry_after == asked
    assert (len(kobo.seen), pauses) == (tries, [asked] * (tries - 1))


def test_a_file_cut_short_is_not_taken_for_whole(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
    (photo,) = client.attachments(ASSET, submission_id)
    kobo.faults.next_statuses.append(CUT)

    with pytest.raises(Unreachable):
        list(client.open_attachment(photo))


def test_a_document_over_the_bound_is_not_read_to_its_end(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
    (photo,) = client.attachments(ASSET, submission_id)
    monkeypatch.setattr(remote_client, "FILE_BYTES", 100_000)

    with pytest.raises(RemoteError, match="lebih besar"):
        list(client.open_attachment(photo))


def test_a_web_page_in_place_of_an_answer_is_a_kobo_error(
    kobo: KoboStandIn, client: KoboClient
) -> None:
    kobo.faults.next_statuses.extend([WEB_PAGE, WEB_PAGE])

    with pytest.raises(RemoteError, match="bukan JSON"):
        client.submission(ASSET, 1)
    with pytest.raises(RemoteError, match="bukan XML"):
        client.submission_xml(ASSET, 1)


def test_the_token_goes_to_the_account_whatever_host_the_answer_names(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    kobo.faults.public_url = "https://kf.lain.example"
    submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})

    (photo,) = client.attachments(ASSET, submission_id)

    assert photo.url.startswith(kobo.url)
    assert b"".join(client.open_attachment(photo)) == PHOTO


def test_an_entry_from_before_uids_is_fetched_by_the_path_of_its_url(client: KoboClient) -> None:
    old = {
        "_id": 7,
        "_attachments": [
            {
                "download_url": "https://kf.lain.example/api/v2/assets/a/data/7/attachments/12/",
                "filename": "u/attachments/f/r/anak_1.jpg",
            },
            "bukan objek",
        ],
    }

    (listed,) = client.files_of(ASSET, old)

    assert urlsplit(listed.url).path == "/api/v2/assets/a/data/7/attachments/12/"
    assert urlsplit(listed.url).hostname == "127.0.0.1"
    assert listed.name == "anak_1.jpg"


class TestRedirects:
    """Where a file may be fetched from, and with what."""

    def test_storage_over_https_gets_no_token(
        self, kobo: KoboStandIn, our_xml: Maker, storage: KoboStandIn
    ) -> None:
        session = requests.Session()
        session.mount("https://bucket.example", _Over(storage))
        client = KoboClient(kobo.url, kobo.token, session)
        photo = _photo_in_storage(kobo, client, storage, our_xml())
        kobo.faults.files_redirect = "https://bucket.example/berkas"

        assert b"".join(client.open_attachment(photo)) == PHOTO
        assert [each.authorization for each in storage.seen] == [None]
        assert kobo.seen[-1].authorization == f"Token {kobo.token}"

    def test_the_same_host_on_another_port_gets_no_token(
        self, kobo: KoboStandIn, client: KoboClient, our_xml: Maker, storage: KoboStandIn
    ) -> None:
        photo = _photo_in_storage(kobo, client, storage, our_xml())
        kobo.faults.files_redirect = f"{storage.url}/berkas"

        assert b"".join(client.open_attachment(photo)) == PHOTO
        assert [each.authorization for each in storage.seen] == [None]
        assert storage.seen[0].path.endswith("?signature=rahasia")

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "http://localhost:{port}",
            "ftp://bucket.example",
            "http://a@127.0.0.1:{port}",
            "//[x",
            "http://x:y",
        ],
    )
    def test_another_host_without_https_is_not_followed(
        self,
        kobo: KoboStandIn,
        client: KoboClient,
        our_xml: Maker,
        storage: KoboStandIn,
        elsewhere: str,
    ) -> None:
        submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
        (photo,) = client.attachments(ASSET, submission_id)
        kobo.faults.files_redirect = elsewhere.format(port=storage.port)

        with pytest.raises(Unreachable) as caught:
            list(client.open_attachment(photo))

        assert storage.seen == []
        assert "rahasia" not in f"{caught.value} {caught.value.details}"

    def test_a_host_name_that_cannot_be_is_unreachable(
        self, kobo: KoboStandIn, client: KoboClient, our_xml: Maker
    ) -> None:
        submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
        (photo,) = client.attachments(ASSET, submission_id)
        kobo.faults.files_redirect = f"https://{'a' * 80}.example"

        with pytest.raises(Unreachable):
            list(client.open_attachment(photo))

    def test_an_https_account_never_falls_back_to_http(
        self, kobo: KoboStandIn, our_xml: Maker
    ) -> None:
        session = requests.Session()
        session.mount("https://kobo.example", _Over(kobo))
        client = KoboClient("https://kobo.example", kobo.token, session)
        submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
        (photo,) = client.attachments(ASSET, submission_id)
        kobo.faults.files_redirect = "http://kobo.example/berkas"

        with pytest.raises(Unreachable):
            list(client.open_attachment(photo))

    def test_an_api_answer_is_not_followed_to_another_origin(
        self, kobo: KoboStandIn, storage: KoboStandIn
    ) -> None:
        session = requests.Session()
        session.mount("https://kobo.example", _Over(kobo, redirect_to=storage.url))
        client = KoboClient("https://kobo.example", kobo.token, session)

        with pytest.raises(Unreachable):
            client.submission(ASSET, 1)

        assert storage.seen == []

    def test_a_circle_of_redirects_ends(
        self, kobo: KoboStandIn, client: KoboClient, our_xml: Maker
    ) -> None:
        submission_id = kobo.submit(ASSET, our_xml(), {"anak 1.jpg": PHOTO})
        (photo,) = client.attachments(ASSET, submission_id)
        kobo.faults.files_redirect = photo.url.rstrip("/").rpartition("/")[0]

        with pytest.raises(Unreachable):
            list(client.open_attachment(photo))


def test_a_netrc_entry_does_not_replace_the_token(
    kobo: KoboStandIn, client: KoboClient, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login orang password lain\n")
    monkeypatch.setenv("NETRC", str(netrc))

    client.asset(ASSET)

    assert kobo.seen[-1].authorization == f"Token {kobo.token}"


@pytest.mark.parametrize("url", ["ftp://kobo.example", "kobo.example", "https://u:p@kobo.example"])
def test_an_account_address_must_be_plain_http(url: str) -> None:
    with pytest.raises(ValueError, match="plain http"):
        KoboClient(url, "t")


@pytest.fixture
def storage() -> Any:
    """A second server, for files."""
    stand_in = KoboStandIn.start()
    yield stand_in
    stand_in.stop()


def _photo_in_storage(
    kobo: KoboStandIn, client: KoboClient, storage: KoboStandIn, xml: bytes
) -> RemoteFile:
    submission_id = kobo.submit(ASSET, xml, {"anak 1.jpg": PHOTO})
    (held,) = kobo.projects[ASSET].submissions[submission_id].attachments
    storage.blobs[f"/berkas/{held.uid}"] = PHOTO
    (photo,) = client.attachments(ASSET, submission_id)
    return photo


class _Over(HTTPAdapter):
    """Speaks for an https host by asking a stand-in over http."""

    def __init__(self, stand_in: KoboStandIn, redirect_to: str | None = None) -> None:
        super().__init__()
        self._stand_in = stand_in
        self._redirect_to = redirect_to

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        asked = request.url or ""
        parts = urlsplit(asked)
        request.url = f"{self._stand_in.url}{parts.path}?{parts.query}"
        response = super().send(request, *args, **kwargs)
        response.url = request.url = asked
        if self._redirect_to:
            response.status_code = 302
            response.headers["Location"] = self._redirect_to
        return response
