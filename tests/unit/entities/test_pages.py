"""What the pages of sasaran say: sources, sides of a conflict, masked names."""

from __future__ import annotations

from app.registry.entity_faults import FAULTS
from app.review.entity_pages import Words, conflicts_of, initials, values_of
from tests.unit.merge.sasaran import BRANCH, CHILD, OTHER, World, create, update

PROPERTIES = {
    "bb": {"label": "Berat badan", "privacy": "spesifik"},
    "rt": {"label": "RT", "privacy": "umum"},
}


def disputed() -> World:
    """A child whose weight two phones changed from the same version."""
    world = World()
    world.receive("buat", create("Ananda Rekaan", bb="9", rt="1"))
    world.receive("siti", update(1, trunk=1, branch=BRANCH, bb="10", rt="1"))
    world.receive("ani", update(1, trunk=1, branch=OTHER, bb="11", rt="2"))
    return world


def test_each_value_names_the_version_it_came_from() -> None:
    values = values_of(disputed().entities[CHILD], Words(PROPERTIES, unmasked=True))
    assert [(one.label, one.text, one.version and one.version.source_id) for one in values] == [
        ("Nama", "Ananda Rekaan", "buat"),
        ("Berat badan", "11", "ani"),
        ("RT", "2", "ani"),
    ]


def test_a_property_without_a_label_is_called_by_its_name_in_words() -> None:
    assert Words({}, unmasked=True).label("tanggal_didata") == "Tanggal didata"
    named = {"tanggal_didata": {"label": "tanggal_didata"}}
    assert Words(named, unmasked=True).label("tanggal_didata") == "Tanggal didata"


def test_what_was_chosen_reads_in_the_words_of_the_form() -> None:
    choices = {"rawan": {"banjir": "Banjir", "abrasi": "Tebing"}}
    words = Words({}, unmasked=True, choices=choices)
    assert words.text("rawan", "banjir abrasi") == "Banjir, Tebing"
    assert words.text("rawan", "banjir lain") == "banjir lain"
    assert words.text("rt", "007") == "007"


def test_only_what_followed_on_the_phones_own_change_was_surely_written_away_from_the_server() -> (
    None
):
    world = World()
    world.receive("buat", create("Ananda Rekaan", bb="9"))
    world.receive("siti", update(1, trunk=1, branch=BRANCH, bb="10"))
    world.receive("lagi", update(2, trunk=1, branch=BRANCH, bb="11"))
    assert [one.away for one in world.entities[CHILD].versions] == [False, False, True]


def test_a_conflict_stands_side_by_side_with_the_clash_first() -> None:
    (conflict,) = conflicts_of(disputed().entities[CHILD], Words(PROPERTIES, unmasked=True))
    sides = [
        (side.label, side.clash, side.before, side.server, side.received, side.present)
        for side in conflict.sides
    ]
    assert sides == [
        ("Berat badan", True, "9", "10", "11", "11"),
        ("RT", False, "1", "1", "2", "2"),
    ]


def test_names_and_health_are_masked_and_what_is_open_is_not() -> None:
    values = values_of(disputed().entities[CHILD], Words(PROPERTIES, unmasked=False))
    assert [(one.text, one.masked) for one in values] == [
        ("A••• R•••", True),
        ("••••••", True),
        ("2", False),
    ]


def test_initials_are_all_that_is_left_of_a_name() -> None:
    assert initials("Ananda  Rekaan Putri") == "A••• R••• P•••"
    assert initials("") == "••••••"


def test_every_fault_has_words_and_a_cure() -> None:
    said = {"sudah_ada", "daftar_tidak_ada", "daftar_lain", "tanpa_nama", "tanpa_nomor", "nomor_salah",
            "cabang_salah", "versi_salah", "versi_tidak_dikenal", "tanpa_versi"}  # fmt: skip
    assert said == FAULTS.keys()
    assert all(what.endswith(".") and cure.endswith(".") for what, cure in FAULTS.values())
