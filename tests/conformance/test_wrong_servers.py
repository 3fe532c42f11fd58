"""The rows find what is wrong: a tiny server that is right, and wrong in one way at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.collect.form_server import FormServer, serving
from tests.conformance import reader
from tests.conformance.reader import Reader
from tests.conformance.server import Server
from tests.conformance.suite import rows, try_all
from tests.conformance.table import MET, NOT_MET, NOT_TRIED, judge

XFORM = b"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<h:title>Kunjungan</h:title><model><instance><data id="kunjungan" version="2026-11-01"><catatan/><foto/>
<meta><instanceID/></meta></data></instance><instance id="desa" src="jr://file-csv/desa.csv"/>
<bind nodeset="/data/catatan" type="string"/><bind nodeset="/data/foto" type="binary"/>
</model></h:head></h:html>"""
MEDIA = {"desa.csv": b"name,label\n1,Maluhu\n"}

# What can be wrong, and the row that must find it.
# None: the tiny server does not do that at all.
WRONG: list[tuple[str, Callable[[FormServer], object] | None, str]] = [
    ("no version header", lambda s: setattr(s, "openrosa_header", False),
     "list manifest and integrity name the version of OpenRosa"),
    ("application/xml", lambda s: setattr(s, "content_type", "application/xml"),
     "list manifest and integrity are text xml"),
    ("another namespace", lambda s: setattr(s, "form_list", "<xforms/>"),
     "the root is xforms in the namespace of the list"),
    ("an entry without a name",
     lambda s: setattr(s, "form_list", s.right_form_list().replace("name>", "nama>")),
     "every entry has formID name and downloadUrl"),
    ("another version",
     lambda s: setattr(s, "form_list", s.right_form_list().replace("2026-11-01", "2")),
     "every entry names the version its form has"),
    ("no hash", lambda s: setattr(s, "form_list", s.right_form_list().replace("md5:", "")),
     "the hash is the md5 of the very bytes served"),
    ("another hash", lambda s: setattr(s, "form_list", s.right_form_list().replace("md5:", "md5:0")),
     "the hash is the md5 of the very bytes served"),
    ("no manifest",
     lambda s: setattr(s, "form_list", s.right_form_list().replace("manifestUrl", "x")),
     "a manifest is named where a form has files"),
    ("a manifest that is not there",
     lambda s: setattr(s, "form_list", s.right_form_list().replace("/manifest<", "/nihil<")),
     "no listed manifest fails"),
    ("a file without a hash",
     lambda s: setattr(s, "manifest", s.right_manifest().replace("hash>", "sidik>")),
     "every file has filename hash and downloadUrl"),
    ("a bare hash", lambda s: setattr(s, "manifest", s.right_manifest().replace("md5:", "")),
     "every hash begins with md5"),
    ("a folder",
     lambda s: setattr(s, "manifest", s.right_manifest().replace("filename>d", "filename>x/d", 1)),
     "a filename names no folder"),
    ("a file that changed",
     lambda s: setattr(s, "manifest", s.right_manifest().replace("md5:", "md5:1")),
     "the hash of a plain file is the md5 of its bytes"),
    ("a file that is not there",
     lambda s: setattr(s, "manifest", s.right_manifest().replace("/desa.csv<", "/nihil.csv<")),
     "every file in a manifest is there"),
    ("a file left out", lambda s: s.media.clear(), "every file a form needs is in its manifest"),
    ("nothing to compare with", lambda s: setattr(s, "etags", False),
     "what a phone holds already is 304"),
    ("200 to HEAD", lambda s: setattr(s, "head", (200, {})), "HEAD of the submission address is 204"),
    ("no length", lambda s: setattr(s, "head", (204, {})), "HEAD says how much may be sent at once"),
    ("elsewhere", lambda s: setattr(s, "head", (204, {"Location": "http://example.org/"})),
     "HEAD sends nobody to another host"),
    ("200 to POST", lambda s: setattr(s, "post", (200, s.post[1])),
     "a submission is 201 or 202 and nothing else"),
    ("an error", lambda s: setattr(s, "post", (500, "")), "the same again is accepted however often"),
    ("no message", lambda s: setattr(s, "post", (201, "")),
     "success and failure alike say why in a message"),
    ("no nature", None, "success is an OpenRosaResponse of nature submit success"),
    ("every formID", None, "formID narrows the list"),
    ("never 413", None, "what is too large is 413 in words of OpenRosa"),
    ("201 for ever", None, "same instanceID and bytes without new files is 202"),
    ("201 to all", None, "same instanceID with other XML is 409 and quarantined"),
    ("201 to a form nobody knows", None, "an unknown form is 404 and quarantined"),
]  # fmt: skip
# What it has right, so that each wrong is seen for itself.
RIGHT = {sentence for _name, wrong, sentence in WRONG if wrong}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[FormServer]:
    monkeypatch.setattr(reader, "UNREAD_TIMEOUT", 0.2)
    with serving(XFORM, MEDIA) as server:
        yield server


def outcome(served: FormServer, sentence: str) -> str:
    (row,) = [one for one in rows() if one.sentence == sentence]
    return judge(row, Server(Reader(served.url))).outcome


@pytest.mark.parametrize(
    ("wrong", "sentence"), [case[1:] for case in WRONG], ids=[c[0] for c in WRONG]
)
def test_what_is_wrong_is_found(
    served: FormServer, wrong: Callable[[FormServer], object] | None, sentence: str
) -> None:
    if wrong:
        wrong(served)
    assert outcome(served, sentence) == NOT_MET


@pytest.mark.parametrize("sentence", sorted(RIGHT))
def test_what_is_right_is_met(served: FormServer, sentence: str) -> None:
    assert outcome(served, sentence) == MET


def test_what_needs_the_inside_of_a_server_is_told_to_be_untried(served: FormServer) -> None:
    found = {one.row.sentence: one for one in try_all(Server(Reader(served.url)))}
    assert found["a revoked token is 403 everywhere and the list never empty"].outcome == NOT_TRIED
    assert found.keys() == {one.sentence for one in rows()}


def test_no_two_rows_say_the_same() -> None:
    sentences = [one.sentence for one in rows()]
    assert len(sentences) == len(set(sentences))
