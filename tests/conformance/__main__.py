"""The command: `python -m tests.conformance --url URL`, against any OpenRosa server.

It sends submissions and makes entities: point it at a project for trials. It ends with 0 whatever the
server does, and with 1 only when no server answers.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

import requests

from tests.conformance.reader import Reader, knock
from tests.conformance.server import Server
from tests.conformance.suite import try_all
from tests.conformance.table import (
    COLLECT,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_TRIED,
    OPENROSA,
    SIMPUL,
    Verdict,
)

OUTCOMES = (MET, NOT_MET, NOT_APPLICABLE, NOT_TRIED)
LEGEND = f"""
{OPENROSA} is the specification, {COLLECT} what ODK Collect cannot do without;
{SIMPUL} is Simpul's own promise, which another server may keep otherwise."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every row and print what came of it."""
    asked = _parser().parse_args(arguments)
    reader = _reader(asked)
    try:
        reader.get(reader.list_url)
    except requests.RequestException as problem:
        print(f"No server answers at {asked.url}: {problem}", file=sys.stderr)
        return 1
    verdicts = []
    for verdict in try_all(Server(reader)):
        verdicts.append(verdict)
        print(_line(verdict), flush=True)
    print(_summary(verdicts))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", required=True, help="what would stand in Collect's settings")
    parser.add_argument(
        "--token", help="put in place of {token} in the address, else sent as Authorization: Bearer"
    )
    parser.add_argument("--user", default="", help="shown by Digest, or by Basic over https")
    parser.add_argument("--password", default="")
    return parser


def _reader(asked: argparse.Namespace) -> Reader:
    if asked.token and "{token}" in asked.url:
        return Reader(asked.url.replace("{token}", asked.token))
    if asked.token:
        return Reader(asked.url, None, {"Authorization": f"Bearer {asked.token}"})
    if asked.user:
        try:
            return Reader(asked.url, knock(asked.url, asked.user, asked.password))
        except requests.RequestException:  # told when the list is asked for
            return Reader(asked.url)
    return Reader(asked.url)


def _line(verdict: Verdict) -> str:
    one = verdict.row
    why = " ".join(verdict.why.split())
    return f"{one.part}  {verdict.outcome:14}  {one.rule:8}  {one.sentence}{why and f' ({why})'}"


def _summary(verdicts: Sequence[Verdict]) -> str:
    lines = ["", f"{'':10}" + "".join(f"{outcome:>16}" for outcome in OUTCOMES)]
    for rule in (OPENROSA, COLLECT, SIMPUL):
        counted = Counter(one.outcome for one in verdicts if one.row.rule == rule)
        lines.append(f"{rule:10}" + "".join(f"{counted[outcome]:>16}" for outcome in OUTCOMES))
    return "\n".join([*lines, LEGEND])


if __name__ == "__main__":
    sys.exit(main())
