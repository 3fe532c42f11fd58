"""Cards of quality: of a Posyandu, of a kader for those who guide them, and of oneself."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, render_template

from app.accounts.access import FILL, SEE_PROFILE, SEE_QUALITY
from app.registry import store as registry
from app.registry.periods import month_name
from app.review.quality_score import Card
from app.review.quality_score_service import place_card, sender_card
from app.web.guards import allow, get_person, local_now, reach
from app.web.layout import check_area, here

cards = Blueprint("cards", __name__, template_folder="templates")


@cards.get("/kualitas/posyandu/<code>")
@allow(SEE_PROFILE)
def place(code: str) -> str:
    """Show a Posyandu's card of the chosen month; profile pages embed it."""
    row = registry.get_posyandu(code)
    check_area(SEE_PROFILE, code)
    card = place_card(reach(SEE_PROFILE), code, here().period, local_now().date())
    may_see = any(one.area == "" or one.holds(code, one.bidang) for one in reach(SEE_QUALITY))
    desa = {"area": code.rpartition(".")[0], "periode": here().period, "bulan": "ini"}
    more = f"/kualitas?{urlencode(desa)}" if may_see else ""
    return _page(card, row.name, _profile(code, row.name), more)


@cards.get("/kualitas/kader/<int(max=999999999):kader_id>")
@allow(SEE_QUALITY)
def kader(kader_id: int) -> str:
    """Show a kader's card to those whose grant covers their Posyandu."""
    row = registry.get_kader(kader_id)
    check_area(SEE_QUALITY, row.posyandu_code)
    card = sender_card(kader_id, None, [row.posyandu_code], here().period)
    name = registry.get_posyandu(row.posyandu_code).name
    return _page(card, row.name, _profile(row.posyandu_code, name))


@cards.get("/kualitas/saya")
@allow(FILL)
def own() -> str:
    """Show the card of what a kader sent from their own account."""
    person = get_person()
    places = sorted({one.area for one in reach(FILL) if one.area})
    card = sender_card(None, person.user_id, places, here().period)
    return _page(card, person.name, ("Kiriman", f"/kiriman?{here().query()}"))


def _profile(code: str, name: str) -> tuple[str, str]:
    return name, f"/posyandu/{code}?{here().query()}"


def _page(card: Card, name: str, back: tuple[str, str], findings_url: str = "") -> str:
    return render_template(
        "review/kartu.html",
        card=card,
        name=name,
        month=month_name(here().period),
        back=back,
        findings_url=findings_url,
    )
