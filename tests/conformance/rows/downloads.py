"""1.4: the form itself, its manifest, its files, and lists of entities among them."""

from __future__ import annotations

import hashlib

from lxml import etree

from app.openrosa.documents import MANIFEST
from tests.collect.openrosa import MediaFile, submission_url
from tests.conformance.blanks import new_id
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, NotApplicable, must, row

LONG_LIST = 400  # ids of entities made offline: some 15,000 letters in one line


@row("1.4", COLLECT)
def downloadUrl_gives_the_raw_form(server: Server) -> None:  # noqa: N802
    for entry, blank in server.listed():
        must(blank.form_id == entry.form_id, f"{entry.form_id} is listed, {blank.form_id} served")


@row("1.4", COLLECT)
def a_form_that_says_where_to_send_names_a_web_address(server: Server) -> None:
    for _entry, blank in server.listed():
        submission_url(blank.xform)


@row("1.4", COLLECT)
def the_root_is_manifest_in_the_namespace_of_manifests(server: Server) -> None:
    urls = [entry.manifest_url for entry in server.reader.forms() if entry.manifest_url]
    if not urls:
        raise NotApplicable("no form names a manifest")
    for url in urls:
        root = etree.fromstring(server.reader.fetch(url))
        must(root.tag == f"{{{MANIFEST}}}manifest", f"the root is {root.tag!r}")


@row("1.4", COLLECT)
def every_file_has_filename_hash_and_downloadUrl(server: Server) -> None:  # noqa: N802
    for _form_id, file in _files(server):  # one that lacks any voids the manifest: the reader falls
        must(file.download_url.startswith("http"), f"downloadUrl is {file.download_url}")


@row("1.4", COLLECT)
def every_hash_begins_with_md5(server: Server) -> None:
    for _form_id, file, written in _written(server, "hash"):
        must(written.startswith("md5:"), f"{file} has the hash {written}")


@row("1.4", COLLECT)
def a_filename_names_no_folder(server: Server) -> None:
    for form_id, _file, written in _written(server, "filename"):
        must("/" not in written, f"{form_id}: only the last part of {written} would be used")


@row("1.4", COLLECT)
def the_hash_of_a_plain_file_is_the_md5_of_its_bytes(server: Server) -> None:
    plain = [(form_id, file) for form_id, file in _files(server) if file.type is None]
    if not plain:
        raise NotApplicable("no form has plain files")
    for form_id, file in plain:
        served = hashlib.md5(server.reader.fetch(file.download_url), usedforsecurity=False)
        must(served.hexdigest() == file.hash, f"{form_id}: {file.name} has another hash")


@row("1.4", COLLECT)
def a_list_of_entities_says_what_it_is_and_where_to_ask_for_its_integrity(server: Server) -> None:
    for _form_id, file in _lists(server):
        must(file.integrity_url, f"{file.name} names no integrityUrl")


@row("1.4", COLLECT)
def a_list_that_waits_for_approval_says_so(server: Server) -> None:
    dataset = _lists(server)[0][1].name.removesuffix(".csv")
    server.inside.ask_approval(dataset, needed=True)
    try:
        kind = server.held(dataset).file.type
    finally:
        server.inside.ask_approval(dataset, needed=False)
    must(kind == "approvalEntityList", f"its type is {kind}")
    must(server.held(dataset).file.type == "entityList", "it did not turn back")


@row("1.4", COLLECT)
def the_hash_of_a_list_follows_its_rows(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    before = server.held(dataset)
    must(server.held(dataset).file.hash == before.file.hash, "it changes by itself")
    server.made()
    after = server.held(dataset)
    must(entity_id in after.rows, "a row was lost")
    must(after.file.hash != before.file.hash, "a new row left the hash as it was")


@row("1.4", COLLECT)
def forms_that_name_one_list_get_the_same_list(server: Server) -> None:
    found: dict[str, MediaFile] = {}
    for form_id, file in _lists(server):
        first = found.setdefault(file.name, file)
        must(file.hash == first.hash, f"{form_id}: {file.name} has another hash")
        same = server.reader.fetch(file.download_url) == server.reader.fetch(first.download_url)
        must(same, f"{form_id}: {file.name} has other rows")


@row("1.4", COLLECT)
def no_plain_file_bears_the_name_of_a_list_of_entities(server: Server) -> None:
    lists = {file.name for _form_id, file in _lists(server)}
    for form_id, file in _files(server):
        must(file.type or file.name not in lists, f"{form_id}: {file.name} is a plain file")


@row("1.4", COLLECT)
def every_file_in_a_manifest_is_there(server: Server) -> None:
    for _form_id, file in _files(server):
        server.reader.fetch(file.download_url)


@row("1.4", COLLECT)
def every_file_a_form_needs_is_in_its_manifest(server: Server) -> None:
    for entry, blank in server.listed():
        named = {file.name for file in server.reader.manifest(entry)}
        must(blank.files <= named, f"{entry.form_id} lacks {blank.files - named}")


@row("1.4", COLLECT)
def integrity_answers_true_or_false_for_each_entity_asked(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    url = server.held(dataset).file.integrity_url or ""
    must(server.reader.integrity(url, [entity_id]) == {entity_id: False}, "it is not told as there")


@row("1.4", COLLECT)
def an_entity_that_is_gone_is_told_as_deleted(server: Server) -> None:
    dataset, entity_id, instance_id = server.made()
    url = server.held(dataset).file.integrity_url or ""
    server.inside.decide(instance_id, accepted=False)
    server.eventually(lambda: entity_id not in server.held(dataset).rows, "it is still listed")
    must(server.reader.integrity(url, [entity_id]) == {entity_id: True}, "it is not told as gone")


@row("1.4", COLLECT)
def an_entity_whose_submission_has_not_come_is_not_told_as_deleted(server: Server) -> None:
    on_its_way = new_id().removeprefix("uuid:")  # left out of the answer is as good as false
    for url in _integrity_urls(server):
        must(not server.reader.integrity(url, [on_its_way]).get(on_its_way), "told as deleted")


@row("1.4", COLLECT)
def four_hundred_entities_may_be_asked_for_in_one_line(server: Server) -> None:
    ids = [new_id().removeprefix("uuid:") for _ in range(LONG_LIST)]
    for url in _integrity_urls(server):
        server.reader.integrity(url, ids)


def _files(server: Server) -> list[tuple[str, MediaFile]]:
    """Every file of every listed form."""
    found = [
        (entry.form_id, file)
        for entry in server.reader.forms()
        for file in server.reader.manifest(entry)
    ]
    if not found:
        raise NotApplicable("no listed form has files")
    return found


def _lists(server: Server) -> list[tuple[str, MediaFile]]:
    """Every list of entities of every listed form."""
    found = [(form_id, file) for form_id, file in _files(server) if file.type]
    if not found:
        raise NotApplicable("no listed form reads a list of entities")
    return found


def _integrity_urls(server: Server) -> list[str]:
    return [file.integrity_url for _form_id, file in _lists(server) if file.integrity_url]


def _written(server: Server, name: str) -> list[tuple[str, str, str]]:
    """What stands in an element of every file, before Collect's cutting: form, file, text."""
    found = []
    for entry in server.reader.forms():
        if entry.manifest_url:
            root = etree.fromstring(server.reader.fetch(entry.manifest_url))
            for file in root.iter(f"{{{MANIFEST}}}mediaFile"):
                named = file.findtext(f"{{{MANIFEST}}}filename") or ""
                found.append((entry.form_id, named, file.findtext(f"{{{MANIFEST}}}{name}") or ""))
    if not found:
        raise NotApplicable("no listed form has files")
    return found
