"""1.1 and 1.2: what Collect sends with every request, and what it needs of every answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from tests.collect.openrosa import VERSION_HEADER
from tests.collect.transport import request_headers
from tests.conformance.blanks import new_id
from tests.conformance.reader import ACCEPTED, Reader, told
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, OPENROSA, SIMPUL, NotApplicable, NotTried, must, row

LENGTH_HEADER = "X-OpenRosa-Accept-Content-Length"


# -- 1.1 what Collect sends


@row("1.1", COLLECT)
def formList_and_submission_stand_below_one_address(server: Server) -> None:  # noqa: N802
    listed, head = server.reader.get(server.reader.list_url), server.reader.head()
    must(listed.status_code == 200, f"the form list is {told(listed)}")
    must(head.status_code == 204, f"HEAD of the submission address is {told(head)}")


@row("1.1", COLLECT)
def deviceID_may_follow_any_address_that_was_given_out(server: Server) -> None:  # noqa: N802
    for entry, blank in server.listed():  # the reader adds it everywhere
        must(blank.form_id, f"{entry.download_url} is no form")
        for file in server.reader.manifest(entry):
            server.reader.fetch(file.download_url)
    answer = server.reader.post(server.sample().filled())
    must(answer.status_code in ACCEPTED, f"the submission is {told(answer)}")


@row("1.1", COLLECT)
def no_language_needs_to_be_asked_for(server: Server) -> None:
    must("Accept-Language" not in request_headers(), "the reader is not as Collect")
    answer = server.reader.get(server.reader.list_url)
    must(answer.status_code == 200, f"the form list is {told(answer)}")


@row("1.1", COLLECT)
def a_wrong_clock_in_the_Date_header_is_no_fault(server: Server) -> None:  # noqa: N802
    for away in (timedelta(hours=-12), timedelta(days=900)):
        wrong = request_headers(datetime.now(UTC) + away)["Date"]
        for date in (wrong, "kemarin"):
            answer = server.reader.get(server.reader.list_url, {"Date": date})
            must(answer.status_code == 200, f"with Date: {date} the list is {told(answer)}")


@row("1.1", COLLECT)
def what_a_phone_holds_already_is_304(server: Server) -> None:
    urls = []
    for entry, _blank in server.listed():
        urls += [file.download_url for file in server.reader.manifest(entry)]
    if not urls:
        raise NotApplicable("no form has files")
    for url in dict.fromkeys(urls):
        first = server.reader.get(url)
        known = {"If-None-Match": first.headers.get("ETag", "")}
        if "ETag" not in first.headers:
            known = {"If-Modified-Since": first.headers.get("Last-Modified", "")}
        must(any(known.values()), f"{urlsplit(url).path} has neither ETag nor Last-Modified")
        again = server.reader.get(url, known)
        must(again.status_code == 304, f"asked again, {urlsplit(url).path} is {told(again)}")
        must(again.content == b"", "304 has a body")


@row("1.1", COLLECT)
def who_shows_no_password_is_asked_by_Digest_on_plain_http(server: Server) -> None:  # noqa: N802
    for reader in _password_readers(server):
        answer = reader.bare(reader.list_url)
        challenge = answer.headers.get("WWW-Authenticate", "").lower()
        must(answer.status_code == 401, f"without a password the list is {told(answer)}")
        if reader.url.startswith("http://"):
            must("digest" in challenge, f"the challenge is {challenge!r}")
            must("basic" not in challenge, "Basic is offered in the clear")


@row("1.1", COLLECT)
def a_password_shown_by_Digest_lists_downloads_and_sends(server: Server) -> None:  # noqa: N802
    for reader in _password_readers(server):
        with_password = Server(reader, server.opened)
        answer = reader.post(with_password.sample().filled())
        must(answer.status_code in ACCEPTED, f"the submission is {told(answer)}")
        for entry in reader.forms():
            reader.manifest(entry)


@row("1.1", COLLECT)
def Basic_is_offered_and_opens_over_https_alone(server: Server) -> None:  # noqa: N802
    url, user, password = server.inside.password_door()
    secure = server.inside.behind_https()
    basic = HTTPBasicAuth(user, password)
    asked = Reader(url, None, secure).get(f"{url}/formList")
    must("basic" in asked.headers.get("WWW-Authenticate", "").lower(), "https offers no Basic")
    opened = Reader(url, basic, secure).get(f"{url}/formList")
    must(opened.status_code == 200, f"over https Basic is {told(opened)}")
    clear = Reader(url, basic).get(f"{url}/formList")
    must(clear.status_code == 401, f"in the clear Basic is {told(clear)}")


def _password_readers(server: Server) -> list[Reader]:
    """The reader itself where it shows a password, else a door of the server that asks for one."""
    if server.reader.auth is not None:
        return [server.reader]
    try:
        url, user, password = server.inside.password_door()
    except NotTried:
        raise NotTried("no password was given (--user, --password)") from None
    return [Reader(url, HTTPDigestAuth(user, password))]


# -- 1.2 every answer


@row("1.2", COLLECT)
def list_manifest_and_integrity_name_the_version_of_OpenRosa(server: Server) -> None:  # noqa: N802
    for what, answer in _documents(server):
        must(answer.headers.get(VERSION_HEADER) == "1.0", f"{what} lacks {VERSION_HEADER}: 1.0")


@row("1.2", OPENROSA)
def every_answer_names_the_version_refusals_too(server: Server) -> None:
    for what, answer in _all_kinds(server):
        must(answer.headers.get(VERSION_HEADER) == "1.0", f"{what} lacks {VERSION_HEADER}: 1.0")


@row("1.2", COLLECT)
def list_manifest_and_integrity_are_text_xml(server: Server) -> None:
    for what, answer in _documents(server):
        kind = answer.headers.get("Content-Type", "text/xml")
        must("text/xml" in kind.lower(), f"{what} is {kind}")


@row("1.2", OPENROSA)
def every_answer_carries_its_date(server: Server) -> None:
    for what, answer in _all_kinds(server):
        must(answer.headers.get("Date", "").endswith("GMT"), f"{what} has no Date")


@row("1.2", OPENROSA)
def every_answer_says_how_much_may_be_sent(server: Server) -> None:
    for what, answer in _all_kinds(server):
        must(answer.headers.get(LENGTH_HEADER, "").isdigit(), f"{what} lacks {LENGTH_HEADER}")


@row("1.2", COLLECT)
def what_there_is_is_200_and_what_there_is_not_is_not(server: Server) -> None:
    for what, answer in _documents(server):
        must(answer.status_code == 200, f"{what} is {told(answer)}")
    entry, blank = server.listed()[0]
    server.reader.fetch(entry.download_url)
    for file in server.reader.manifest(entry):
        server.reader.fetch(file.download_url)
        missing = server.reader.get(file.download_url.replace(file.name, "tidak-ada.csv"))
        must(missing.status_code >= 400, f"a file that is not there is {told(missing)}")
    missing = server.reader.get(entry.download_url.replace(blank.form_id, "tidak-ada"))
    must(missing.status_code >= 400, f"a form that is not there is {told(missing)}")


@row("1.2", SIMPUL)
def a_request_that_names_no_version_is_served_all_the_same(server: Server) -> None:
    answer = server.reader.without(server.reader.list_url, VERSION_HEADER)
    must(answer.status_code == 200, f"the list is {told(answer)}")
    must(answer.headers.get(VERSION_HEADER) == "1.0", "the answer lacks the version")


def _documents(server: Server) -> list[tuple[str, requests.Response]]:
    """The list, a manifest, and the answer to a question of integrity, where there is one."""
    reader = server.reader
    found = [("the list", reader.get(reader.list_url))]
    for entry in reader.forms():
        if entry.manifest_url:
            found.append((f"the manifest of {entry.form_id}", reader.get(entry.manifest_url)))
            asked = [file.integrity_url for file in reader.manifest(entry) if file.integrity_url]
            found += [("integrity", reader.get(f"{url}?id={new_id()[5:]}")) for url in asked]
    return found


def _all_kinds(server: Server) -> list[tuple[str, requests.Response]]:
    """Answers of every status this server gives at its doors."""
    reader, blank = server.reader, server.sample()
    entry = next(one for one, other in server.listed() if other.form_id == blank.form_id)
    instance_id = new_id()
    found = _documents(server)
    form = reader.get(entry.download_url)
    found += [
        ("a form", form),
        ("a form that is not there", reader.get(entry.download_url.replace(blank.form_id, "x"))),
        ("HEAD", reader.head()),
        ("a submission", reader.post(blank.filled(instance_id=instance_id))),
        ("the same again", reader.post(blank.filled(instance_id=instance_id))),
        ("broken XML", reader.post(b"<data id=")),
        ("no XML", reader.post(None)),
        ("an unknown form", reader.post(blank.filled(form_id="tidak-ada"))),
        ("no instanceID", reader.post(blank.filled(instance_id=""))),
        ("an address that is not there", reader.get(reader.url.rstrip("/") + "/tidak-ada")),
    ]
    if "ETag" in form.headers:
        known = {"If-None-Match": form.headers["ETag"]}
        found.append(("304", reader.get(entry.download_url, known)))
    return found
