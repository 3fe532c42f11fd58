"""Every form the demo fills is one the library asks: known questions, offered choices, open groups."""

from __future__ import annotations

import pytest
from lxml import etree

from app.demo.instances import write_instance
from app.demo.story import Sending
from app.openrosa.answers import decode, file_names, leaves
from app.openrosa.envelope import read_envelope
from tests.unit.demo.stage import forms, sendings

FORM_IDS = sorted({sent.form_id for sent in sendings()})
LISTS_IN_FILES = {f"kepala/kode_{place}" for place in ("kecamatan", "desa", "posyandu")} | {
    *("orang/warga", "pilih/rumah", "pilih/keluarga", "pilih/sarana")
}


def xml_of(sent: Sending) -> bytes:
    schema = forms()[sent.form_id].schema
    return write_instance(schema, sent.answers, sent.instance_id, sent.replaces, sent.makes)


def test_the_demo_fills_every_form_of_the_library() -> None:
    assert set(FORM_IDS) == set(forms())


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_what_is_sent_is_read_back_whole(form_id: str) -> None:
    form = forms()[form_id]
    for sent in sendings(form_id):
        envelope = read_envelope(xml_of(sent))
        assert (envelope.form_id, envelope.version) == (form_id, form.schema.version)
        assert (envelope.instance_id, envelope.deprecated_id) == (sent.instance_id, sent.replaces)
        document = decode(envelope.root, form.shape)
        assert document == sent.answers
        names = file_names(document, form.schema.binaries)
        assert names == ([sent.photo.name] if sent.photo else [])


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_only_offered_choices_are_chosen(form_id: str) -> None:
    form = forms()[form_id]
    for sent in sendings(form_id):
        for path, text in leaves(sent.answers):
            if form.schema.nodes[path].type in {"select1", "select"} and path not in LISTS_IN_FILES:
                assert set(text.split()) <= form.choices[path].keys(), path


def test_a_report_without_activities_tells_the_reason_alone() -> None:
    for sent in sendings():
        status = sent.answers.get("status_laporan")
        if status in {"nihil", "belum_berjalan"}:
            rest = {path for path in sent.answers if not path.startswith("kepala/")}
            wanted = {"start", "end", "deviceid", "status_laporan"}
            assert rest == wanted | ({"alasan_nihil"} if status == "nihil" else set())


def test_without_consent_nothing_of_the_child_is_written() -> None:
    for sent in sendings("kes_balita"):
        if sent.answers["orang/persetujuan"] == "tidak":
            personal = {path for path in sent.answers if path.startswith(("orang/", "ukur/"))}
            assert personal == {"orang/persetujuan"}


def test_nodes_stand_in_the_order_of_the_form() -> None:
    sent = sendings("profil")[0]
    schema = forms()["profil"].schema
    root = etree.fromstring(xml_of(sent))
    tree = root.getroottree()
    written = [
        tree.getelementpath(node) for node in root.iter() if not len(node) and node is not root
    ]
    asked = [path for path in schema.nodes if path in sent.answers]
    assert written[: len(asked)] == asked


def test_an_answer_the_form_does_not_ask_is_refused() -> None:
    schema = forms()["profil"].schema
    with pytest.raises(ValueError, match="identitas/tidak_ada"):
        write_instance(schema, {"identitas/tidak_ada": "1"}, "uuid:1")
    with pytest.raises(ValueError, match="identitas"):
        write_instance(schema, {"identitas": "1"}, "uuid:1")
