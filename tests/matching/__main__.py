"""`python -m tests.matching`: print the table of labelled pairs; `--tuning` on seeds one may look at."""

from __future__ import annotations

import sys

from tests.matching.table import FINAL_SEEDS, TUNING_SEEDS, count, table

if __name__ == "__main__":
    sys.stdout.write(table(count(TUNING_SEEDS if "--tuning" in sys.argv else FINAL_SEEDS)) + "\n")
