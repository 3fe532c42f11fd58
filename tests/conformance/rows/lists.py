"""2.4: a list of entities as a phone receives it."""

from __future__ import annotations

import csv
import io

from tests.conformance.server import Server
from tests.conformance.table import COLLECT, OPENROSA, SIMPUL, must, row

FIRST = ["name", "label", "__version"]
HARD = 'Anak "kedua", satu\nbaris; dan lagi\r\nselesai'


@row("2.4", OPENROSA)
def the_columns_begin_with_name_label_and_version(server: Server) -> None:
    held = server.held(server.made()[0])
    lines = csv.reader(io.StringIO(server.reader.fetch(held.file.download_url).decode()))
    header = next(lines)
    must(header[:3] == FIRST, f"they begin with {header[:3]}")
    more = [name for name in header[3:] if name.startswith("__")]
    must(not more, f"nobody reads {more}")


@row("2.4", COLLECT)
def every_row_has_a_name_a_label_and_a_whole_version(server: Server) -> None:
    rows = server.held(server.made()[0]).rows
    must(rows, "it holds no row")
    for name, one in rows.items():  # the first bad row ends the list on the phone
        must(name.strip() and one["label"].strip(), f"{one} lacks name or label")
        must(one["__version"].isdecimal(), f"the version of {name} is {one['__version']!r}")


@row("2.4", COLLECT)
def quotes_commas_and_line_ends_break_no_row(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made(HARD)
    after = server.made()[1]
    rows = server.held(dataset).rows
    shown = " ".join(rows[entity_id]["label"].split())
    must(shown == " ".join(HARD.split()), f"the label became {shown!r}")
    must(after in rows, "a row after it is lost")


@row("2.4", OPENROSA)
def it_is_text_csv(server: Server) -> None:
    answer = server.reader.get(server.held(server.made()[0]).file.download_url)
    kind = answer.headers.get("Content-Type", "")
    must(kind.startswith("text/csv"), f"it is {kind}")


@row("2.4", OPENROSA)
def its_ETag_is_the_hash_of_the_list_and_304_follows(server: Server) -> None:  # noqa: N802
    file = server.held(server.made()[0]).file
    tag = server.reader.get(file.download_url).headers.get("ETag", "")
    must(tag == f'"{file.hash}"', f"the ETag is {tag}, the hash {file.hash}")
    again = server.reader.get(file.download_url, {"If-None-Match": tag})
    must(again.status_code == 304, f"asked again it is {again.status_code}")


@row("2.4", SIMPUL)
def a_phone_receives_the_rows_of_its_own_place_alone(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    elsewhere = server.through(server.inside.door(elsewhere=True))
    must(entity_id not in elsewhere.held(dataset).rows, "another place receives it")
    same = server.through(server.inside.door())
    must(entity_id in same.held(dataset).rows, "another phone of its place does not")


@row("2.4", OPENROSA)
def the_hash_depends_on_who_asks(server: Server) -> None:
    dataset = server.made()[0]
    elsewhere = server.through(server.inside.door(elsewhere=True))
    before = elsewhere.held(dataset).file.hash
    own = server.held(dataset).file.hash
    must(own != before, "two places with other rows have one hash")
    server.made()
    must(server.held(dataset).file.hash != own, "the hash of its place stayed")
    must(elsewhere.held(dataset).file.hash == before, "another place's hash changed")


@row("2.4", COLLECT)
def a_change_of_one_row_gives_the_whole_list_again(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    before = set(server.held(dataset).rows)
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{server.property_of(dataset): "7"})
    server.eventually(
        lambda: server.held(dataset).rows[entity_id]["__version"] == "2", "it did not change"
    )
    must(before <= server.held(dataset).rows.keys(), "rows that did not change are missing")
