"""The bench of the editor: how long after a change of a 200-question form the preview shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page

from tests.integration.installation import prepare_home, sqlite_url
from tests.journeys.browser import WIDE, chromium
from tests.journeys.running import served
from tests.journeys.web_form import log_in
from xlsform.workbook import read_workbook, write_xlsx

QUESTIONS, IN_A_GROUP, CHANGES = 200, 10, 9
OFFICER = "penulis.uji"
KINDS = ("integer", "text", "select_one ya", "decimal", "date")
HEAD = "| survey | type | name | label::Bahasa Indonesia (id) | label::English (en) | relevant |"
REST = """
| choices | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |
| | ya | ya | Ya | Yes |
| | ya | tidak | Tidak | No |

| settings | form_id | form_title | version | bidang | frekuensi | default_language |
| | kes_panjang | Formulir panjang | 1 | kesehatan | kejadian | Bahasa Indonesia (id) |
"""
# Changes the label of the chosen question and waits until the preview has shown it.
CHANGE = """async (number) => {
  const news = document.getElementById("pratinjau-kabar");
  const label = document.querySelector(".s-card textarea");
  const before = news.dataset.shown, begun = performance.now();
  label.value = "Pertanyaan yang diubah " + number;
  label.dispatchEvent(new Event("input", { bubbles: true }));
  while (news.dataset.shown === before) { await new Promise((done) => setTimeout(done, 4)); }
  return [performance.now() - begun, Number(news.dataset.took)];
}"""


def measure(folder: Path) -> Iterator[str]:
    """Write in a long form, and answer the times line by line."""
    home = folder / "rumah"
    home.mkdir()
    prepare_home(home, sqlite_url(home))
    with served(home, sqlite_url(home)) as running, chromium() as browser:
        running.simpul.add_user("opd", "", "kesehatan", name=OFFICER)
        page = browser.new_context(base_url=running.address, viewport=WIDE).new_page()
        log_in(page, OFFICER, "/formulir/naskah/baru")
        _open_form(page)
        times: list[Any] = []
        for number in range(CHANGES):
            times.append(page.evaluate(CHANGE, number))
            page.wait_for_timeout(300)
    whole, drawing = (sorted(one[at] for one in times) for at in (0, 1))
    yield f"\nPreview of {QUESTIONS} questions in two languages, {CHANGES} changes"
    yield "| ms | median | longest |\n|---|--:|--:|"
    yield f"| from the change to the phone | {median(whole):.0f} | {whole[-1]:.0f} |"
    yield f"| of it ODK Web Forms, drawing it anew | {median(drawing):.0f} | {drawing[-1]:.0f} |"


def _open_form(page: Page) -> None:
    book = write_xlsx(read_workbook(_form().encode(), "panjang.md"))
    page.locator("input[type=file]").set_input_files(
        {"name": "panjang.xlsx", "mimeType": "", "buffer": book}
    )
    page.get_by_role("button", name="Buka di editor").click()
    page.locator('#pratinjau-kabar[data-shown="1"]').wait_for(timeout=60_000)
    page.wait_for_timeout(1000)


def _form() -> str:
    lines = [HEAD]
    for number in range(QUESTIONS):
        if number % IN_A_GROUP == 0:
            lines.append(f"| | begin group | g{number} | Bagian {number} | Part {number} | |")
        kind, before = KINDS[number % len(KINDS)], f"${{q{number - 1}}} != ''"
        asked = f"| | {kind} | q{number} | Pertanyaan {number}? | Question {number}? | "
        lines.append(f"{asked}{before if number % 7 == 3 else ''} |")
        if number % IN_A_GROUP == IN_A_GROUP - 1:
            lines.append("| | end group | | | | |")
    return "\n".join([*lines, REST])
