"""Reading and writing what codes meant, former names, and the events of the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import or_, select, update

from app.extensions.database import db
from app.problems import Problem
from app.registry.models import Kader, Posyandu, PosyanduAlias, RegistryEvent, Wilayah
from app.registry.store import within
from app.registry.succession import FORMER, Link

CHUNK = 500

# -- codes


def list_links(codes: Iterable[str]) -> dict[str, Link]:
    """Answer what these codes, and those that followed them, were replaced by."""
    links: dict[str, Link] = {}
    wanted, asked = set(codes), set[str]()
    while wanted:
        asked |= wanted
        rows = db.session.execute(
            select(Posyandu.code, Posyandu.successor, Posyandu.successor_from).where(
                Posyandu.code.in_(wanted), Posyandu.successor.is_not(None)
            )
        ).all()
        links |= {code: Link(successor or "", since) for code, successor, since in rows}
        wanted = {link.successor for link in links.values()} - asked
    return links


def list_family(codes: Iterable[str]) -> list[str]:
    """Answer every code these ever were or became, or were merged with."""
    family: set[str] = set()
    wanted = set(codes)
    while wanted:
        family |= wanted
        linked = or_(Posyandu.code.in_(wanted), Posyandu.successor.in_(wanted))
        rows = db.session.execute(select(Posyandu.code, Posyandu.successor).where(linked)).all()
        wanted = {code for pair in rows for code in pair if code} - family
    return sorted(family)


def list_former_codes(codes: Iterable[str]) -> dict[str, str]:
    """Answer the codes that were replaced for good by these, each with the one it means now."""
    found: dict[str, str] = {}
    wanted = {code: code for code in codes if "." in code}
    while wanted:
        former = (Posyandu.successor.in_(wanted)) & (Posyandu.ended_as == FORMER)
        rows = db.session.execute(select(Posyandu.code, Posyandu.successor).where(former)).all()
        fresh = {code: wanted[after or ""] for code, after in rows if code not in found}
        found |= fresh
        wanted = fresh
    return found


def list_codes_in(desa: str) -> list[str]:
    """Answer every code ever used in a desa, open or not."""
    inside = (Posyandu.code > f"{desa}.") & (Posyandu.code < f"{desa}/")
    return list(db.session.scalars(select(Posyandu.code).where(inside)))


def list_places_below(area: str) -> Sequence[Posyandu]:
    """Answer the Posyandu of an area, closed ones too, but no former codes."""
    query = select(Posyandu).where(within(Posyandu.code, area))
    query = query.where(Posyandu.ended_as.is_(None) | (Posyandu.ended_as != FORMER))
    return db.session.scalars(query.order_by(Posyandu.code)).all()


def list_areas_below(area: str) -> Sequence[Wilayah]:
    """Answer an area and those below it whose codes are in force, larger ones first."""
    query = select(Wilayah).where(within(Wilayah.code, area), Wilayah.successor.is_(None))
    return db.session.scalars(query.order_by(Wilayah.code)).all()


# -- former names


def list_aliases(codes: Collection[str]) -> dict[str, list[str]]:
    """Answer the other names of Posyandu."""
    found: dict[str, list[str]] = {}
    for code, name in db.session.execute(
        select(PosyanduAlias.posyandu_code, PosyanduAlias.name)
        .where(PosyanduAlias.posyandu_code.in_(list(codes)))
        .order_by(PosyanduAlias.alias_id)
    ):
        found.setdefault(code, []).append(name)
    return found


def list_all_aliases() -> dict[str, list[str]]:
    """Answer the other names of every Posyandu."""
    found: dict[str, list[str]] = {}
    query = select(PosyanduAlias.posyandu_code, PosyanduAlias.name)
    for code, name in db.session.execute(query.order_by(PosyanduAlias.alias_id)):
        found.setdefault(code, []).append(name)
    return found


def add_alias(code: str, name: str) -> None:
    """Add a name a Posyandu is also known by, once."""
    if name not in list_aliases([code]).get(code, []):
        db.session.add(PosyanduAlias(posyandu_code=code, name=name))
        db.session.flush()


def remove_alias(code: str, name: str) -> None:
    """Forget a name."""
    alias = db.session.scalar(
        select(PosyanduAlias).where(PosyanduAlias.posyandu_code == code, PosyanduAlias.name == name)
    )
    if alias is not None:
        db.session.delete(alias)
        db.session.flush()


def save_new_code(old: str, new: str) -> None:
    """Give a Posyandu's names and kader to the code that takes its place."""
    for model in (PosyanduAlias, Kader):
        db.session.execute(
            update(model).where(model.posyandu_code == old).values(posyandu_code=new)
        )


# -- kader


def list_kader_of(code: str) -> Sequence[Kader]:
    """Answer the kader of one Posyandu, those who stopped last."""
    query = select(Kader).where(Kader.posyandu_code == code)
    return db.session.scalars(query.order_by(Kader.ended_on.is_not(None), Kader.name)).all()


def save_kader_place(kader_ids: Collection[int], code: str) -> None:
    """Move kader to a Posyandu."""
    ids = sorted(kader_ids)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        db.session.execute(update(Kader).where(Kader.kader_id.in_(part)).values(posyandu_code=code))


# -- events


def add_event(event: RegistryEvent) -> RegistryEvent:
    """Append an event."""
    db.session.add(event)
    db.session.flush()
    return event


def get_event(event_id: int) -> RegistryEvent:
    """Answer an event or raise Problem."""
    event = db.session.get(RegistryEvent, event_id)
    if event is None:
        raise Problem("registry.unknown_event")
    return event


def list_events(codes: Collection[str]) -> Sequence[RegistryEvent]:
    """Answer what happened to any of these codes, newest first."""
    wanted = list(codes)
    return db.session.scalars(
        select(RegistryEvent)
        .where(
            RegistryEvent.posyandu_code.in_(wanted) | RegistryEvent.other_code.in_(wanted),
            RegistryEvent.kader_id.is_(None),
        )
        .order_by(RegistryEvent.event_id.desc())
    ).all()


def list_kader_events(kader_id: int) -> Sequence[RegistryEvent]:
    """Answer what happened to a kader, newest first."""
    query = select(RegistryEvent).where(RegistryEvent.kader_id == kader_id)
    return db.session.scalars(query.order_by(RegistryEvent.event_id.desc())).all()


def list_area_events() -> Sequence[RegistryEvent]:
    """Answer the changes of area codes, newest first."""
    of_areas = RegistryEvent.area.is_not(None) & RegistryEvent.posyandu_code.is_(None)
    query = select(RegistryEvent).where(of_areas).order_by(RegistryEvent.event_id.desc())
    return db.session.scalars(query).all()


def list_undone(event_ids: Collection[int]) -> frozenset[int]:
    """Answer which events were undone."""
    query = select(RegistryEvent.undoes).where(RegistryEvent.undoes.in_(list(event_ids)))
    return frozenset(number for number in db.session.scalars(query) if number)


def list_batch(event_id: int) -> Sequence[RegistryEvent]:
    """Answer the events of single Posyandu that one change of an area code caused."""
    event = get_event(event_id)
    query = select(RegistryEvent).where(
        RegistryEvent.area == event.area,
        RegistryEvent.posyandu_code.is_not(None),
        RegistryEvent.event_id > event_id,
    )
    rows = db.session.scalars(query.order_by(RegistryEvent.event_id)).all()
    return [row for row in rows if row.details.get("batch") == event_id]


def save_areas_of_rules(mapping: Mapping[str, str], model: type[db.Model]) -> None:
    """Let rows that name an area follow it to its new code."""
    for old, new in mapping.items():
        db.session.execute(update(model).where(model.area == old).values(area=new))
