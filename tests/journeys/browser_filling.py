"""A form answered in the browser as Collect's engine answered it: the same questions, in one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from playwright.sync_api import Locator, Page

from tests.collect.results import Question

READ_ONLY = {"note", "unknown"}


def answer_alike(page: Page, questions: Iterable[Question]) -> None:
    """Give each question of a page the answer it has; the page must ask them all.

    Questions of one wording are told apart by their order, as a person does.
    """
    seen: Counter[str] = Counter()
    for question in questions:
        place = seen[question.label]
        seen[question.label] += 1
        if question.kind in READ_ONLY:
            continue
        asked = _asked(page, question.label).nth(place)
        asked.wait_for()
        if question.answer is not None:
            _answer(page, asked, question)


def _asked(page: Page, label: str) -> Locator:
    words = page.locator(".control-text label").get_by_text(label, exact=True)
    return page.locator(".question-container", has=words)


def _answer(page: Page, asked: Locator, question: Question) -> None:
    answer = question.answer or ""
    labels = {choice.value: choice.label for choice in question.choices}
    match question.kind:
        case "select_one" | "select_multiple" if asked.locator(".p-select").count():
            asked.locator(".p-select").click()
            page.get_by_role("option", name=labels[answer], exact=True).click()
        case "select_one" | "select_multiple":
            for value in answer.split():
                option = asked.locator("label.value-option")
                option.filter(has=page.get_by_text(labels[value], exact=True)).first.click()
        case "date":
            day = date.fromisoformat(answer[:10])
            _write(asked, f"{day:%d/%m/%Y}")
        case "decimal":
            _write(asked, answer.replace(".", ","))
        case "time":
            _turn_to(page, asked, answer[:5])
        case _:
            _write(asked, answer)


def _turn_to(page: Page, asked: Locator, moment: str) -> None:
    """Set the clock of a question: it takes no typing."""
    asked.locator("input").click()
    clock = page.locator(".p-datepicker-time-picker")
    for part, wanted, whole in (("hour", moment[:2], 24), ("minute", moment[3:], 60)):
        place = clock.locator(f".p-datepicker-{part}-picker")
        shown = int(place.locator(f"[data-pc-section={part}]").inner_text())
        if part == "hour":  # the widget counts to twelve, twice
            evening = clock.locator("[data-pc-section=ampm]").inner_text().lower() == "pm"
            shown = shown % 12 + 12 * evening
        ahead = (int(wanted) - shown) % whole
        button = "increment" if ahead <= whole // 2 else "decrement"
        for _ in range(min(ahead, whole - ahead)):
            place.locator(f".p-datepicker-{button}-button").click()
    page.keyboard.press("Escape")


def _write(asked: Locator, text: str) -> None:
    field = asked.locator("input, textarea").first
    field.click()
    field.press("ControlOrMeta+a")
    field.press_sequentially(text)
    field.press("Tab")
