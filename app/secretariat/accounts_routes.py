"""Pages of accounts: who may do what, invitations, and the page behind an invitation's link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import people_service, people_store
from app.accounts.access import (
    MANAGE_ACCOUNTS,
    ROLE_NAMES,
    SEE_ACCOUNTS,
    Grant,
    roles_given_by,
)
from app.accounts.models import AccountGrant, User
from app.extensions.database import now
from app.problems import Problem
from app.registry import store
from app.registry.bidang import ALL
from app.secretariat.typed import day_of, text_of
from app.web.guards import allow, enter, get_person, local_now, public, settings
from app.web.layout import here
from app.web.limits import count_try

accounts_desk = Blueprint("akun", __name__, template_folder="templates")
PAGE = 40


@accounts_desk.get("/pengaturan/akun")
@allow(SEE_ACCOUNTS)
def listing() -> str:
    """List the accounts with what each may do."""
    search, after = text_of(request.args, "q", 80), request.args.get("sesudah", "")
    rows = people_store.list_users(search, after, PAGE + 1)
    shown = rows[:PAGE]
    return render_template(
        "secretariat/accounts.html",
        rows=_rows(shown),
        filter={"q": search},
        total=people_store.count_users() if not search else None,
        roles=_roles(),
        bidang=[(one.key, one.name) for one in ALL],
        areas=[(one.code, one.name) for one in store.list_wilayah(("kecamatan",))],
        next_url=f"/pengaturan/akun?{here().query(sesudah=shown[-1].name, q=search)}"
        if len(rows) > PAGE
        else None,
        prev_url=f"/pengaturan/akun?{here().query(q=search)}" if after else None,
    )


def _roles() -> list[tuple[str, str]]:
    given = roles_given_by(get_person().access)
    return [(role, name) for role, name in ROLE_NAMES.items() if role in given]


def _rows(users: Iterable[User]) -> list[dict[str, Any]]:
    rows, today = list(users), local_now().date()
    waiting = people_store.list_open_invitations([row.user_id for row in rows], now())
    areas = {grant.area for row in rows for grant in row.grants if grant.area}
    names = store.names_of_areas(areas) | store.names_of_posyandu(areas)
    return [
        {
            "id": row.user_id,
            "name": row.name,
            "demo": row.is_demo,
            "ended_on": row.ended_on,
            "ended": bool(row.ended_on and row.ended_on < today),
            "waiting": waiting.get(row.user_id),
            "grants": [_grant(grant, names, today) for grant in row.grants],
            "url": f"/pengaturan/akun/{row.user_id}?{here().query()}",
        }
        for row in rows
    ]


def _grant(grant: AccountGrant, names: dict[str, str], today: date) -> dict[str, Any]:
    over = bool(grant.valid_to and grant.valid_to < today)
    return {
        "id": grant.grant_id,
        "role": ROLE_NAMES.get(grant.role, grant.role),
        "area": names.get(grant.area, grant.area) if grant.area else "seluruh kabupaten",
        "bidang": grant.bidang,
        "from": grant.valid_from,
        "to": grant.valid_to,
        "over": over,
    }


def _typed_grant() -> Grant:
    area = text_of(request.form, "wilayah", 20)
    if area and store.find_posyandu(area) is None:
        store.get_wilayah(area)
    role = request.form.get("peran", "")
    if role not in roles_given_by(get_person().access):
        raise Problem("accounts.not_allowed")
    return Grant(
        role,
        area,
        request.form.get("bidang", ""),
        day_of(request.form, "mulai"),
        day_of(request.form, "sampai"),
    )


def _checked(user_id: int) -> User:
    """Answer an account the person may change: not their own, and with roles they may give."""
    user, given = people_store.get_user(user_id), roles_given_by(get_person().access)
    if user.user_id == get_person().user_id or any(one.role not in given for one in user.grants):
        raise Problem("accounts.not_allowed")
    return user


@accounts_desk.post("/pengaturan/akun")
@allow(MANAGE_ACCOUNTS)
def invite() -> str:
    """Make an account and show its one-time link, this once."""
    name = text_of(request.form, "nama", 40).lower()
    token = people_service.invite_user(name, _typed_grant(), get_person().name)
    return _link_page({name: token})


def _link_page(tokens: dict[str, str]) -> str:
    links = {name: f"{settings().base_url}/undangan/{token}" for name, token in tokens.items()}
    return render_template("secretariat/invited.html", links=links)


@accounts_desk.get("/pengaturan/akun/<int(max=999999999):user_id>")
@allow(SEE_ACCOUNTS)
def account(user_id: int) -> str:
    """Show one account and what may be changed."""
    user = people_store.get_user(user_id)
    given = roles_given_by(get_person().access)
    own = user.user_id == get_person().user_id
    return render_template(
        "secretariat/account.html",
        account=_rows([user])[0],
        own=own,
        may_manage=not own and all(grant.role in given for grant in user.grants) and bool(given),
        roles=_roles(),
        bidang=[(one.key, one.name) for one in ALL],
        areas=[(one.code, one.name) for one in store.list_wilayah(("kecamatan", "desa"))],
        today=local_now().date(),
    )


@accounts_desk.post("/pengaturan/akun/<int(max=999999999):user_id>/hak")
@allow(MANAGE_ACCOUNTS)
def add_grant(user_id: int) -> BaseResponse:
    """Give an account one more grant."""
    _checked(user_id)
    people_service.add_grant(user_id, _typed_grant(), get_person().name)
    return _done(user_id, "Hak akses ditambahkan.")


@accounts_desk.post(
    "/pengaturan/akun/<int(max=999999999):user_id>/hak/<int(max=999999999):grant_id>/akhiri"
)
@allow(MANAGE_ACCOUNTS)
def end_grant(user_id: int, grant_id: int) -> BaseResponse:
    """End a grant after a day."""
    _checked(user_id)
    day = day_of(request.form, "sampai") or local_now().date()
    people_service.end_grant(user_id, grant_id, day, get_person().name)
    return _done(user_id, "Hak akses diakhiri.")


@accounts_desk.post("/pengaturan/akun/<int(max=999999999):user_id>/akhiri")
@allow(MANAGE_ACCOUNTS)
def end_account(user_id: int) -> BaseResponse:
    """End an account after a day."""
    _checked(user_id)
    day = day_of(request.form, "sampai") or local_now().date()
    people_service.end_user(user_id, day, get_person().name)
    return _done(user_id, "Akun diakhiri. Riwayatnya tetap tersimpan.")


@accounts_desk.post("/pengaturan/akun/<int(max=999999999):user_id>/undang")
@allow(MANAGE_ACCOUNTS)
def invite_again(user_id: int) -> str:
    """Show a fresh one-time link for an account."""
    user = _checked(user_id)
    return _link_page({user.name: people_service.invite_again(user_id, get_person().name)})


def _done(user_id: int, text: str) -> BaseResponse:
    flash(text, "good")
    return redirect(f"/pengaturan/akun/{user_id}?{here().query()}")


# -- behind the link


@accounts_desk.get("/undangan/<token>")
@public
def invitation(token: str) -> str:
    """Show the page on which an invited person sets a password."""
    count_try()
    return render_template(
        "secretariat/invitation.html", name=people_service.invited_user(token).name, error=None
    )


@accounts_desk.post("/undangan/<token>")
@public
def accept(token: str) -> BaseResponse | tuple[str, int]:
    """Set the password, end the link, and log in."""
    count_try()
    name = people_service.invited_user(token).name
    try:
        user = people_service.accept_invitation(
            token, request.form.get("sandi", ""), request.form.get("sandi_lagi", "")
        )
    except Problem as problem:
        error = f"{problem.message} {problem.cure}"
        page = render_template("secretariat/invitation.html", name=name, error=error)
        return page, problem.status
    if user.ended_on and user.ended_on < local_now().date():
        raise Problem("accounts.invitation_closed")
    enter(user)
    return redirect("/")
