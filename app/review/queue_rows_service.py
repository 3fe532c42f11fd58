"""The rows of the queue's list: which value, of whom, where, how grave, and how long it waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.access import SEE_SUBJECTS, narrowest
from app.merge.fold import CellKey
from app.merge.models import CellRow
from app.registry import entity_store
from app.registry import store as registry
from app.registry.periods import month_name
from app.registry.words import YEAR
from app.review import queue_store as store
from app.review.evidence_service import Wording
from app.review.queue import SUBJECT
from app.review.queue_filter_service import age_of, key_query
from app.review.queue_places_service import bidang_of
from app.web.guards import local_now, reach
from app.web.layout import here


def rows_of(found: Sequence[store.Asking], kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Answer what the list shows of values that ask; of a subject's no value."""
    words, holidays = Wording(), registry.list_holidays()
    homes = {row.place: row.place if isinstance(row, CellRow) else row.home for row in found}
    places = registry.names_of_posyandu(homes.values())
    villages = registry.names_of_areas(code.rpartition(".")[0] for code in homes.values())
    notes = store.list_notes([CellKey(row.place, row.field, row.period) for row in found])
    tasks = {(n.place, n.field, n.period): n.person for n in notes if n.kind == store.TASK}
    today = local_now().date()
    return [
        {
            "url": f"/tinjau/nilai?{here().query(**key_query(row), **kept)}",
            "label": words.field(row.field).label,
            "subject": "" if isinstance(row, CellRow) else SUBJECT,
            "hidden": not isinstance(row, CellRow) or row.sealed is not None,
            "text": words.text(row.field, row.value) if isinstance(row, CellRow) else "",
            "unit": "" if words.field(row.field).unit == YEAR else words.field(row.field).unit,
            "severity": row.status,
            "posyandu": places.get(homes[row.place], homes[row.place]),
            "desa": villages.get(homes[row.place].rpartition(".")[0], ""),
            "period": month_name(row.period) if row.period else "",
            "bidang": bidang_of(row),
            "task": tasks.get((row.place, row.field, row.period), ""),
            "age": age_of(row.latest, today, holidays),
        }
        for row in found
    ]


def count_entity_conflicts() -> int:
    """Answer how many sasaran on phones' lists contradict themselves, as far as the person sees them."""
    total = 0
    for row in entity_store.list_lists():
        granted = [one.area for one in reach(SEE_SUBJECTS) if one.bidang in {"", row.bidang}]
        areas = narrowest(granted, here().area)
        total += entity_store.count_conflicts(row.name, areas) if areas else 0
    return total
