"""What was returned and waits for its kader, by desa: for the screen and for the printed sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.accounts.access import Reach, narrowest
from app.design import store as design_store
from app.extensions.database import now
from app.publish.sheet_pdf import ReturnedLine, returned_pdf
from app.registry import returned_store
from app.registry import store as registry
from app.registry.lists import fit_reason
from app.registry.models import Returned
from app.registry.periods import month_name
from app.registry.words import date_words
from app.web.guards import settings


@dataclass(frozen=True, slots=True)
class Village:
    """A desa with what was returned there."""

    code: str
    name: str
    lines: list[ReturnedLine]


def list_villages(reaches: Sequence[Reach], area: str) -> list[Village]:
    """Answer what was returned within the reaches and the chosen area, by desa."""
    rows = _rows(reaches, area)
    areas = registry.names_of_areas(_desa(row) for row in rows)
    lines = dict(zip((row.instance_id for row in rows), _lines(rows), strict=True))
    found: dict[str, Village] = {}
    for row in rows:
        code = _desa(row)
        village = found.setdefault(code, Village(code, areas.get(code, code), []))
        village.lines.append(lines[row.instance_id])
    return list(found.values())


def _rows(reaches: Iterable[Reach], area: str) -> list[Returned]:
    """Answer the rows, each once, by place: a grant of one bidang sees its forms alone."""
    found: dict[str, Returned] = {}
    forms = design_store.list_forms()
    for reach in reaches:
        inside = narrowest([reach.area], area)
        own = [form.form_id for form in forms if form.bidang == reach.bidang]
        wanted = own if reach.bidang else None
        for row in returned_store.list_returned(inside, wanted) if inside else ():
            found[row.instance_id] = row
    return sorted(found.values(), key=lambda row: (row.posyandu_code, row.form_id, row.period))


def _lines(rows: Sequence[Returned]) -> list[ReturnedLine]:
    places = registry.names_of_posyandu(row.posyandu_code for row in rows)
    people = registry.names_of_kader(row.kader_id for row in rows)
    titles = {form.form_id: form.title for form in design_store.list_forms()}
    zone = settings().zone
    return [
        ReturnedLine(
            posyandu=places.get(row.posyandu_code, row.posyandu_code),
            kader=people.get(row.kader_id or 0, ""),
            form=titles.get(row.form_id, row.form_id),
            period=month_name(row.period)
            if row.period
            else date_words(row.observed_at.astimezone(zone).date().isoformat()),
            reason=fit_reason(row.reason),
            returned=date_words(row.returned_at.astimezone(zone).date().isoformat()),
        )
        for row in rows
    ]


def _desa(row: Returned) -> str:
    return row.posyandu_code.rpartition(".")[0]


def print_villages(villages: Sequence[Village]) -> bytes:
    """Answer the PDF of what was returned, each desa on pages of its own."""
    return returned_pdf([(village.name, village.lines) for village in villages], now())
