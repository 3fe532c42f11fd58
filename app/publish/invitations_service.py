"""Inviting many kader at once: who is in a desa, a fresh token each, and the sheets to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts import devices_service, devices_store
from app.accounts.service import Invited
from app.extensions.database import now
from app.problems import Problem
from app.publish.collect_settings import project_of, qr_image
from app.publish.sheet_pdf import SHEETS_AT_MOST, Sheet, invitation_pdf
from app.registry import store as registry
from app.registry.models import Kader, Posyandu, Wilayah
from app.registry.words import date_words
from app.web.guards import local_now, settings


@dataclass(frozen=True, slots=True)
class Village:
    """A desa with how many kader it has, and how many of them were heard with a phone."""

    code: str
    name: str
    kecamatan: str
    kader: int
    with_phone: int


def list_villages(areas: Sequence[str]) -> list[Village]:
    """Answer the desa of the areas that have kader, by code."""
    if not areas:
        return []
    rows = devices_store.count_by_village(areas, local_now().date())
    names = registry.names_of_areas(
        code for row in rows for code in (row.desa, row.desa.rpartition(".")[0])
    )
    return [
        Village(
            code=row.desa,
            name=names.get(row.desa, row.desa),
            kecamatan=names.get(row.desa.rpartition(".")[0], ""),
            kader=row.kader,
            with_phone=row.with_phone,
        )
        for row in rows
    ]


def get_village(code: str) -> Wilayah:
    """Answer a desa or kelurahan by its code, or raise Problem."""
    area = registry.get_wilayah(code)
    if area.level != "desa":
        raise Problem("registry.unknown_area", code=code)
    return area


def invite_village(desa: str, chosen: Sequence[int], actor: str) -> list[Sheet]:
    """Make a fresh token for each chosen kader of a desa; answer their sheets.

    Whoever is not (or no longer) a kader there is left out; nobody chosen is a Problem.
    """
    area, kecamatan = get_village(desa), registry.get_wilayah(desa.rpartition(".")[0])
    places = {one.code: one for one in registry.list_posyandu([desa])}
    wanted = set(chosen)
    kader = [
        one
        for one in registry.list_kader([desa])
        if one.kader_id in wanted and one.posyandu_code in places
    ]
    if not kader:
        raise Problem("publish.nobody_invited")
    if len(kader) > SHEETS_AT_MOST:
        raise Problem("publish.too_many_sheets", count=len(kader), limit=SHEETS_AT_MOST)
    invited = devices_service.invite_phones(kader, actor)
    return [
        _sheet(person, places[person.posyandu_code], one, (area.name, kecamatan.name))
        for person, one in zip(kader, invited, strict=True)
    ]


def _sheet(person: Kader, place: Posyandu, invited: Invited, where: tuple[str, str]) -> Sheet:
    project = project_of(place.code, place.name, invited.device.bidang)
    until = (invited.device.expires_at or now()).astimezone(settings().zone).date()
    return Sheet(
        kader=person.name,
        posyandu=place.name if place.name.startswith("Posyandu") else f"Posyandu {place.name}",
        desa=where[0],
        kecamatan=where[1],
        colour=project.colour,
        qr=qr_image(f"{settings().base_url}/k/{invited.token}", project),
        valid_until=date_words(until.isoformat()),
    )


def print_invitations(sheets: Sequence[Sheet], help_line: str) -> bytes:
    """Answer the PDF of the sheets; `help_line` says whom a kader may call."""
    return invitation_pdf(sheets, help_line, now())
