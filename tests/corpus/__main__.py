"""The command: `python -m tests.corpus FOLDER`. Goes through its forms; ends with 1 if any was lost.

Each form that pyxform accepts must come out of Excel and Markdown files of ours as the same XForm;
each that it refuses must bring an error with a place; what ODK Validate refuses we must refuse.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.corpus.agreement import validated
from tests.corpus.rounds import ANY_FILE, ENDINGS, Round, go_round
from xlsform.check import check
from xlsform.findings import has_errors
from xlsform.workbook import read_workbook

RIGHT = frozenset({"equal", "told"})


def main() -> int:
    """Go through the folder, print what is not right and the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="print what is right too")
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    paths = (path for path in asked.folder.rglob("*") if path.suffix.lower() in ENDINGS)
    for path in sorted(paths):
        one = _gone_through(path)
        counts[one.outcome] += 1
        if one.outcome not in RIGHT or asked.all:
            print(f"{one.outcome}: {path.relative_to(asked.folder)}: {one.words}")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    return 0 if counts and set(counts) <= RIGHT else 1


def _gone_through(path: Path) -> Round:
    one = go_round(path)
    if one.outcome == "equal":
        workbook = read_workbook(path.read_bytes(), path.name)
        said = validated(workbook)
        if said and not has_errors(check(workbook, ANY_FILE)):
            return Round(one.name, "let through", "; ".join(said))
    return one


if __name__ == "__main__":
    sys.exit(main())
