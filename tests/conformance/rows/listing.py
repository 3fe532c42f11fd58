"""1.3: the list of forms, and how a phone tells what is new."""

from __future__ import annotations

import hashlib

from lxml import etree

from app.openrosa.documents import LIST
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, OPENROSA, SIMPUL, NotApplicable, must, row

MD5_LENGTH = 32


@row("1.3", COLLECT)
def the_root_is_xforms_in_the_namespace_of_the_list(server: Server) -> None:
    root = etree.fromstring(server.reader.get(server.reader.list_url).content)
    must(root.tag == f"{{{LIST}}}xforms", f"the root is {root.tag!r}")
    for child in root.iterchildren("*"):
        must(child.tag == f"{{{LIST}}}xform", f"it holds {child.tag!r}")


@row("1.3", COLLECT)
def every_entry_has_formID_name_and_downloadUrl(server: Server) -> None:  # noqa: N802
    for entry in server.reader.forms():  # one that lacks any voids the list: the reader falls
        must(entry.download_url.startswith("http"), f"downloadUrl is {entry.download_url}")


@row("1.3", COLLECT)
def every_entry_names_the_version_its_form_has(server: Server) -> None:
    for entry, blank in server.listed():
        written = blank.root.get("version") or None
        must(entry.version == written, f"{entry.form_id}: {entry.version} listed, {written} served")


@row("1.3", COLLECT)
def the_hash_is_the_md5_of_the_very_bytes_served(server: Server) -> None:
    for entry in server.reader.forms():
        must(len(entry.hash or "") == MD5_LENGTH, f"{entry.form_id} has no md5: hash")
        for _ in range(2):
            served = hashlib.md5(server.reader.fetch(entry.download_url), usedforsecurity=False)
            must(served.hexdigest() == entry.hash, f"{entry.form_id} has another hash than listed")


@row("1.3", COLLECT)
def a_manifest_is_named_where_a_form_has_files(server: Server) -> None:
    with_files = [(entry, blank) for entry, blank in server.listed() if blank.files]
    if not with_files:
        raise NotApplicable("no listed form has files")
    for entry, blank in with_files:
        must(entry.manifest_url, f"{entry.form_id} needs {blank.files} and names no manifest")


@row("1.3", SIMPUL)
def no_manifest_is_named_where_a_form_has_none(server: Server) -> None:
    without = [entry for entry, blank in server.listed() if not blank.files]
    if not without:
        raise NotApplicable("every listed form has files")
    for entry in without:
        if entry.manifest_url:
            files = server.reader.manifest(entry)
            must(files, f"{entry.form_id} names a manifest with nothing in it: one more request")


@row("1.3", COLLECT)
def a_form_that_did_not_change_is_listed_alike_each_time(server: Server) -> None:
    first, second = ({one.form_id: one for one in server.reader.forms()} for _ in range(2))
    must(first == second, "two lists in a row differ")


@row("1.3", COLLECT)
def a_new_version_has_another_hash_and_an_address_of_its_own(server: Server) -> None:
    form_id = server.inside.release("2026112301", "Peserta")
    old = server.reader.form(form_id)
    must(server.inside.release("2026112302", "Jumlah peserta") == form_id, "it is another form")
    new = server.reader.form(form_id)
    must((old.version, new.version) == ("2026112301", "2026112302"), "the version stayed")
    must(old.hash != new.hash, "the hash stayed")
    must(old.download_url != new.download_url, "downloadUrl serves two versions")
    must(old.manifest_url != new.manifest_url, "manifestUrl serves two versions")


@row("1.3", SIMPUL)
def a_released_version_keeps_its_bytes_for_ever(server: Server) -> None:
    form_id = server.inside.release("2026112303", "Peserta")
    old = server.reader.form(form_id)
    before = server.reader.fetch(old.download_url)
    server.inside.release("2026112304", "Jumlah peserta")
    must(server.reader.fetch(old.download_url) == before, "the old version's bytes changed")
    again = server.inside.release("2026112303", "Lain sama sekali")
    must(server.reader.fetch(old.download_url) == before, f"{again} was released twice otherwise")


@row("1.3", SIMPUL)
def the_version_stands_in_every_address_of_a_form(server: Server) -> None:
    for entry in server.reader.forms():
        urls = [entry.download_url, entry.manifest_url or entry.download_url]
        urls += [file.download_url for file in server.reader.manifest(entry)]
        for url in urls:
            must(entry.version and entry.version in url, f"{url} names no version")


@row("1.3", OPENROSA)
def formID_narrows_the_list(server: Server) -> None:  # noqa: N802
    form_ids = [one.form_id for one in server.reader.forms()]
    if not form_ids:
        raise NotApplicable("the list holds no form")
    found = [one.form_id for one in server.reader.forms(f"?formID={form_ids[-1]}")]
    must(found == [form_ids[-1]], f"asked for {form_ids[-1]} it lists {found}")
    must(not server.reader.forms("?formID=tidak-ada"), "an unknown formID lists forms")


@row("1.3", OPENROSA)
def verbose_adds_descriptions_and_nothing_else_does(server: Server) -> None:
    described = [_has_description(server, query) for query in ("", "?verbose=true")]
    must(described == [False, True], f"descriptions without and with verbose: {described}")


@row("1.3", OPENROSA)
def listAllVersions_lists_every_version_hosted(server: Server) -> None:  # noqa: N802
    form_id = server.inside.release("2026112305", "Peserta")
    server.inside.release("2026112306", "Jumlah peserta")
    every = server.reader.forms("?listAllVersions=true")
    versions = {one.version for one in every if one.form_id == form_id}
    must({"2026112305", "2026112306"} <= versions, f"it lists {sorted(map(str, versions))}")
    for entry in every:
        served = hashlib.md5(server.reader.fetch(entry.download_url), usedforsecurity=False)
        must(served.hexdigest() == entry.hash, f"{entry.form_id} {entry.version} has another hash")


@row("1.3", COLLECT)
def a_closed_form_leaves_the_list_and_comes_back(server: Server) -> None:
    form_id = server.sample().form_id
    server.inside.close_form(form_id)
    try:
        closed = {one.form_id for one in server.reader.forms()}
    finally:
        server.inside.reopen_form(form_id)
    must(form_id not in closed, "it is still listed")
    must(form_id in {one.form_id for one in server.reader.forms()}, "it did not come back")


@row("1.3", COLLECT)
def no_listed_manifest_fails(server: Server) -> None:
    for entry in server.reader.forms():  # Collect would list the form as if it had no files
        server.reader.manifest(entry)


def _has_description(server: Server, query: str) -> bool:
    root = etree.fromstring(server.reader.get(server.reader.list_url + query).content)
    described = [one.findtext(f"{{{LIST}}}descriptionText") for one in root]
    return bool(described) and all(described)
