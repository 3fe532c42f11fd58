"""1.6: a submission that says by deprecatedID what it replaces."""

from __future__ import annotations

from tests.conformance.blanks import new_id
from tests.conformance.inside import Kept
from tests.conformance.rows.sending import PHOTO
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, SIMPUL, must, row

REPLACED = "digantikan"


@row("1.6", COLLECT)
def an_edit_with_an_instanceID_of_its_own_is_accepted(server: Server) -> None:  # noqa: N802
    first = sent(server)
    sent(server, replaces=first)


@row("1.6", COLLECT)
def an_edit_sent_again_is_accepted(server: Server) -> None:
    edit = server.sample().filled(replaces=sent(server))
    for _ in range(2):
        server.send(edit)


@row("1.6", SIMPUL)
def an_edit_replaces_what_it_names_and_both_are_kept(server: Server) -> None:
    first = sent(server)
    edit = sent(server, replaces=first)
    must(kept(server, first).state == REPLACED, "the first still counts")
    must(kept(server, edit).state != REPLACED, "the edit does not count")


@row("1.6", SIMPUL)
def the_first_instanceID_of_a_chain_stays_the_permanent_one(server: Server) -> None:  # noqa: N802
    first = sent(server)
    edit = sent(server, replaces=first)
    again = sent(server, replaces=edit)
    must({kept(server, one).root_id for one in (first, edit, again)} == {first}, "it changed")


@row("1.6", SIMPUL)
def an_edit_of_something_unknown_is_kept_and_marked(server: Server) -> None:
    edit = sent(server, replaces=new_id())
    must(kept(server, edit).flags, "nothing tells that what it replaces never came")


@row("1.6", SIMPUL)
def an_edit_that_overtook_what_it_replaces_replaces_it(server: Server) -> None:
    first = new_id()
    edit = sent(server, replaces=first)
    sent(server, instance_id=first)
    must(kept(server, first).state == REPLACED, "the first counts though it was edited")
    must(kept(server, edit).root_id == first, "the edit stands alone")


@row("1.6", SIMPUL)
def an_edit_of_what_was_edited_already_is_kept_and_marked(server: Server) -> None:
    first = sent(server)
    sent(server, replaces=first)
    late = sent(server, replaces=first)
    must(kept(server, late).flags, "nothing tells that two edit the same")
    must(kept(server, first).state == REPLACED, "the first counts again")


@row("1.6", SIMPUL)
def an_edit_under_an_instanceID_in_use_is_409_and_quarantined(server: Server) -> None:  # noqa: N802
    first, other = sent(server), sent(server)
    server.refused(server.sample().filled(instance_id=other, replaces=first), 409)


@row("1.6", SIMPUL)
def files_an_edit_still_names_are_carried_over(server: Server) -> None:
    blank = server.with_photo()
    answers = {blank.photo: "r.jpg"}
    first, edit = new_id(), new_id()
    server.send(blank.filled(answers, instance_id=first), r_jpg=PHOTO)
    server.send(blank.filled(answers, instance_id=edit, replaces=first))
    must(kept(server, edit).contents == {"r.jpg": PHOTO}, "the edit has no photo")
    bare = sent(server, replaces=edit)
    must(kept(server, bare).contents == {}, "a photo it no longer names came along")


@row("1.6", SIMPUL)
def new_files_of_an_edit_come_by_the_same_XML_again(server: Server) -> None:  # noqa: N802
    blank = server.with_photo()
    first, edit = sent(server), new_id()
    xml = blank.filled({blank.photo: "baru.jpg"}, instance_id=edit, replaces=first)
    server.send(xml, 201)
    server.send(xml, 201, baru_jpg=PHOTO)
    must(kept(server, edit).contents == {"baru.jpg": PHOTO}, "the new photo is not kept")


def sent(server: Server, *, instance_id: str = "", replaces: str = "") -> str:
    """Send a submission that must be accepted; answer its instanceID."""
    blank = server.sample()
    instance_id = instance_id or new_id()
    answers = {blank.note: instance_id[-8:]}
    server.send(blank.filled(answers, instance_id=instance_id, replaces=replaces))
    return instance_id


def kept(server: Server, instance_id: str) -> Kept:
    """Answer how a submission is kept."""
    found = server.inside.kept(instance_id)
    must(found is not None, f"{instance_id} is not kept")
    assert found is not None
    return found
