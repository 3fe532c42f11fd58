"""What happens in the demo, in order of time: who sends what when, and what officials decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.demo.days import Clock, Filling, reading_after
from app.demo.dice import dice, instance_id
from app.demo.instances import Answers, Made
from app.demo.monthly import Sender
from app.demo.places import Place

ACCEPT, RETURN, REJECT = "terima", "kembalikan", "tolak"
BUILDING, GATHERING, REGISTER = "bangunan", "kegiatan", "register"
DWELLING, LANE = "rumah", "jalan"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to go with a form: its file name, which scene, and which of its drawings."""

    name: str
    scene: str
    number: int


@dataclass(frozen=True, slots=True)
class Sending:
    """A form sent from a phone. `replaces` makes it an edit of an earlier sending."""

    at: datetime
    sender: Sender
    form_id: str
    answers: Answers
    instance_id: str
    photo: Photo | None = None
    replaces: str | None = None
    makes: Made | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an official decided about a sending, and why."""

    at: datetime
    instance_id: str
    decision: str
    reason: str
    actor: str


Event = Sending | Verdict


@dataclass(frozen=True, slots=True)
class Stage:
    """What every chapter of the story knows."""

    seed: int
    clock: Clock
    months: tuple[str, ...]  # oldest first; the last is the running one

    def back(self, period: str) -> int:
        """Answer how many months a month lies before the running one."""
        return len(self.months) - 1 - self.months.index(period)


def senders_of(place: Place, seed: int) -> list[Sender]:
    """Answer the phones of a Posyandu: one, or in the pilot one for each kader."""
    people = place.kader if place.is_pilot else place.kader[:1]
    return [Sender(place, kader, _collect_id(seed, place, kader)) for kader in people]


def _collect_id(seed: int, place: Place, kader: str) -> str:
    letters = "abcdefghijkmnpqrstuvwxyz0123456789"
    rng = dice(seed, "ponsel", place.code, kader)
    return "collect:" + "".join(rng.choice(letters) for _ in range(16))


def sending(
    stage: Stage,
    sender: Sender,
    form_id: str,
    answers: Answers,
    filling: Filling,
    key: tuple[object, ...],
    *,
    photo: Photo | None = None,
    replaces: str | None = None,
    makes: Made | None = None,
) -> Sending:
    """Answer a sending whose instanceID follows from the seed, the day and a key."""
    number = instance_id(dice(stage.seed, stage.clock.until.date(), form_id, *key))
    return Sending(filling.received, sender, form_id, answers, number, photo, replaces, makes)


def verdict(
    stage: Stage, about: Sending, actor: str, decision: str = ACCEPT, reason: str = ""
) -> Verdict:
    """Answer what an official decides some workdays after a sending came."""
    rng = dice(stage.seed, "putusan", about.instance_id)
    return Verdict(
        reading_after(about.at, stage.clock, rng), about.instance_id, decision, reason, actor
    )


def photo_name(at: datetime) -> str:
    """Answer a file name as Collect gives it: milliseconds since 1970."""
    return f"{round(at.timestamp() * 1000)}.png"


def told(events: Iterable[Event], clock: Clock) -> list[Event]:
    """Answer what has happened by now, in order; what follows from the untold is left out."""
    found: list[Event] = []
    sent: set[str] = set()
    for event in sorted(events, key=lambda one: (one.at, one.instance_id)):
        needed = event.instance_id if isinstance(event, Verdict) else event.replaces
        if event.at > clock.until or (needed is not None and needed not in sent):
            continue
        found.append(event)
        if isinstance(event, Sending):
            sent.add(event.instance_id)
    return found


def count_sendings(events: Sequence[Event]) -> int:
    """Answer how many forms are sent."""
    return sum(isinstance(event, Sending) for event in events)
