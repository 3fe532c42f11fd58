"""Answering a form without knowing it: try plausible answers until the form agrees."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from tests.collect.candidates import candidates
from tests.collect.reaching import BLANK, Wishes
from tests.collect.results import Question, Refused
from tests.collect.session import QUESTION, Session, Stop

Answer = Callable[[Stop, Question, Any, list[Any]], None]
ROUNDS = 40
XPATH_STEPS = re.compile(r"(?:\.\.|/[\w.-]+)(?:/(?:\.\.|[\w.-]+))*")


class AutoFill:
    """Fills questions of one session; `answer` is how an answer is given to the form.

    `wishes` say which answers lead where the filling shall go; who is `hasty` leaves open what may be.
    """

    def __init__(
        self,
        session: Session,
        seed: str,
        answer: Answer,
        wishes: Wishes | None = None,
        *,
        hasty: bool = False,
    ) -> None:
        self._session = session
        self._rng = random.Random(seed)
        self._give = answer
        self._wishes = wishes or Wishes()
        self._hasty = hasty

    def answer(self, stop: Stop) -> None:
        """Answer this question with the first plausible value the form takes."""
        question, offered = self._session.question(stop)
        if question.read_only or question.kind in ("note", "unknown"):
            return
        if self._hasty and not question.required:
            return
        last: Refused | None = None
        plausible = candidates(question, self._rng, self._peers(question, stop))
        for value in self._wishes.choose(question, plausible, self._rng):
            if value is BLANK:
                return
            try:
                self._give(stop, question, value, offered)
            except Refused as refused:
                last = refused
            else:
                return
        if question.required:
            message = last.message if last else "no choice is offered"
            raise Refused(question.place, "unanswerable", message) from last

    def repair(self) -> None:
        """Answer again what later answers made wrong, until the whole form holds."""
        for _ in range(ROUNDS):
            fault = self._session.first_fault()
            if fault is None:
                return
            index, status = fault
            self.answer(Stop(QUESTION, index, self._session.parts(index)))
            last = self._session.refusal(index, status)
        raise Refused(last.path, "unanswerable", last.message)

    def _peers(self, question: Question, stop: Stop) -> list[float]:
        """The numbers that the constraint compares with, as the form holds them now."""
        found = []
        for written in XPATH_STEPS.findall(question.constraint):
            value = self._session.number_at(written, stop)
            if value is not None:
                found.append(value)
        return found
