"""The command: `python -m tests.corpus FOLDER`. Goes through its forms; ends with 1 if any was lost.

Each form that pyxform accepts must come out of Excel and Markdown files of ours as the same XForm;
each that it refuses must bring an error with a place.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.corpus.rounds import ENDINGS, go_round


def main(folder: Path) -> int:
    """Go through the folder, print what is not right and the counts."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    counts: Counter[str] = Counter()
    for path in paths:
        one = go_round(path)
        counts[one.outcome] += 1
        if one.outcome not in {"equal", "told"} or "-v" in sys.argv:
            print(f"{one.outcome}: {path.relative_to(folder)}: {one.words}")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    return 0 if paths and set(counts) <= {"equal", "told"} else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
