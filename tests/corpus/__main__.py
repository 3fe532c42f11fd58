"""The command: `python -m tests.corpus FOLDER`. Goes through its forms; ends with 1 if any was lost.

Each form that pyxform accepts must come out of Excel and Markdown files of ours as the same XForm;
each that it refuses must bring an error with a place.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.corpus.rounds import ENDINGS, go_round

RIGHT = frozenset({"equal", "told"})


def main() -> int:
    """Go through the folder, print what is not right and the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="print what is right too")
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    for path in sorted(asked.folder.rglob("*")):
        if path.suffix.lower() not in ENDINGS:
            continue
        one = go_round(path)
        counts[one.outcome] += 1
        if one.outcome not in RIGHT or asked.all:
            print(f"{one.outcome}: {path.relative_to(asked.folder)}: {one.words}")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    return 0 if counts and set(counts) <= RIGHT else 1


if __name__ == "__main__":
    sys.exit(main())
