"""The bench of forms: everything we find wrong plus the XForm, against pyxform's conversion alone.

The same form of 200 questions in two languages, from the same Excel file and in the same run. What
was parsed before is forgotten each time, as it is for a form nobody sent yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

from pyxform.xls2xform import convert

from xlsform.compile import compile_form
from xlsform.workbook import read_workbook, write_xlsx
from xlsform.xpath import parse

MOST = 1.5  # times as long as pyxform alone
_LANGUAGES = ("Bahasa Indonesia (id)", "English (en)")
_COLUMNS = ("label", "hint", "constraint_message")


def measure(questions: int, rounds: int) -> Iterator[str]:
    """Convert in turns and answer the table line by line."""
    source = write_xlsx(read_workbook(form_of(questions).encode(), "bench.md"))
    ours, bare = _turns([lambda: _ours(source), lambda: _bare(source)], rounds)
    yield f"\nForms: {questions} questions in 2 languages, medians of {rounds} rounds"
    yield "| | ms |\n|---|--:|"
    yield f"| pyxform alone | {bare * 1000:.0f} |\n| read, checked and compiled | {ours * 1000:.0f} |"
    yield f"{ours / bare:.2f} of pyxform alone (at most {MOST})"


def _turns(functions: list[Callable[[], None]], rounds: int) -> list[float]:
    """The median seconds of each, one after the other in each round; the first round warms up."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds + 1):
        for function, seconds in zip(functions, times, strict=True):
            begun = time.process_time()
            function()
            seconds.append(time.process_time() - begun)
    return [median(seconds[1:]) for seconds in times]


def _ours(source: bytes) -> None:
    parse.cache_clear()
    compilation = compile_form(read_workbook(source, "bench.xlsx"))
    if compilation.form is None:
        raise ValueError([str(one) for one in compilation.findings[:5]])


def _bare(source: bytes) -> None:
    convert(source, file_type=".xlsx", form_name="bench", warnings=[])


def form_of(questions: int) -> str:
    """A form of so many questions as Markdown: numbers, choices, dates, texts and calculations."""
    spoken = [f"{column}::{language}" for column in _COLUMNS for language in _LANGUAGES]
    head = ["type", "name", *spoken, "required", "relevant", "constraint", "calculation"]
    rows = [_question(number) for number in range(questions)]
    return "\n".join(
        [
            f"| survey | {' | '.join(head)} |",
            *(f"| | {' | '.join(row)} |" for row in rows),
            "| choices | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |",
            "| | jawab | ya | Ya | Yes |",
            "| | jawab | tidak | Tidak | No |",
            "| settings | form_id | form_title | version | bidang | frekuensi | default_language |",
            f"| | bench | Bench | 1 | kesehatan | kejadian | {_LANGUAGES[0]} |",
        ]
    )


def _question(n: int) -> list[str]:
    """The cells of one question; each kind comes every fifth time."""
    words = [f"Pertanyaan {n}", f"Question {n}", f"Petunjuk {n}", f"Hint {n}"]
    wrong = [f"Salah {n}", f"Wrong {n}"]
    none = [""] * 6
    name = f"q{n}"
    if n % 5 == 0:
        return ["integer", name, *words, *wrong, "yes", "", ". >= 0 and . <= 200", ""]
    if n % 5 == 1:
        return ["select_one jawab", name, *words, "", "", "yes", f"${{q{n - 1}}} > {n}", "", ""]
    if n % 5 == 2:
        formula = f"if(${{q0}} > 3, round(${{q0}} * {n} div 7, 1), coalesce(${{q{n - 1}}}, 'x'))"
        return ["calculate", name, *none, "", "", "", formula]
    if n % 5 == 3:
        relevant = f"${{q{n - 2}}} = 'ya' or ${{q{n - 3}}} != ''"
        return ["date", name, *words, *wrong, "", relevant, ". <= today()", ""]
    return ["text", name, *words, *wrong, "", "", "string-length(.) < 50", ""]
