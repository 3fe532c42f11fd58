"""Pages of data quality: what is asked, one finding, and how the rules are used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import (
    CHECK_QUALITY,
    SEE_QUALITY,
    SEE_SUBMISSIONS,
    SET_QUALITY,
)
from app.design.store import list_forms
from app.extensions.database import now
from app.intake import store as intake_store
from app.intake.models import Submission
from app.intake.senders_service import names_of_senders
from app.problems import Problem
from app.registry import store as registry
from app.registry.periods import month_name
from app.review import quality_acts_service as acts
from app.review import quality_list_store as lists
from app.review import quality_store as store
from app.review.models import QualityFinding
from app.review.quality_pages import AGES, KINDS, SEVERITY_NAMES, STATE_NAMES, in_order
from app.review.quality_rules import RULES, SEVERITIES
from app.review.quality_words import sentence
from app.web.guards import allow, check, get_person, reach
from app.web.layout import here

quality = Blueprint("quality", __name__, template_folder="templates")
PAGE = 50
HISTORY = 12
LONGEST_CURSOR = 60


# -- the queue


@quality.get("/kualitas")
@allow(SEE_QUALITY)
def queue() -> str:
    """List findings within the grants and the chosen area, the gravest and oldest first."""
    names = ("bidang", "tingkat", "aturan", "keadaan", "umur", "bulan")
    chosen = {name: request.args.get(name, "").strip() for name in names}
    wanted = _filter(chosen)
    rows = lists.list_findings(reach(SEE_QUALITY), wanted, _cursor(), PAGE + 1)
    counts = lists.count_findings(reach(SEE_QUALITY), wanted)
    more = {name: value for name, value in chosen.items() if value}
    last = _cursor_of(rows[PAGE - 1]) if len(rows) > PAGE else None
    place = here()
    return render_template(
        "review/kualitas.html",
        filter=chosen,
        rules=[(rule.code, rule.title) for rule in in_order()],
        severities=SEVERITY_NAMES,
        states=STATE_NAMES,
        ages=AGES,
        rows=_rows(rows[:PAGE]),
        counts=[(SEVERITIES[rank], counts[rank]) for rank in sorted(counts)],
        total=sum(counts.values()),
        next_url=f"/kualitas?{place.query(sesudah=last, **more)}" if last else None,
        prev_url=f"/kualitas?{place.query(**more)}" if "sesudah" in request.args else None,
    )


def _filter(chosen: dict[str, str]) -> lists.Filter:
    state, rank = chosen["keadaan"], chosen["tingkat"]
    days = int(chosen["umur"]) if chosen["umur"] in AGES else 0
    return lists.Filter(
        area=here().area,
        period=here().period if chosen["bulan"] == "ini" else "",
        bidang=chosen["bidang"],
        rank=SEVERITIES.index(rank) if rank in SEVERITIES else None,
        rule=chosen["aturan"] if chosen["aturan"] in RULES else "",
        state=state if state in lists.STATES else lists.OPEN,
        before=now() - timedelta(days=days) if days else None,
    )


def _cursor() -> lists.Cursor | None:
    """Answer where the page before ended; what is no such place begins at the beginning."""
    parts = request.args.get("sesudah", "")[:LONGEST_CURSOR].split("_")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    rank, moment, number = (int(part) for part in parts)
    try:
        first_seen = datetime.fromtimestamp(moment / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (rank, first_seen, number) if max(rank, number) < 2**31 else None


def _cursor_of(row: QualityFinding) -> str:
    moment = (row.first_seen - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"{row.rank}_{moment}_{row.finding_id}"


def _rows(rows: Sequence[QualityFinding]) -> list[dict[str, Any]]:
    places = registry.names_of_posyandu(row.posyandu_code for row in rows)
    villages = registry.names_of_areas(_desa(row.posyandu_code) for row in rows)
    return [
        {
            "url": f"/kualitas/{row.finding_id}?{here().query()}",
            "title": RULES[row.rule].title if row.rule in RULES else row.rule,
            "sentence": sentence(row.rule, row.details),
            "severity": SEVERITIES[row.rank],
            "posyandu": places.get(row.posyandu_code, row.posyandu_code),
            "desa": villages.get(_desa(row.posyandu_code), ""),
            "period": month_name(row.period) if row.period else "",
            "bidang": row.bidang,
            "first_seen": row.first_seen,
        }
        for row in rows
    ]


def _desa(code: str) -> str:
    return code.rpartition(".")[0]


# -- one finding


@quality.get("/kualitas/<int(max=999999999):finding_id>")
@allow(SEE_QUALITY)
def finding(finding_id: int) -> str:
    """Show one finding: what was seen, what it may mean, what to do, what people said of it."""
    row = _seen(finding_id, SEE_QUALITY)
    together = lists.list_together(row)
    submissions = _submissions(together, row.instance_id)
    return render_template(
        "review/temuan.html",
        finding=_rows([row])[0],
        rule=RULES[row.rule],
        state=lists.RESOLVED if not row.holds else (lists.CHECKED if row.checked else lists.OPEN),
        resolved_at=row.resolved_at,
        evidence=row.evidence,
        kader_url=_kader_url(row.sender),
        posyandu_url=f"/posyandu/{row.posyandu_code}?{here().query(bidang=row.bidang)}",
        submissions=submissions,
        hidden=len(together) - len(submissions),
        checks=store.list_checks(row.rule, row.key),
        may_check=get_person().access.allows(CHECK_QUALITY, row.posyandu_code, row.bidang),
        path=f"/kualitas/{row.finding_id}",
        query=here().query(),
    )


def _seen(finding_id: int, action: str) -> QualityFinding:
    row = acts.get_finding(finding_id)
    check(action, row.posyandu_code, row.bidang)
    if row.rule not in RULES:
        raise Problem("review.unknown_finding")
    return row


def _kader_url(sender: str) -> str:
    kind, _, number = sender.partition(":")
    return f"/kualitas/kader/{number}?{here().query()}" if kind == "kader" else ""


def _submissions(instance_ids: Iterable[str], asked: str) -> list[dict[str, Any]]:
    """Answer the submissions a finding rests on, as far as the person may see them, newest first.

    `asked` is the one the finding is pinned to.
    """
    access = get_person().access
    rows: list[Submission] = [
        row
        for row in intake_store.list_by_ids(list(instance_ids))
        if access.allows(SEE_SUBMISSIONS, row.posyandu_code or "", row.bidang)
    ]
    senders, titles = names_of_senders(rows), {one.form_id: one.title for one in list_forms()}
    places = registry.names_of_posyandu(row.posyandu_code for row in rows if row.posyandu_code)
    return [
        {
            "url": f"/kiriman/{row.instance_id}?{here().query()}",
            "title": titles.get(row.form_id, row.form_id),
            "observed": row.observed_at,
            "posyandu": places.get(row.posyandu_code or "", ""),
            "kader": senders[row.instance_id],
            "state": row.state,
            "asked": row.instance_id == asked,
        }
        for row in sorted(rows, key=lambda row: row.observed_at, reverse=True)
    ]


@quality.post("/kualitas/<int(max=999999999):finding_id>/periksa")
@allow(CHECK_QUALITY)
def check_one(finding_id: int) -> BaseResponse:
    """Say that what was found is right as it is."""
    row = _seen(finding_id, CHECK_QUALITY)
    reason = request.form.get("alasan", "").strip()[:500]
    acts.check_finding(row.finding_id, request.form.get("bukti", ""), reason, get_person().name)
    flash(
        "Ditandai sudah diperiksa dan benar. Temuan muncul lagi hanya bila datanya berubah.", "good"
    )
    return redirect(f"/kualitas?{here().query()}")


@quality.post("/kualitas/<int(max=999999999):finding_id>/batal")
@allow(CHECK_QUALITY)
def uncheck_one(finding_id: int) -> BaseResponse:
    """Take that back."""
    row = _seen(finding_id, CHECK_QUALITY)
    acts.uncheck_finding(row.finding_id, get_person().name)
    flash("Tanda dibatalkan. Temuan ini kembali ke daftar yang perlu diperiksa.", "good")
    return redirect(f"/kualitas/{finding_id}?{here().query()}")


@quality.get("/kualitas/kiriman/<instance_id>")
@allow(SEE_SUBMISSIONS)
def of_submission(instance_id: str) -> str:
    """Show what is asked about one submission; a kader sees this of what came from their account."""
    row = intake_store.get_submission(instance_id)
    place, person = row.posyandu_code or "", get_person()
    check(SEE_SUBMISSIONS, place, row.bidang)
    official = person.access.allows(SEE_QUALITY, place, row.bidang)
    found = lists.list_of_submission(instance_id)
    if not official and row.user_id != person.user_id:
        found = ()
    return render_template(
        "review/temuan_kiriman.html",
        rows=[
            one | {"cure": RULES[row.rule].cure, "checked": row.checked}
            for one, row in zip(_rows(found), found, strict=True)
        ],
        official=official,
        submission_url=f"/kiriman/{instance_id}?{here().query()}",
    )


# -- the rules


@quality.get("/kualitas/aturan")
@allow(SEE_QUALITY)
def rules() -> str:
    """Show every rule: what it means, what it reads, how it is used here."""
    settings = store.list_settings()
    return render_template(
        "review/aturan.html",
        rules=in_order(),
        kinds=KINDS,
        settings=settings,
        titles={rule.code: rule.title for rule in in_order()},
        history=store.list_setting_history(HISTORY),
        may_set=_may_set(),
        query=here().query(),
    )


def _may_set() -> bool:
    """Answer whether the person may set rules: they hold everywhere, so a grant of an area does not."""
    return any(not one.area and not one.bidang for one in reach(SET_QUALITY))


@quality.post("/kualitas/aturan/<code>")
@allow(SET_QUALITY)
def set_rule(code: str) -> BaseResponse:
    """Use a rule from now on in this way."""
    if not _may_set():
        raise Problem("accounts.not_allowed")
    limits = {
        name.removeprefix("ambang."): text
        for name, text in request.form.items()
        if name.startswith("ambang.")
    }
    enabled = request.form.get("pakai") == "1"
    acts.set_rule(code, enabled=enabled, limits=limits, actor=get_person().name)
    flash("Aturan disimpan. Temuan dihitung ulang; itu perlu beberapa saat.", "good")
    return redirect(f"/kualitas/aturan?{here().query()}#{code}")
