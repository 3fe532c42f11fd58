"""1.5: HEAD, the parts of an upload, and what is answered to each kind of repeat and fault."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

from app.openrosa.documents import RESPONSE
from tests.collect.openrosa import VERSION_HEADER, parse_message
from tests.collect.transport import Part, Transport
from tests.conformance.blanks import new_id
from tests.conformance.reader import ACCEPTED, DEVICE, XML_PART, told
from tests.conformance.rows.talking import LENGTH_HEADER
from tests.conformance.server import Server, at_once
from tests.conformance.table import COLLECT, OPENROSA, SIMPUL, NotApplicable, must, row

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"uji kesesuaian " * 50
OTHER_PHOTO = PHOTO + b"lain"
FILES_PER_REQUEST = 101
THREADS = 8


# -- HEAD


@row("1.5", COLLECT)
def HEAD_of_the_submission_address_is_204(server: Server) -> None:  # noqa: N802
    head = server.reader.head()
    must(head.status_code == 204, f"HEAD is {head.status_code}; any other 2xx ends the upload")


@row("1.5", COLLECT)
def HEAD_says_how_much_may_be_sent_at_once(server: Server) -> None:  # noqa: N802
    told_length = server.reader.head().headers.get(LENGTH_HEADER, "")
    must(told_length.isdigit() and int(told_length) > 0, f"{LENGTH_HEADER} is {told_length!r}")


@row("1.5", COLLECT)
def HEAD_sends_nobody_to_another_host(server: Server) -> None:  # noqa: N802
    location = server.reader.head().headers.get("Location")
    if location is None:
        return  # Collect stays where it is
    here = urlsplit(server.reader.url).hostname
    must(urlsplit(location).hostname == here, f"HEAD sends to {location}")
    answer = server.reader.post(server.sample().filled(), url=location)
    must(answer.status_code in ACCEPTED, f"there the submission is {told(answer)}")


# -- POST


@row("1.5", COLLECT)
def a_submission_is_201_or_202_and_nothing_else(server: Server) -> None:
    server.send(server.sample().filled())


@row("1.5", COLLECT)
def a_submission_may_bring_its_files_in_parts_named_as_they_are(server: Server) -> None:
    blank = server.with_photo()
    instance_id = new_id()
    server.send(blank.filled({blank.photo: "r.jpg"}, instance_id=instance_id), r_jpg=PHOTO)
    if server.opened:
        kept = server.opened.kept(instance_id)
        must(kept and kept.contents == {"r.jpg": PHOTO}, "its file is not kept as it was sent")


@row("1.5", COLLECT)
def a_split_upload_is_accepted_request_by_request_in_any_order(server: Server) -> None:
    blank = server.with_photo()
    for order in (("a.jpg", "b.jpg"), ("b.jpg", "a.jpg")):
        instance_id = new_id()
        xml = blank.filled({blank.photo: "a.jpg"}, instance_id=instance_id)
        for number, name in enumerate(order):
            last = number == len(order) - 1
            answer = server.reader.post(xml, {name: PHOTO + name.encode()}, incomplete=not last)
            must(answer.status_code in ACCEPTED, f"request {number + 1} is {told(answer)}")
        kept = server.opened.kept(instance_id) if server.opened else None
        must(not server.opened or (kept and set(kept.contents) == set(order)), "a file was lost")


@row("1.5", COLLECT)
def one_request_may_bring_101_files(server: Server) -> None:
    blank = server.with_photo()
    files = {f"{number}.jpg": PHOTO for number in range(FILES_PER_REQUEST)}
    answer = server.reader.post(blank.filled({blank.photo: "0.jpg"}), files, incomplete=True)
    must(answer.status_code in ACCEPTED, f"it is {told(answer)}")


@row("1.5", COLLECT)
def a_submission_whose_answer_was_lost_is_accepted_again(server: Server) -> None:
    if urlsplit(server.reader.url).scheme != "http" or server.reader.auth is not None:
        raise NotApplicable("the link is dropped on plain http without a password only")
    instance_id = new_id()
    xml = server.sample().filled(instance_id=instance_id)
    part = Part(XML_PART, xml, "kiriman.xml", "text/xml")
    Transport(DEVICE).post_and_vanish(server.reader.submission_url, [part])
    answer = server.reader.post(xml)
    must(answer.status_code in ACCEPTED, f"sent again it is {told(answer)}")
    must(not server.opened or server.opened.kept(instance_id), "it is not kept")


@row("1.5", COLLECT)
def the_same_again_is_accepted_however_often(server: Server) -> None:
    xml = server.sample().filled()
    for _ in range(3):
        server.send(xml)


@row("1.5", COLLECT)
def success_and_failure_alike_say_why_in_a_message(server: Server) -> None:
    blank = server.sample()
    for xml in (blank.filled(), blank.filled(instance_id=""), blank.filled(form_id="tidak-ada")):
        answer = server.reader.post(xml)
        message = parse_message(answer.content)
        must((message or "").strip(), f"{answer.status_code} comes without a message")


@row("1.5", OPENROSA)
def success_is_an_OpenRosaResponse_of_nature_submit_success(server: Server) -> None:  # noqa: N802
    answer = server.reader.post(server.sample().filled())
    root = etree.fromstring(answer.content)
    must(root.tag == f"{{{RESPONSE}}}OpenRosaResponse", f"the root is {root.tag!r}")
    message = root.find(f"{{{RESPONSE}}}message")
    nature = message.get("nature") if message is not None else None
    must(nature == "submit_success", f"the message's nature is {nature}")


@row("1.5", OPENROSA)
def what_is_too_large_is_413_in_words_of_OpenRosa(server: Server) -> None:  # noqa: N802
    limit = int(server.reader.head().headers.get(LENGTH_HEADER) or 10_000_000)
    status, headers, body = server.reader.announce(limit * 10)
    must(status == 413, f"ten times the length told is {status}")
    must(headers.get(VERSION_HEADER) == "1.0", f"413 lacks {VERSION_HEADER}")
    must(parse_message(body), "413 comes without a message")


# -- repeats and faults, as Simpul treats them


@row("1.5", SIMPUL)
def same_instanceID_and_bytes_without_new_files_is_202(server: Server) -> None:  # noqa: N802
    xml = server.sample().filled()
    server.send(xml, 201)
    server.send(xml, 202)


@row("1.5", SIMPUL)
def same_instanceID_and_bytes_with_a_new_file_is_201_and_attached(  # noqa: N802
    server: Server,
) -> None:
    blank = server.with_photo()
    instance_id = new_id()
    xml = blank.filled({blank.photo: "r.jpg"}, instance_id=instance_id)
    server.send(xml, 201)
    server.send(xml, 201, r_jpg=PHOTO)
    server.send(xml, r_jpg=PHOTO)
    kept = server.opened.kept(instance_id) if server.opened else None
    must(not server.opened or (kept and kept.contents == {"r.jpg": PHOTO}), "it is not attached")


@row("1.5", SIMPUL)
def same_instanceID_with_other_XML_is_409_and_quarantined(server: Server) -> None:  # noqa: N802
    blank = server.sample()
    instance_id = new_id()
    xml = blank.filled({blank.note: "satu"}, instance_id=instance_id)
    server.send(xml, 201)
    server.refused(blank.filled({blank.note: "dua"}, instance_id=instance_id), 409)
    server.send(xml)  # the first is as it was


@row("1.5", SIMPUL)
def same_filename_with_other_bytes_is_409_quarantined_and_the_first_stays(server: Server) -> None:
    blank = server.with_photo()
    instance_id = new_id()
    xml = blank.filled({blank.photo: "r.jpg"}, instance_id=instance_id)
    server.send(xml, 201, r_jpg=PHOTO)
    server.refused(xml, 409, r_jpg=OTHER_PHOTO)
    server.send(xml, r_jpg=PHOTO)
    kept = server.opened.kept(instance_id) if server.opened else None
    must(not server.opened or (kept and kept.contents == {"r.jpg": PHOTO}), "the first is gone")


@row("1.5", SIMPUL)
def a_file_no_answer_names_is_stored_and_marked(server: Server) -> None:
    blank = server.with_photo()
    instance_id = new_id()
    xml = blank.filled({blank.photo: "r.jpg"}, instance_id=instance_id)
    server.send(xml, 201, r_jpg=PHOTO, lain_jpg=OTHER_PHOTO)
    kept = server.inside.kept(instance_id)
    must(kept and kept.files == {"r.jpg": True, "lain.jpg": False}, f"kept are {kept}")


@row("1.5", SIMPUL)
def what_was_rejected_earlier_is_202_when_it_comes_again_and_stays_rejected(
    server: Server,
) -> None:
    instance_id = new_id()
    xml = server.sample().filled(instance_id=instance_id)
    server.send(xml, 201)
    server.inside.decide(instance_id, accepted=False)
    rejected = server.inside.kept(instance_id)
    server.send(xml, 202)
    must(server.inside.kept(instance_id) == rejected, "sending again changed the decision")


@row("1.5", SIMPUL)
def the_same_from_eight_threads_is_one_201_and_seven_202(server: Server) -> None:
    xml = server.sample().filled()
    found = Counter(at_once(lambda: server.reader.post(xml).status_code, THREADS))
    must(found == {201: 1, 202: THREADS - 1}, f"they are {dict(found)}")


@row("1.5", SIMPUL)
def an_unknown_form_is_404_and_quarantined(server: Server) -> None:
    server.refused(server.sample().filled(form_id="tidak-ada"), 404)


@row("1.5", SIMPUL)
def an_unknown_version_is_404_and_quarantined(server: Server) -> None:
    server.refused(server.sample().filled(version="1999"), 404)


@row("1.5", SIMPUL)
def any_version_ever_released_is_accepted(server: Server) -> None:
    form_id = server.inside.release("2026112307", "Peserta")
    old = server.blank(server.reader.form(form_id))
    server.inside.release("2026112308", "Jumlah peserta")
    instance_id = new_id()
    server.send(old.filled(instance_id=instance_id), 201)
    kept = server.inside.kept(instance_id)
    must(kept and kept.version == "2026112307", f"it is kept as {kept}")


@row("1.5", SIMPUL)
def a_closed_form_still_accepts_and_marks_as_late(server: Server) -> None:
    blank = server.sample()
    instance_id = new_id()
    server.inside.close_form(blank.form_id)
    try:
        server.send(blank.filled(instance_id=instance_id), 201)
    finally:
        server.inside.reopen_form(blank.form_id)
    kept = server.inside.kept(instance_id)
    must(kept and kept.late and kept.flags, f"it is kept as {kept}")


@row("1.5", SIMPUL)
def no_instanceID_is_400_and_quarantined(server: Server) -> None:  # noqa: N802
    server.refused(server.sample().filled(instance_id=""), 400)


@row("1.5", OPENROSA)
def a_submission_goes_to_the_form_and_version_its_root_names(server: Server) -> None:
    blank = server.sample()
    instance_id = new_id()
    server.send(blank.filled(instance_id=instance_id))
    kept = server.inside.kept(instance_id)
    named = (blank.form_id, blank.root.get("version"))
    must(kept and (kept.form_id, kept.version) == named, f"it is kept as {kept}")


@row("1.5", COLLECT)
def whether_it_is_complete_follows_from_its_answers_not_from_isIncomplete(  # noqa: N802
    server: Server,
) -> None:
    blank = server.sample()
    for incomplete in (True, False):
        answer = server.reader.post(blank.filled(), incomplete=incomplete)
        must(answer.status_code in ACCEPTED, f"isIncomplete {incomplete} is {told(answer)}")
    photo = server.with_photo()
    waiting = server.reader.post(
        photo.filled({photo.photo: "r.jpg"})
    )  # it never says that more comes
    must(waiting.status_code in ACCEPTED, f"without its photo it is {told(waiting)}")


@row("1.5", SIMPUL)
def a_photo_that_is_still_missing_is_told(server: Server) -> None:
    blank = server.with_photo()
    xml = blank.filled({blank.photo: "r.jpg"})
    first = parse_message(server.reader.post(xml).content) or ""
    then = parse_message(server.reader.post(xml, {"r.jpg": PHOTO}).content) or ""
    must("0 dari 1" in first and "1 dari 1" in then, f"it says {first!r}, then {then!r}")
