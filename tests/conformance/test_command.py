"""The command that tries any server."""

from __future__ import annotations

import re
import socket

import pytest

from tests.collect.form_server import serving
from tests.conformance import reader
from tests.conformance.__main__ import main
from tests.conformance.test_wrong_servers import MEDIA, XFORM


def test_it_prints_each_row_and_a_summary(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "UNREAD_TIMEOUT", 0.2)
    with serving(XFORM, MEDIA) as served:
        url = served.url.replace("/token", "/{token}")
        assert main(["--url", url, "--token", "token"]) == 0
    printed = capsys.readouterr().out
    for line in (
        r"1\.3  met             Collect   the hash is the md5 of the very bytes served",
        r"1\.5  not met         Simpul    an unknown form is 404 and quarantined \(it is 201 .*\)",
        r"1\.7  not tried       Simpul    an unknown token .* \(needs the inside of the server\)",
        r"2\.4  not applicable  OpenRosa  it is text csv \(no listed form makes entities\)",
        r"Collect +\d+ +\d+ +\d+ +\d+",
    ):
        assert re.search(f"^{line}$", printed, re.MULTILINE), line


def test_a_token_that_stands_in_no_address_is_shown_in_a_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "UNREAD_TIMEOUT", 0.2)
    with serving(XFORM, MEDIA) as served:
        main(["--url", served.url, "--token", "rahasia"])
    lists = [one for one in served.requests("GET") if one.path.endswith("/formList")]
    assert lists[0].headers["Authorization"] == "Bearer rahasia"


def test_where_no_server_answers_it_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert main(["--url", address, "--user", "a", "--password", "b"]) == 1
    assert "No server answers" in capsys.readouterr().err
