"""A change of area codes: every code below gets a new one, and the old ones resolve for ever."""

from __future__ import annotations

import re
from datetime import timedelta

from app.extensions.database import transaction
from app.problems import Problem
from app.registry import history_store, store
from app.registry.models import Wilayah
from app.registry.succession import code_in, next_order, order_of, recoded
from app.secretariat import acts
from app.secretariat.acts import Act
from app.secretariat.events_service import event_of
from app.secretariat.places_service import follow_code, recode
from app.web.guards import local_now

SHAPES = {
    "kecamatan": re.compile(r"\d\d\.\d\d\.\d\d"),
    "desa": re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}"),
}


def recode_area(old: str, new: str, name: str, act: Act) -> int:
    """Give a kecamatan or desa another code, and all Posyandu below it; answer how many there were.

    The parent of the new code must be known. Names, kader, phones, grants and all months go along.
    """
    with transaction():
        area = store.get_wilayah(old)
        _check(area, new, act)
        mapping = {row.code: recoded(row.code, old, new) for row in _areas(old)}
        event = history_store.add_event(
            event_of(acts.AREA_RECODED, act, area=old, details={"mapping": mapping})
        )
        for row in _areas(old):
            _replace_area(row, mapping, new, name, act)
        follow_code(mapping)
        places = history_store.list_places_below(old)
        for place in places:
            desa = mapping[place.desa]
            recode(
                place,
                _code_below(desa, place.code),
                desa,
                act,
                acts.RECODED,
                area=old,
                batch=event.event_id,
            )
        return len(places)


def _areas(code: str) -> list[Wilayah]:
    return list(history_store.list_areas_below(code))


def _check(area: Wilayah, new: str, act: Act) -> None:
    shape = SHAPES.get(area.level)
    if shape is None or area.successor or not shape.fullmatch(new):
        raise Problem("registry.bad_area_code", code=new)
    if act.effective_on > local_now().date():
        raise Problem("registry.future_day")
    if any(code == new for code in store.names_of_areas([new])):
        raise Problem("registry.area_taken", code=new)
    store.get_wilayah(new.rpartition(".")[0])


def _replace_area(row: Wilayah, mapping: dict[str, str], new: str, name: str, act: Act) -> None:
    code = mapping[row.code]
    store.add_all(
        [
            Wilayah(
                code=code,
                name=name if code == new and name else row.name,
                level=row.level,
                kind=row.kind,
                parent=code.rpartition(".")[0],
                valid_from=act.effective_on,
            )
        ]
    )
    row.valid_to, row.successor = act.effective_on - timedelta(days=1), code


def _code_below(desa: str, code: str) -> str:
    """Answer the code in the new desa: the same order where it was never used there."""
    used = set(history_store.list_codes_in(desa))
    same = code_in(desa, order_of(code))
    return same if same not in used else code_in(desa, next_order(used))
