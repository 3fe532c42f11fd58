"""Entity lists: names Collect can keep, lists at hand where they are changed, nothing secret saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xlsform.checks.form import REFERENCE, Form, at
from xlsform.checks.identity import is_nik
from xlsform.findings import Finding, finding
from xlsform.languages import settings_row
from xlsform.outline import Entry
from xlsform.people import PEOPLE, SHARED, owner_of
from xlsform.question_types import FROM_FILE
from xlsform.sheets import Row, Workbook
from xlsform.travel import NIK, never_travels

# Specifications that a phone's Collect and this server both know.
ACCEPTED_VERSIONS = ("2022.1", "2023.1", "2024.1", "2025.1")
# Lists of the server itself, and the one table Collect keeps beside those of its lists.
TAKEN = frozenset({"kecamatan", "desa", "posyandu", "dikembalikan", "lists"})


def declared_lists(workbook: Workbook) -> tuple[str, ...]:
    """The names of the entity lists a form makes or changes, in order."""
    names = (list_name(row) for row in workbook.rows("entities"))
    return tuple(dict.fromkeys(name for name in names if name))


def list_name(row: Row) -> str:
    """The list a row of the entities sheet speaks of."""
    return row.get("list_name") or row.get("dataset")


def check_entities_version(version: str) -> Iterator[Finding]:
    """The form speaks a version of the entities specification that phones and server know."""
    if version and not version.startswith(ACCEPTED_VERSIONS):
        yield finding(
            "entities",
            None,
            None,
            "entities.unknown_version",
            f"Formulir ini memakai spesifikasi entitas versi {version}, yang belum dikenal.",
            f"Pakai versi {ACCEPTED_VERSIONS[-1]} atau yang lebih lama, atau perbarui server.",
        )


def check_entities(form: Form) -> Iterator[Finding]:
    """Each list has a usable name, and is attached where the form changes what is in it."""
    attached = _attached(form)
    for row in form.workbook.rows("entities"):
        name = list_name(row)
        column = "list_name" if row.get("list_name") else "dataset"
        if name.casefold() in TAKEN:
            yield finding(
                "entities",
                row,
                column,
                "entities.taken_name",
                f"Daftar sasaran tidak boleh bernama “{name}”: nama itu sudah dipakai di ponsel.",
                "Pilih nama lain yang menyebut isinya, misalnya balita atau rumah.",
            )
        if name and row.get("entity_id") and name not in attached:
            yield finding(
                "entities",
                row,
                "entity_id",
                "entities.list_not_attached",
                f"Formulir ini memperbarui daftar “{name}”, tetapi tidak melampirkannya, jadi "
                "ponsel tidak tahu versi yang diperbarui.",
                f"Tambahkan pertanyaan select_one_from_file {name}.csv atau baris csv-external "
                f"bernama {name} di lembar survey.",
            )


def check_saved(form: Form) -> Iterator[Finding]:
    """Nothing is saved to a list, or named by its label, that may not travel to phones."""
    secret = _secrets(form)
    yield from _saved_secrets(form, secret)
    yield from _labelled_secrets(form, secret)
    yield from _same_but_for_case(form)
    yield from _foreign(form)


def _attached(form: Form) -> frozenset[str]:
    found = set()
    for entry in form.entries:
        if entry.type.word in FROM_FILE:
            found.add(entry.type.source.removesuffix(".csv"))
        elif entry.type.word == "csv-external":
            found.add(entry.name)
    return frozenset(found)


def _secrets(form: Form) -> dict[str, str]:
    """What each question holds that may not travel, by its name; calculations tell what they read."""
    found = {entry.name: why for entry in form.entries if (why := _secret(entry, form.language))}
    calculated = [entry for entry in form.entries if entry.type.word == "calculate"]
    while True:
        more = {
            entry.name: found[read]
            for entry in calculated
            if entry.name not in found
            for read in _references(entry.row.get("calculation"))
            if read in found
        }
        if not more:
            return found
        found |= more


def _secret(entry: Entry, language: str | None) -> str:
    if is_nik(entry, language):
        return NIK
    fields = entry.row.get("profile_field").split()
    return next(filter(None, map(never_travels, (entry.name, *fields))), "")


def _references(text: str) -> list[str]:
    return [name.strip() for name in REFERENCE.findall(text)]


def _property(entry: Entry) -> str:
    return entry.row.get("save_to").rpartition("#")[2].strip()


def _saved_secrets(form: Form, secret: dict[str, str]) -> Iterator[Finding]:
    for entry in form.entries:
        if not _property(entry):
            continue
        why = secret.get(entry.name) or never_travels(_property(entry))
        if why:
            yield at(
                entry,
                "save_to",
                "saved_secret",
                f"“{entry.name}” memuat {why}, yang tidak boleh dikirim ke ponsel lain.",
                "Kosongkan kolom save_to. Jawabannya tetap tersimpan pada kiriman.",
            )


def _labelled_secrets(form: Form, secret: Collection[str]) -> Iterator[Finding]:
    for row in form.workbook.rows("entities"):
        for name in _references(row.get("label")):
            if name in secret:
                yield finding(
                    "entities",
                    row,
                    "label",
                    "entities.secret_label",
                    f"Nama sasaran memuat “{name}”, yang tidak boleh dikirim ke ponsel lain.",
                    f"Hapus ${{{name}}} dari kolom label; cukup nama dan tanggal lahir.",
                )


def _foreign(form: Form) -> Iterator[Finding]:
    """Of people, who stand on one list for all bidang, each bidang tells what is its own."""
    if PEOPLE not in declared_lists(form.workbook):
        return
    bidang = settings_row(form.workbook).get("bidang")
    for entry in form.entries:
        name = _property(entry)
        if not name:
            continue
        owner = owner_of(PEOPLE, bidang, name)
        shared = owner == SHARED and entry.row.block is not None
        if owner != bidang and not shared:
            yield at(
                entry,
                "save_to",
                "foreign_property",
                f"“{name}” pada daftar {PEOPLE} bukan milik bidang {bidang}.",
                "Awali namanya dengan awalan bidang formulir ini, misalnya kes_ atau pend_. Yang umum "
                "(nama, tanggal lahir) ditulis oleh blok orang.",
            )


def _same_but_for_case(form: Form) -> Iterator[Finding]:
    """On phones the columns of a list are those of a table, where case makes no difference."""
    first: dict[str, str] = {}
    for entry in form.entries:
        name = _property(entry)
        known = first.setdefault(name.casefold(), name)
        if name and known != name:
            yield at(
                entry,
                "save_to",
                "same_but_for_case",
                f"“{name}” dan “{known}” hanya berbeda huruf besar dan kecil; di ponsel keduanya "
                "satu kolom.",
                f"Tulis keduanya sama, {known}, atau beri nama yang berbeda.",
            )
