"""Sasaran in memory: submissions arrive, are judged, edited and rejected as the worker would do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from app.merge.entity_changes import Chain, Fault, plan_chain
from app.merge.entity_state import Entity, State, state_of
from app.openrosa.entities import EntityChange

AT = datetime(2026, 11, 20, tzinfo=UTC)
MAWAR = "64.02.06.1011.001"
CHILD = "11111111-1111-4111-8111-111111111111"
BRANCH = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
OTHER = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
LISTS = {"balita": False, "bantuan": True}


def named(number: int) -> str:
    """A UUID of version 4 by number."""
    return str(UUID(int=number, version=4))


def create(label: str | None = "Ananda", entity_id: str = CHILD, **values: str) -> EntityChange:
    """What a form says that makes a sasaran."""
    return EntityChange("balita", entity_id, create=True, update=False, label=label, values=values)


def update(
    base: int | None,
    *,
    trunk: int | None = None,
    branch: str | None = BRANCH,
    entity_id: str = CHILD,
    label: str | None = None,
    upsert: bool = False,
    **values: str,
) -> EntityChange:
    """What a form says that changes a sasaran, based on a version of the phone's own."""
    return EntityChange(
        "balita",
        entity_id,
        create=upsert,
        update=True,
        base_version=base,
        trunk_version=trunk,
        branch_id=branch,
        label=label,
        values=values,
    )


@dataclass
class Sent:
    """A submission that arrived: what it says, whether it counts, and the chain it edits."""

    name: str
    changes: tuple[EntityChange, ...]
    root: str
    state: str = "belum_ditinjau"
    filled: datetime | None = None


@dataclass
class World:
    """Everything that arrived, and what became of it."""

    sent: dict[str, Sent] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    lists: dict[str, bool] = field(default_factory=lambda: dict(LISTS))

    def receive(
        self, name: str, *changes: EntityChange, edits: str = "", filled: datetime | None = None
    ) -> None:
        """A submission arrives, perhaps as an edit of another, and everything due is done.

        `filled` is when one that comes by another server was filled in.
        """
        root = self.sent[edits].root if edits else name
        if edits:
            self.sent[edits].state = "digantikan"
        self.sent[name] = Sent(name, changes, root, filled=filled)
        self._run([root])

    def decide(self, name: str, state: str) -> None:
        """A reviewer decides about a submission."""
        self.sent[name].state = state
        self._run([self.sent[name].root])

    def force(self) -> None:
        """Everything held has waited long enough, in the order the worker takes it."""
        waiting = [
            (change.base_version or 0, name)
            for name in self.held
            for change in self.sent[name].changes
        ]
        for _base, name in sorted(waiting):
            if name in self.held:
                self._run([name], forced=True)

    def _run(self, due: list[str], *, forced: bool = False) -> None:
        while due:
            root = due.pop(0)
            changed = self._apply(root, forced=forced)
            due += [name for name, wants in sorted(self.held.items()) if wants & changed]
            forced = False

    def _apply(self, root: str, *, forced: bool) -> set[str]:
        members = [one for one in self.sent.values() if one.root == root]
        live = [one for one in members if one.state in {"belum_ditinjau", "diterima"}]
        speaker = live[-1] if live else members[-1]
        chain = Chain(
            first_id=members[0].name,
            instance_ids=frozenset(one.name for one in members),
            active_id=live[-1].name if live else None,
            accepted=speaker.state == "diterima",
            posyandu_code=MAWAR,
            changes=speaker.changes,
            at=AT,
            forced=forced,
            filled_at=speaker.filled,
        )
        plan = plan_chain(chain, self.entities, self.lists)
        self.entities |= plan.changed
        self.held.pop(root, None)
        self.faults.pop(root, None)
        if plan.held:
            self.held[root] = {change.entity_id for change in plan.held}
        if plan.fault:
            self.faults[root] = plan.fault
        return set(plan.changed)

    def child(self, entity_id: str = CHILD) -> State:
        """What a sasaran is now."""
        return state_of(self.entities[entity_id])

    def values(self) -> dict[str, dict[str, str]]:
        """What every living sasaran is now, the label too."""
        states = {key: state_of(entity) for key, entity in self.entities.items()}
        return {key: state.named() for key, state in states.items() if state.alive}
