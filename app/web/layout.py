"""The frame around every page: the rail, the area and the month, which stay in every address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request

from app.accounts.access import (
    FILL,
    REFER,
    ROLE_NAMES,
    SEE_DEVICES,
    SEE_FORMS,
    SEE_HOME,
    SEE_PROFILE,
    SEE_REGISTRY,
    SEE_SUBJECTS,
    SEE_SUBMISSIONS,
    in_area,
    narrowest,
)
from app.extensions.database import now
from app.problems import Problem
from app.registry import store as registry
from app.registry.legal_service import BASIS, legal_text
from app.registry.periods import is_period, last_day, month_name, month_of, next_month
from app.web.guards import Person, find_person, get_person, local_now, settings

RAIL = (
    ("beranda", "Beranda", "home", "/", SEE_HOME),
    ("isi", "Isi formulir", "edit", "/isi", FILL),
    ("formulir", "Formulir", "forms", "/formulir", SEE_FORMS),
    ("kiriman", "Kiriman", "inbox", "/kiriman", SEE_SUBMISSIONS),
    ("posyandu", "Posyandu", "building-community", "/posyandu", SEE_PROFILE),
    ("sasaran", "Sasaran", "users", "/sasaran", SEE_SUBJECTS),
    ("rujukan", "Rujukan", "arrow-forward-up", "/rujukan", REFER),
    ("perangkat", "Perangkat", "device-mobile", "/perangkat", SEE_DEVICES),
    ("pengaturan", "Pengaturan", "settings", "/pengaturan", SEE_REGISTRY),
)
# Pages with no entry of their own in the rail, by the entry they are reached from.
REACHED_FROM = {
    "/kiriman": ("/kualitas", "/karantina", "/dikembalikan", "/tinjau"),
    "/formulir": ("/kalender", "/pemeriksaan"),
}
RAIL_COUNTS = "simpul.rail_counts"
MONTHS_SHOWN = 18
VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page looks: an area inside the person's grants (empty: all of them) and a month."""

    area: str
    period: str

    def query(self, **more: str | int | None) -> str:
        """Answer the query string that keeps area and month, with more parts."""
        parts = {"area": self.area, "periode": self.period, **more}
        return urlencode({name: value for name, value in parts.items() if value})


def here(action: str = SEE_HOME) -> Here:
    """Answer the area and month of this request; what lies outside the grants falls back to them."""
    period = request.args.get("periode", "")
    if not is_period(period):
        period = month_of(now(), settings().zone)
    area = request.args.get("area", "")
    inside = any(in_area(area, reach.area) for reach in get_person().access.reach(action))
    return Here(area if inside else "", period)


def areas_of(action: str, area: str) -> tuple[str, ...]:
    """Answer the areas a page shows: the grants' areas, cut to the chosen one."""
    granted = [reach.area for reach in get_person().access.reach(action)]
    return narrowest(granted, area)


def check_area(action: str, code: str) -> None:
    """Raise Problem unless a place lies in the person's areas, whatever the bidang of the grant."""
    if not has_reach(action, code):
        raise Problem("accounts.not_allowed")


def has_reach(action: str, code: str) -> bool:
    """Answer whether a place lies in the person's areas, whatever the bidang of the grant."""
    return any(in_area(code, reach.area) for reach in get_person().access.reach(action))


def install(app: Flask) -> None:
    """Give every template the frame's values, and static addresses that change with the content."""
    app.context_processor(_frame)
    app.jinja_env.globals["asset_mark"] = _asset_mark(Path(app.static_folder or ""))


def count_in_rail(app: Flask, key: str, count: Callable[[], int]) -> None:
    """Let an entry of the rail tell how much waits for the person who looks."""
    app.extensions.setdefault(RAIL_COUNTS, {})[key] = count


def _asset_mark(folder: Path) -> str:
    """Answer a short hash of what browsers keep, so that a changed style is fetched at once."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".gz":
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _frame() -> dict[str, Any]:
    values: dict[str, Any] = {"app_version": VERSION, "clock": _clock()}
    person = find_person() if request.endpoint else None
    if person is None:
        return values
    place = here()
    counts: dict[str, Callable[[], int]] = current_app.extensions.get(RAIL_COUNTS, {})
    rail = [
        {
            "key": key,
            "label": label,
            "icon": icon,
            "url": f"{url}?{place.query()}",
            "active": _is_section(url),
            "count": counts[key]() if key in counts else 0,
        }
        for key, label, icon, url, action in RAIL
        if person.access.may(action)
    ]
    return values | {
        "rail": rail,
        "user": _user_values(person),
        "here": _here_values(place),
        "legal_basis": legal_text(BASIS, min(last_day(place.period), local_now().date())),
    }


def _clock() -> dict[str, Any]:
    moment = local_now()
    return {"now": moment, "zone_name": moment.tzname()}


def _user_values(person: Person) -> dict[str, Any]:
    grants = person.access.grants
    areas = registry.names_of_areas(grant.area for grant in grants if grant.area)
    return {
        "name": person.name,
        "role_name": ", ".join(dict.fromkeys(ROLE_NAMES[grant.role] for grant in grants)),
        "area_name": ", ".join(areas.values()),
    }


def _is_section(url: str) -> bool:
    return any(
        request.path == one or (one != "/" and request.path.startswith(one + "/"))
        for one in (url, *REACHED_FROM.get(url, ()))
    )


def _here_values(place: Here) -> dict[str, Any]:
    granted = {reach.area for reach in get_person().access.reach(SEE_HOME)}
    areas = [
        {"code": area.code, "name": area.name, "level": area.level}
        for area in registry.list_wilayah(("kabupaten", "kecamatan"))
        if any(in_area(area.code, one) for one in granted)
    ]
    current = month_of(now(), settings().zone)
    chosen = registry.names_of_areas([place.area] if place.area else [])
    return {
        "area": {"code": place.area, "name": chosen.get(place.area, "Semua wilayah Anda")},
        "areas": areas,
        "period": place.period,
        "period_name": month_name(place.period),
        "periods": [
            (month, month_name(month))
            for month in (next_month(current, -step) for step in range(MONTHS_SHOWN))
        ],
        "query": place.query(),
    }
