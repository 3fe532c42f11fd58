"""What reviewers decide about people, in any world: two are one, are not, or a mention is another's."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.extensions.database import db, now, transaction
from app.intake import queue_store as queue
from app.intake import store as intake_store
from app.intake import subject_log_store as log
from app.intake.models import Decision, SubjectDecision
from app.merge import subject_store
from app.merge.facts import key_of
from app.merge.models import Mention
from app.review import subjects_service as deciding
from tests.integration.merge.installation import Twin, unless
from tests.integration.merge.lives import World

WHY = "dari kartu keluarga"
REFUSED = (
    "review.two_niks",
    "review.subject_changed",
    "review.nothing_to_part",
    "review.already_undone",
)
# Values of a person's own that visits disagree about, and what one may choose.
OWN: Sequence[tuple[str, Sequence[Any]]] = (
    ("umum.orang_jenis_kelamin", ("L", "P")),
    ("kes.balita_bb", ("9.4", "10.1")),
    ("kes.balita_imunisasi", (["bcg"], ["hb0"], [])),
)
SEEN = ("L", "P", "9.4", "10.1")

Told = tuple[str, int | None, frozenset[str], frozenset[str]]  # kind, undoes the n-th, two sides


class Reviewers:
    """Reviewers who now and then decide about somebody, and take some of it back later."""

    def __init__(self, twin: Twin, worlds: Sequence[World], share: float) -> None:
        """`share`: in how many of the worlds each time they come."""
        self.twin, self.worlds, self.share = twin, worlds, share
        self.made: dict[int, list[int]] = defaultdict(list)

    def come(self, dice: random.Random) -> None:
        """Decide about people of some worlds."""
        known = self._subjects()
        for world in self.worlds:
            people = sorted({one for place in world.places for one in known.get(place, ())})
            if people and dice.random() < self.share:
                with self.twin.inside(), unless(*REFUSED):
                    self._act(dice, world.number, people, known)

    def _act(
        self, dice: random.Random, number: int, people: Sequence[str], known: Mapping[str, Any]
    ) -> None:
        made, what = self.made[number], dice.random()
        if made and what < 0.4:
            deciding.undo_subject_decision(dice.choice(made), WHY, "peninjau")
        elif len(people) > 1 and what < 0.75:
            decide = dice.choice((deciding.join_subjects, deciding.part_subjects))
            one, two = dice.sample(people, 2)
            made.append(decide(one, two, WHY, "peninjau"))
        elif what < 0.85:
            anchors = sorted({a for there in known.values() for a in there.get(people[0], ())})
            some = {anchor for anchor in anchors if dice.random() < 0.5}
            made.append(deciding.part_mentions(people[0], some, WHY, "peninjau"))
        else:
            choose_of(dice, dice.choice(people))

    def _subjects(self) -> dict[str, dict[str, list[str]]]:
        """Who is known where, by which mentions."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        query = select(Mention.posyandu_code, Mention.subject_id, Mention.anchor)
        with self.twin.inside():
            for place, subject_id, anchor in db.session.execute(query):
                found[place][subject_id].append(anchor)
        return found


def choose_of(dice: random.Random, subject_id: str) -> None:
    """Choose a value of a person's own, having seen some of what there may be."""
    field, pool = dice.choice(OWN)
    whole = not field.endswith("imunisasi")
    options = [key_of(value) for value in SEEN] if whole else ["bcg", "hb0"]
    seen = options if dice.random() < 0.8 else dice.sample(options, len(options) // 2)
    with transaction():
        intake_store.add_decision(
            Decision(
                kind="nilai", place=subject_id, field=field, period="", values_seen=seen,
                chosen=dice.choice(pool), reason=WHY, actor="peninjau", at=now(),
            )
        )  # fmt: skip
        queue.save_due([one.seq for one in subject_store.list_mentions_of_subjects([subject_id])])


def decisions_of(twin: Twin, *, in_force: bool = False) -> list[Told]:
    """What was decided about who is who, oldest first; or only what nobody took back."""
    with twin.inside():
        rows = list(db.session.scalars(select(SubjectDecision).order_by(SubjectDecision.seq)))
        sides = log.list_sides([row.seq for row in rows])
    undone = {row.undoes for row in rows} if in_force else set()
    if in_force:
        rows = [row for row in rows if row.undoes is None and row.seq not in undone]
    place = {row.seq: number for number, row in enumerate(rows)}
    nobody: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    return [
        (row.kind, None if row.undoes is None else place[row.undoes], *sides.get(row.seq, nobody))
        for row in rows
    ]


def adopt(twin: Twin, told: Sequence[Told], before: Sequence[int] = ()) -> list[int]:
    """Let an installation know decisions; `before`: the numbers of those it knows already."""
    numbers = list(before)
    with twin.inside(), transaction():
        for kind, undoes, left, right in told[len(numbers) :]:
            undone = None if undoes is None else numbers[undoes]
            row = SubjectDecision(kind=kind, undoes=undone, reason=WHY, actor="lain", at=now())
            numbers.append(log.add_subject_decision(row, left, right).seq)
            about = (left, right) if undoes is None else told[undoes][2:]
            members = subject_store.list_mentions_at(about[0] | about[1])
            queue.save_due([one.seq for one in members])
            subject_store.save_due({one.subject_id for one in members})
    return numbers
