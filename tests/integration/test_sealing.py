"""A stolen disk tells no names: nothing a kader recorded lies in the clear outside the key file."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.extensions.files import path_of
from app.factory import create_app
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul, settings_for, sqlite_url
from tests.integration.submissions import NAMED, PHOTO, monthly_answers, new_id, visit_answers

# What must not be found: each as the bytes it came in.
SECRETS = {
    "nik": NAMED["orang/nik"].encode(),
    "no_kk": NAMED["orang/no_kk"].encode(),
    "name": NAMED["orang/nama"].encode(),
    "mother": NAMED["lahir/nama_ibu"].encode(),
    "photo": PHOTO[20:120],
    "refused": b"Warga Yang Ditolak",
    "other answers": b"Jawaban Lain Sekali",
}


@pytest.fixture
def visit(simpul: Simpul, phone: Phone) -> str:
    """A visit with names, a report with a photo, two refused sends and a repair, all merged."""
    visit = new_id()
    report = new_id()
    photo = {"r.jpg": PHOTO}
    answers = monthly_answers(penutup__foto_register="r.jpg")
    sends = [
        (simpul.submission_xml("kes_balita", visit_answers(), instance_id=visit), {}),
        (simpul.submission_xml("kes_bulanan", answers, instance_id=report), photo),
        (
            simpul.submission_xml(
                "kes_balita", visit_answers(orang__nama="Warga Yang Ditolak"), root_id="bukan"
            ),
            photo,
        ),
        (
            simpul.submission_xml(
                "kes_balita", visit_answers(orang__nama="Jawaban Lain Sekali"), instance_id=visit
            ),
            {},
        ),
    ]
    assert [simpul.send(phone, xml, files).status_code for xml, files in sends] == [
        201,
        201,
        404,
        409,
    ]
    simpul.run_pending()
    return visit


def clear_in(folder: Path) -> list[str]:
    """Which secrets lie readable in which file below a folder."""
    return [
        f"{name} in {path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_file() and path.name != "keys.json"
        for name, secret in SECRETS.items()
        if secret in path.read_bytes()
    ]


def column_texts(simpul: Simpul) -> Iterator[tuple[str, bytes]]:
    """Every value of every column of the database, as bytes."""
    for table in simpul.counts():
        for row in simpul.query(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own tables
            for column, value in row._mapping.items():
                raw = value if isinstance(value, bytes) else str(value).encode()
                yield f"{table}.{column}", bytes(raw)


@pytest.mark.usefixtures("visit")
def test_no_file_and_no_column_holds_a_name_a_nik_or_a_photo_in_the_clear(simpul: Simpul) -> None:
    assert clear_in(simpul.settings.home) == []
    found = [
        f"{name} in {where}"
        for where, value in column_texts(simpul)
        for name, secret in SECRETS.items()
        if secret in value or secret.hex().encode() in value
    ]
    assert found == []
    # The search itself works: a Posyandu's name is no secret and is found.
    assert any(b"Posyandu Mawar" in value for _, value in column_texts(simpul))


@sqlite_only
@pytest.mark.usefixtures("visit")
def test_the_database_file_holds_nothing_after_a_checkpoint_either(simpul: Simpul) -> None:
    wal = simpul.settings.home / "simpul.sqlite3-wal"
    assert wal.stat().st_size > 0
    simpul.query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert clear_in(simpul.settings.home) == []


@sqlite_only
def test_the_keys_are_readable_by_their_owner_alone(simpul: Simpul) -> None:
    keys = simpul.settings.home / "secret" / "keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.parent.stat().st_mode) == 0o700
    assert json.loads(keys.read_text()).keys() == {"current", "sealing", "matching", "session"}


def test_a_new_home_is_closed_to_others(tmp_path: Path) -> None:
    home = tmp_path / "baru"
    create_app(settings_for(home, sqlite_url(home), {}))
    for place in (home, home / "secret"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def stored_photo(simpul: Simpul) -> tuple[str, str, Path]:
    """The report that has the photo, the photo's name and where it lies."""
    row = next(row for row in simpul.attachments() if row.name == "r.jpg")
    report = next(one for one in simpul.submissions() if one.seq == row.seq)
    return report.instance_id, row.name, path_of(simpul.settings.files_root, row.file_id)


@sqlite_only
@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "gone", "swapped"])
def test_a_damaged_photo_is_a_clear_page_and_never_other_bytes(
    simpul: Simpul, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    instance_id, name, path = stored_photo(simpul)
    sealed = path.read_bytes()
    other = next(one for one in simpul.stored_files() if one != path).read_bytes()
    damaged = {
        "flipped": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "cut": sealed[:-30],
        "emptied": b"",
        "swapped": other,
    }
    path.unlink() if damage == "gone" else path.write_bytes(damaged[damage])
    response = simpul.signed_in("admin").get(f"/kiriman/{instance_id}/lampiran/{name}")
    assert_problem(response, "intake.damaged")
    assert "Traceback" not in response.text
    assert PHOTO[:30] not in response.data


def test_a_row_swapped_with_anothers_does_not_open(
    simpul: Simpul, phone: Phone, visit: str
) -> None:
    other = new_id()
    answers = visit_answers(orang__nama="Anak Lain", orang__nik="6402061505220002")
    simpul.send(phone, simpul.submission_xml("kes_balita", answers, instance_id=other))
    simpul.execute(
        "UPDATE submission SET answers = (SELECT answers FROM submission"
        " WHERE instance_id = :other) WHERE instance_id = :visit",
        other=other,
        visit=visit,
    )
    response = simpul.signed_in("admin").get(f"/kiriman/{visit}")
    assert_problem(response, "intake.damaged")
    assert "Traceback" not in response.text
    assert simpul.signed_in("admin").get(f"/kiriman/{other}").status_code == 200


def test_one_damaged_submission_stops_nobody_elses_merging(
    simpul: Simpul, phone: Phone, visit: str
) -> None:
    simpul.execute("UPDATE submission SET answers = :junk, merge_due = true", junk=os.urandom(60))
    other = simpul.add_phone("64.02.06.1011.002")
    good = new_id()
    simpul.send(
        other,
        simpul.submission_xml(
            "kes_bulanan", monthly_answers("64.02.06.1011.002"), instance_id=good
        ),
    )
    simpul.run_pending()
    assert simpul.submission(good).merged
