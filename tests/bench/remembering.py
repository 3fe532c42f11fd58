"""What pulling holds in memory: submissions without files from a server that makes them up."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from app.exchange import targets_service
from app.exchange.service import link_form
from app.exchange.targets_service import Typed
from tests.bench.installation import ROOT
from tests.bench.pulling import TARGET, pulling_process
from tests.integration.exchange.crowd import FORM, photo_form
from tests.integration.exchange.office import Office
from tests.integration.installation import PASSWORD, opened, prepare_home, sqlite_url
from tests.integration.submissions import MAWAR, submission_xml, visit_answers
from tests.integration.test_crash import free_port

LOOK_SECONDS = 2.0
TENTH = 10
READY_TRIES = 300


def measure(folder: Path, url: str | None, count: int) -> Iterator[str]:
    """Pull so many; answer the peak of memory after a tenth of them and in the end, in words."""
    home = folder / "dekat"
    home.mkdir()
    url = url or sqlite_url(home)
    prepare_home(home, url)
    port, xml = free_port(), folder / "kiriman.xml"
    address = f"http://127.0.0.1:{port}"
    _enter(home, url, address, xml)
    words = [sys.executable, "-m", "tests.bench.endless", str(port), str(count), str(xml)]
    server = subprocess.Popen(words, cwd=ROOT)
    try:
        _wait_for(address)
        begun = time.monotonic()
        peaks = list(_watch(home, url, address))
        seconds = time.monotonic() - begun
    finally:
        server.kill()
        server.wait()
    with opened(home, url, {}) as here:
        pulled = here.counts()["submission"]
    early = [peak for done, peak in peaks if done <= count // TENTH]
    yield f"{pulled} of {count} submissions without files: {pulled / seconds:.0f} a second pulled"
    yield f"peak memory after a tenth: {early[-1]:.0f} MB; in the end: {peaks[-1][1]:.0f} MB"


def _wait_for(address: str) -> None:
    for _ in range(READY_TRIES):
        try:
            requests.get(f"{address}/served", timeout=60)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise OSError("the server that makes submissions up did not begin")


def _enter(home: Path, url: str, address: str, xml: Path) -> None:
    """Release the form here, write down what a submission of it is, and link the one that is there."""
    with opened(home, url, {}) as here:
        office = Office(here)
        office.release(photo_form())
        answers = {
            path: text
            for path, text in visit_answers(MAWAR).items()
            if path in {"start", "end"} or path.startswith("kepala/")
        }
        xml.write_bytes(submission_xml(here.schema(FORM), answers, instance_id="{number}"))
        with here.app.app_context():
            typed = Typed("central", TARGET, address, "akun@contoh.id", PASSWORD)
            target, _key = targets_service.enter_target(typed, "bench")
            link_form(target, FORM, None, FORM)
        here.execute("UPDATE target SET project_id = 1")


def _watch(home: Path, url: str, address: str) -> Iterator[tuple[int, float]]:
    """Yield how many were fetched and the most memory held until then, in MB, while it pulls."""
    process = pulling_process(home, url)
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        peak = next((line.split()[1] for line in status.splitlines() if "VmHWM" in line), None)
        if peak is not None:
            yield int(requests.get(f"{address}/served", timeout=60).json()), int(peak) / 1000
        time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise OSError("the pull failed")
