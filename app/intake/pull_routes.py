"""Pages of what another server holds: how far it was pulled, what differs, what is to be taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_TARGETS, SEE_TARGETS
from app.accounts.levels import LEVEL_NAMES, LEVELS
from app.accounts.service import log_act
from app.design.grants_service import editable_bidang
from app.design.store import list_forms
from app.exchange import adopting_service
from app.exchange import store as exchange_store
from app.exchange.adopting import Chosen
from app.exchange.models import Publication, Target
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import ALL, NEW
from app.extensions.database import transaction
from app.intake import pulls_service, remote_store, store
from app.intake.pull_pages import (
    KINDS,
    OTHER_REASON,
    REASONS,
    forms_shown,
    is_moving,
    row_shown,
)
from app.intake.remote_models import RemoteSubmission
from app.intake.remote_service import leave_gone
from app.intake.states import COUNTED
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import BY_KEY
from app.web.guards import allow, get_person
from xlsform.settings import FREKUENSI

banding = Blueprint("banding", __name__, template_folder="templates")
SERVER = "/pengaturan/server/<int(max=999999999):target_id>"
PAGE = 50
FREKUENSI_NAMES = {"bulanan": "Bulanan", "kejadian": "Tiap kejadian", "sekali": "Sekali"}


def _target(target_id: int) -> Target:
    target = exchange_store.find_target(target_id)
    if target is None:
        raise Problem("publish.unknown_target", target=target_id)
    return target


def _url(target: Target, page: str = "banding") -> str:
    return f"/pengaturan/server/{target.target_id}/{page}"


@banding.get(f"{SERVER}/banding")
@allow(SEE_TARGETS)
def compare(target_id: int) -> str:
    """Show how far a server was pulled, and what differs between it and here."""
    target = _target(target_id)
    publications = exchange_store.list_publications(target_id)
    ids = [one.publication_id for one in publications]
    titles = {form.form_id: form.title for form in list_forms()}
    differences = remote_store.count_differences(ids)
    kind = request.args.get("beda", "")
    kind = kind if kind in KINDS else next((one for one in KINDS if differences[one]), "")
    rows = remote_store.list_differences(ids, kind, _after(), PAGE + 1) if kind else []
    counts = {one: remote_store.count_remote(one) for one in ids}
    waiting = {
        (one, way)
        for one in ids
        for way in (NEW, ALL)
        if pulls_service.waits_for_its_turn(one, way)
    }
    pulls = remote_store.list_pulls(ids)
    forms = forms_shown(publications, pulls, titles, counts, waiting)
    return render_template(
        "intake/banding.html",
        target=target,
        forms=forms,
        moving=is_moving(forms),
        compared=any(pull.way == ALL and pull.ended_at for pull in pulls.values()),
        kinds=[(key, KINDS[key][0], differences[key]) for key in KINDS],
        kind=kind,
        meaning=KINDS[kind][1] if kind else "",
        rows=_rows(rows[:PAGE], publications, titles),
        next_url=_next(target, kind, rows),
        levels=[(level, LEVEL_NAMES[level]) for level in LEVELS],
        unsaid=remote_store.count_to_settle(target_id),
        may_manage=get_person().access.may(MANAGE_TARGETS),
        url=_url(target),
        adopt_url=_url(target, "formulir"),
    )


def _after() -> int:
    text = request.args.get("sesudah", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else 0


def _next(target: Target, kind: str, rows: Sequence[RemoteSubmission]) -> str | None:
    if len(rows) <= PAGE:
        return None
    return f"{_url(target)}?beda={kind}&sesudah={rows[PAGE - 1].remote_submission_id}"


def _rows(
    rows: Sequence[RemoteSubmission], publications: Sequence[Publication], titles: dict[str, str]
) -> list[dict[str, Any]]:
    forms = {one.publication_id: titles.get(one.form_id, one.form_id) for one in publications}
    ids = [row.instance_id for row in rows if row.instance_id]
    here = {one.instance_id: one for one in store.list_by_ids(ids)}
    codes = {key: one.posyandu_code or "" for key, one in here.items()}
    counted = {key for key, one in here.items() if one.state in COUNTED}
    places = registry.names_of_posyandu(code for code in codes.values() if code)
    return [
        row_shown(
            row,
            forms[row.publication_id],
            places.get(codes.get(row.instance_id or "", ""), ""),
            REASONS.get(row.refused, OTHER_REASON) if row.refused else "",
            counts=row.instance_id in counted,
        )
        for row in rows
    ]


# -- acts


@banding.post(f"{SERVER}/tarik")
@allow(MANAGE_TARGETS)
def pull(target_id: int) -> BaseResponse:
    """Let the worker pull what is new, or go through all, of every form of a server."""
    target = _target(target_id)
    way = ALL if request.form.get("cara") == ALL else NEW
    publications = exchange_store.list_publications(target_id)
    with transaction():
        for one in publications:
            pulls_service.enqueue_part(one.publication_id, way)
        log_act(get_person().name, f"server.{way}", f"server:{target_id}")
    words = "Perbandingan" if way == ALL else "Penarikan"
    flash(
        f"{words} {len(publications)} formulir dimulai. Halaman ini menunjukkan kemajuannya.",
        "good",
    )
    return redirect(_url(target))


@banding.post(f"{SERVER}/biarkan")
@allow(MANAGE_TARGETS)
def leave(target_id: int) -> BaseResponse:
    """Let a submission stand here though it was deleted there."""
    target = _target(target_id)
    number = request.form.get("nomor", "")
    if not number.isdecimal() or len(number) > 15:
        raise Problem("intake.unknown_remote")
    known = remote_store.get_remote(int(number))
    if exchange_store.get_publication(known.publication_id).target_id != target_id:
        raise Problem("intake.unknown_remote")
    with transaction():
        leave_gone(known.remote_submission_id)
        log_act(get_person().name, "server.biarkan", f"kiriman:{known.instance_id}")
    flash("Kiriman itu tetap berlaku di sini.", "good")
    return redirect(f"{_url(target)}?beda=hilang")


@banding.post(f"{SERVER}/tingkat")
@allow(MANAGE_TARGETS)
def set_level(target_id: int) -> BaseResponse:
    """Say at which level a decision made there counts here."""
    target = _target(target_id)
    level = request.form.get("tingkat", "")
    if level not in LEVELS:
        raise Problem("publish.unknown_level", level=level)
    with transaction():
        exchange_store.save_level(target_id, level)
        log_act(get_person().name, "server.tingkat", f"server:{target_id}", level)
    flash(f"Putusan di {target.name} kini berlaku sebagai putusan {LEVEL_NAMES[level]}.", "good")
    return redirect(_url(target))


# -- taking over


@banding.get(f"{SERVER}/formulir")
@allow(MANAGE_TARGETS)
def foreign(target_id: int) -> str:
    """List the forms made there that are not linked with one here."""
    target = _target(target_id)
    fault, forms = None, []
    try:
        forms = adopting_service.list_foreign(target)
    except RemoteError as error:
        fault = error.message
    return render_template(
        "intake/ambil_alih.html",
        target=target,
        forms=forms,
        fault=fault,
        bidang=[key for key in BY_KEY if key in editable_bidang()],
        frekuensi=[(key, FREKUENSI_NAMES[key]) for key in FREKUENSI],
        url=_url(target, "formulir"),
        back_url=_url(target),
    )


@banding.post(f"{SERVER}/formulir")
@allow(MANAGE_TARGETS)
def adopt(target_id: int) -> BaseResponse | tuple[str, int]:
    """Keep a form made there as a draft here, or say everything that is in the way."""
    target = _target(target_id)
    sent = request.form
    remote_id, chosen = (
        sent.get("formulir", ""),
        Chosen(sent.get("bidang", ""), sent.get("frekuensi", "")),
    )
    allowed = editable_bidang()
    try:
        done = adopting_service.adopt(target, remote_id, chosen, allowed, get_person().name)
    except RemoteError as error:
        flash(error.message, "bad")
        return redirect(_url(target, "formulir"))
    if done.publication is None:
        findings = [finding.as_dict() for finding in done.checked.findings]
        page = render_template(
            "design/findings.html", filename=remote_id, findings=findings, upload_url="/formulir"
        )
        return page, 422
    flash("Draf tersimpan. Periksa isian profilnya, terbitkan, lalu riwayatnya ditarik.", "good")
    return redirect(f"/formulir/{done.publication.form_id}")
