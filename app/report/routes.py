"""The start page, the month grid, Posyandu profiles, and where a value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.accounts.access import REFER, REVIEW, SEE_HOME, SEE_PROFILE, SEE_TARGETS
from app.design.grants_service import editable_bidang
from app.design.release_store import SENT_BACK
from app.design.review_service import desk_of
from app.exchange.drift_service import count_open
from app.intake import store as intake_store
from app.registry import store as registry
from app.registry.bidang import SIX, Bidang
from app.registry.legal_service import BASIS, legal_text
from app.registry.models import Posyandu
from app.registry.periods import last_day
from app.report import service
from app.report.statuses import LATE, MISSING, count_statuses
from app.report.tables import grid_table, write_table
from app.review.referral_counts_service import count_waiting
from app.web.guards import allow, get_person, local_now, reach
from app.web.layout import areas_of, here

report = Blueprint("report", __name__, template_folder="templates")
PAGE = 40
LATE_SHOWN = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERY_PLACE = 1_000_000


# -- start page


@report.get("/")
@allow(SEE_HOME)
def home() -> str:
    """Say what came in this month, whether it is all right, and what to do next."""
    place = here(SEE_HOME)
    areas = areas_of(SEE_HOME, place.area)
    period = place.period
    places = registry.list_posyandu(areas, limit=EVERY_PLACE, period=period) if areas else []
    month = service.month_of_places(reach(SEE_HOME), places, place.period, local_now().date())
    bidang = [one for one in SIX if one.key in month.due and _sees(SEE_HOME, one.key)]
    shown = {key: mark for key, mark in month.marks.items() if key[1] in {b.key for b in bidang}}
    summary = {
        "expected": sum(mark.owed for mark in shown.values()),
        "counts": count_statuses(shown.values()),
        "per_bidang": [
            {
                "bidang": one.key,
                "name": one.name,
                "expected": sum(m.owed for (_, key), m in shown.items() if key == one.key),
                "counts": count_statuses(m for (_, key), m in shown.items() if key == one.key),
            }
            for one in bidang
        ],
        "late_list": _late_rows(places, shown, month),
        "todo": _todo(place.query(), place.area, place.period),
    }
    return render_template("report/beranda.html", summary=summary)


def _late_rows(
    places: Sequence[Posyandu], marks: dict[tuple[str, str], Any], month: service.Month
) -> list[dict[str, Any]]:
    late = [key for key, mark in marks.items() if mark.status == LATE][:LATE_SHOWN]
    names = {place.code: place for place in places}
    words = _area_words([names[code] for code, _ in late])
    return [
        words[code]
        | {"bidang": bidang, "due": month.due[bidang], "url": _profile_url(code, bidang=bidang)}
        for code, bidang in late
    ]


def _todo(query: str, area: str, period: str) -> list[dict[str, Any]]:
    return [
        *_todo_reviews(query, area, period),
        *_todo_forms(query),
        *_todo_referrals(query, area),
        *_todo_servers(query),
    ]


def _todo_servers(query: str) -> list[dict[str, Any]]:
    """Answer what the last looks at other servers found: it waits for whoever keeps them."""
    if not get_person().access.may(SEE_TARGETS):
        return []
    found, url = count_open(), f"/pengaturan/server?{query}"
    items = (
        (found.servers, "server lain tidak dapat dipakai", True),
        (found.forms, "formulir di server lain tidak lagi seperti yang kita terbitkan", False),
    )
    return [
        {"text": text, "url": url, "count": count, "late": late}
        for count, text, late in items
        if count
    ]


def _todo_forms(query: str) -> list[dict[str, Any]]:
    """Answer what waits of drafts of forms: to be looked at, sent back, or planned and failed."""
    desk, url = desk_of(get_person().name, editable_bidang()), f"/pemeriksaan?{query}"
    sent_back = sum(one.state == SENT_BACK for one in desk.own)
    items = (
        (len(desk.to_review), "draf formulir menunggu pemeriksaan Anda"),
        (sent_back, "draf formulir Anda dikembalikan pemeriksa"),
        (len(desk.failed), "jadwal terbit formulir bermasalah"),
    )
    return [{"text": text, "url": url, "count": count} for count, text in items if count]


def _todo_referrals(query: str, area: str) -> list[dict[str, Any]]:
    """Answer what waits of referrals between agencies; what is overdue is told by itself."""
    if not get_person().access.may(REFER):
        return []
    found, url = count_waiting(area), f"/rujukan?{query}"
    items = (
        (found.late_alarms, "tanda bahaya lewat tenggat", "&arah=bahaya&keadaan=lewat"),
        (
            found.alarms - found.late_alarms,
            "tanda bahaya menunggu Anda tindak lanjuti",
            "&arah=bahaya",
        ),
        (found.late_in, "rujukan masuk lewat tenggat", "&keadaan=lewat"),
        (
            found.late_out,
            "rujukan Anda belum dijawab dan lewat tenggat",
            "&arah=keluar&keadaan=lewat",
        ),
        (found.incoming - found.late_in, "rujukan menunggu Anda jawab", ""),
        (found.asked, "rujukan Anda perlu keterangan", "&arah=keluar"),
    )
    return [
        {"text": text, "url": url + more, "count": count, "late": "lewat" in more}
        for count, text, more in items
        if count
    ]


def _todo_reviews(query: str, area: str, period: str) -> list[dict[str, Any]]:
    if not get_person().access.may(REVIEW):
        return []
    wanted = intake_store.Filter(area, period, seats=get_person().access.seats())
    waiting = intake_store.count_submissions(reach(REVIEW), wanted)
    found = []
    if waiting:
        url = f"/kiriman?{query}&saya=1"
        found.append({"text": "kiriman menunggu tinjauan Anda", "url": url, "count": waiting})
    return found


# -- month grid


@report.get("/posyandu")
@allow(SEE_PROFILE)
def grid() -> str:
    """Show the month grid: Posyandu by six bidang."""
    place, areas = here(SEE_PROFILE), areas_of(SEE_PROFILE, here(SEE_PROFILE).area)
    after, more = request.args.get("sesudah", ""), _grid_filter()
    places, month = _grid_places(areas, place.period, after, PAGE + 1)
    bidang = _seen_bidang()
    shown = places[:PAGE]
    return render_template(
        "report/grid.html",
        rows=_grid_rows(shown, month, [one.key for one in bidang]),
        bidang_list=[{"bidang": one.key, "name": one.name} for one in bidang],
        filter=more,
        total=registry.count_posyandu(areas, more["q"], place.period) if areas else 0,
        download_url=f"/posyandu/unduh?{place.query(**more)}",
        next_url=f"/posyandu?{place.query(sesudah=shown[-1].code, **more)}"
        if len(places) > PAGE
        else None,
        prev_url=f"/posyandu?{place.query(**more)}" if after else None,
    )


@report.get("/posyandu/unduh")
@allow(SEE_PROFILE)
def download_grid() -> Response:
    """Download the month grid as a workbook: exactly what the filters show, every page of it."""
    place, areas = here(SEE_PROFILE), areas_of(SEE_PROFILE, here(SEE_PROFILE).area)
    places, month = _grid_places(areas, place.period, "", EVERY_PLACE)
    bidang = {one.key: one.short for one in _seen_bidang()}
    table = grid_table(_grid_rows(places, month, list(bidang)), bidang)
    basis = legal_text(BASIS, last_day(place.period))
    response = Response(write_table(table, f"Laporan {place.period}", basis), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="posyandu-{place.period}.xlsx"'
    return response


def _grid_filter() -> dict[str, str]:
    return {name: request.args.get(name, "").strip() for name in ("q", "status")}


def _seen_bidang() -> list[Bidang]:
    return [one for one in SIX if _sees(SEE_PROFILE, one.key)]


def _grid_places(
    areas: Sequence[str], period: str, after: str, limit: int
) -> tuple[Sequence[Posyandu], service.Month]:
    """Answer the Posyandu of one page of the grid, and their month."""
    wanted = _grid_filter()
    # A filter by status looks at every Posyandu; without one only a page is read.
    start, size = ("", EVERY_PLACE) if wanted["status"] else (after, limit)
    places = registry.list_posyandu(areas, start, size, wanted["q"], period) if areas else []
    month = service.month_of_places(reach(SEE_PROFILE), places, period, local_now().date())
    if wanted["status"]:
        marks = [(code, mark) for (code, _), mark in month.marks.items() if mark.owed]
        codes = {code for code, mark in marks if mark.status == wanted["status"]}
        places = [one for one in places if one.code in codes and one.code > after][:limit]
    return places, month


def _grid_rows(
    places: Sequence[Posyandu], month: service.Month, bidang: Sequence[str]
) -> list[dict[str, Any]]:
    words = _area_words(places)
    rows = []
    for place in places:
        cells = []
        for key in bidang:
            mark = month.marks.get((place.code, key))
            cells.append(
                {
                    "bidang": key,
                    "status": mark.status if mark else MISSING,
                    "word": mark.word if mark else None,
                    "late": bool(mark and mark.late),
                    "unreviewed": bool(mark and mark.unreviewed),
                    "url": _profile_url(place.code, bidang=key),
                }
            )
        rows.append(words[place.code] | {"cells": cells, "url": _profile_url(place.code)})
    return rows


def _area_words(places: Sequence[Posyandu]) -> dict[str, dict[str, Any]]:
    codes = {place.desa for place in places} | {place.desa.rpartition(".")[0] for place in places}
    names = registry.names_of_areas(codes)
    return {
        place.code: {
            "code": place.code,
            "name": place.name,
            "desa": names.get(place.desa, ""),
            "kecamatan": names.get(place.desa.rpartition(".")[0], ""),
        }
        for place in places
    }


def _profile_url(code: str, **more: str) -> str:
    return f"/posyandu/{code}?{here().query(**more)}"


def _sees(action: str, bidang: str) -> bool:
    return any(not one.bidang or one.bidang == bidang for one in reach(action))
