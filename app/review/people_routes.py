"""The people of one Posyandu: who lives there by age group, who moved away, who died."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from app.accounts.access import SEE_SUBJECTS
from app.merge import compare_store, subject_store
from app.merge.compare_service import only_bidang
from app.merge.fold import PERSON
from app.merge.standing import HERE, STATES
from app.registry import store as registry
from app.review import people
from app.web.guards import allow, get_person, local_now
from app.web.layout import check_area, here

warga = Blueprint("warga", __name__, template_folder="templates")

PAGE = 50


@warga.get("/posyandu/<code>/warga")
@allow(SEE_SUBJECTS)
def listed(code: str) -> str:
    """List the people of a Posyandu, names masked; by age group of today and by standing."""
    row = registry.get_posyandu(code)
    check_area(SEE_SUBJECTS, code)
    found = _people(code)
    state, group = request.args.get("keadaan", HERE), request.args.get("umur", "")
    state = state if state in STATES else HERE
    counts = people.count_states(found)
    shown = people.in_order(people.chosen(found, state, group))
    start = request.args.get("mulai", 0, type=int)
    start = start if 0 < start < len(shown) else 0

    def at(first: int) -> str:
        more = here().query(keadaan=state, umur=group or None, mulai=first or None)
        return f"{url_for('warga.listed', code=code)}?{more}"

    return render_template(
        "review/warga.html",
        posyandu=row,
        people=shown[start : start + PAGE],
        total=len(shown),
        state=state,
        states=[(key, name, counts[key]) for key, name in STATES.items()],
        group=group,
        groups=people.count_groups(found, state),
        next_url=at(start + PAGE) if start + PAGE < len(shown) else None,
        prev_url=at(max(0, start - PAGE)) if start else None,
    )


def _people(code: str) -> list[people.PersonRow]:
    """Answer those of a Posyandu's people the person at the screen may see."""
    cells = subject_store.list_subjects_in(code, PERSON)
    bidang = compare_store.list_bidang(cells)
    access, day = get_person().access, local_now().date()
    return [
        people.person_row(subject_id, theirs, day)
        for subject_id, theirs in cells.items()
        if access.allows(SEE_SUBJECTS, code, only_bidang(bidang.get(subject_id, ())))
    ]
