"""What another server should hold of a form: the workbook in a variant, and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.design import files_service
from app.design import store as design_store
from app.design.models import FormVersion
from app.design.service import check_form, known_fields
from app.exchange.plan import Wanted
from app.problems import Problem
from app.publish.media_service import Medium, media_for
from app.registry import entity_store
from app.registry.lists import LIST_NAMES, RETURNED, write_list
from xlsform.findings import Finding, has_errors
from xlsform.variants import under_version, without_lists
from xlsform.workbook import Workbook, read_workbook, write_xlsx

ALL, WITHOUT_LISTS = "", "tanpa_daftar"
XLSX_NAME = "formulir.xlsx"


@dataclass(frozen=True, slots=True)
class _Everywhere:
    """A server receives the places of the whole installation, for forms of every bidang."""

    area: str = ""
    bidang: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    md5: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Package:
    """A version of a form as it goes out, with what its author should know of the variant."""

    form_id: str
    version: str
    title: str
    variant: str
    lists: tuple[str, ...]
    findings: tuple[Finding, ...]
    workbook: Workbook
    files: dict[str, _File]

    @property
    def possible(self) -> bool:
        """Answer whether the variant could be made."""
        return not has_errors(self.findings)

    def wanted(self) -> Wanted:
        """Answer what a plan compares with what stands there."""
        marks = {name: file.md5 for name, file in self.files.items()}
        return Wanted(self.version, self.variant, marks, self.lists)

    def xlsx(self, version: str) -> bytes:
        """Answer the workbook under the version it has there."""
        return write_xlsx(under_version(self.workbook, version))


def package_of(form_id: str, version: str, variant: str) -> Package:
    """Answer a released version as it goes to another server."""
    row = design_store.get_version(form_id, version, whole=True)
    if row.state != design_store.RELEASED:
        raise Problem("publish.not_released", form_id=form_id, version=version)
    people = people_lists(row)
    workbook = read_workbook(row.workbook, XLSX_NAME)
    findings: tuple[Finding, ...] = ()
    if variant == WITHOUT_LISTS and people:
        made = without_lists(workbook, people)
        workbook, findings = made.workbook, (*made.findings, *_faults(made.workbook))
    return Package(
        form_id=form_id,
        version=version,
        title=row.title,
        variant=variant if people else ALL,
        lists=() if variant == WITHOUT_LISTS else people,
        findings=findings,
        workbook=workbook,
        files=_files(row),
    )


def people_lists(row: FormVersion) -> tuple[str, ...]:
    """Answer the lists of sasaran a version attaches: they name people."""
    names = entity_store.list_names()
    given = {file.name for file in files_service.list_files(row.form_id, row.version)}
    asked = [name for name in row.media if name not in {*LIST_NAMES, *given}]
    return tuple(one.removesuffix(".csv") for one in asked if one.removesuffix(".csv") in names)


def _faults(workbook: Workbook) -> tuple[Finding, ...]:
    """Answer what the compiler has against a variant."""
    checked = check_form(
        write_xlsx(workbook),
        XLSX_NAME,
        known=known_fields(),
        known_lists=entity_store.list_names(),
        files_follow=True,
    )
    return tuple(found for found in checked.findings if found.severity == "error")


def _files(row: FormVersion) -> dict[str, _File]:
    """Answer the files that go out: lists of places, what the author gave; of what was returned none.

    What a reviewer wrote to a kader is for that kader's phone.
    """
    made = [
        Medium(one.name, write_list(RETURNED, [])) if one.name == RETURNED else one
        for one in media_for([_Everywhere()], row.form_id, row.version)
    ]
    found = {one.name: _File(one.md5, _as_is(one.content)) for one in made}
    for file in files_service.list_files(row.form_id, row.version):
        found[file.name] = _File(file.md5, _opened(file.form_id, file.version, file.name))
    return found


def _as_is(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _opened(form_id: str, version: str, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        file = files_service.find_file(form_id, version, name)
        if file is None:
            raise Problem("publish.unknown_media", name=name)
        return b"".join(files_service.read_file(file))

    return read
