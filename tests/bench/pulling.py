"""The pull bench: all of a form of another Simpul, beside a loop that fetches the same and keeps it.

The loop asks for the same pages, XML and photos, one after the other, and writes each to a file. It goes
half of the way before our turn and half after it, so that noise of the machine hits both.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from app.exchange import central_source_client
from app.extensions.database import relax
from tests.bench.installation import ROOT
from tests.integration.exchange.crowd import FORM, NEW, VERSION, Crowd, photo_form
from tests.integration.exchange.ends import End, new_end
from tests.integration.exchange.office import Office
from tests.integration.installation import PASSWORD, opened, prepare_home, sqlite_url

TARGET = "central"


def measure(folder: Path, url: str | None, count: int) -> Iterator[str]:
    """Pull so many submissions with a small photo each; answer what it took, in words."""
    prepared, home = folder / "siap", folder / "dekat"
    prepare_home(prepared, sqlite_url(prepared))
    if url is None:
        shutil.copytree(prepared, home)
    else:
        home.mkdir()
        prepare_home(home, url)
    url = url or sqlite_url(home)
    far = new_end(prepared, folder / "jauh", "serve")
    try:
        account = _filled(far, home, url, count)
        far.process.start()
        far.process.wait_until_ready(far.address)
        yield from _measured(far, account, home, url, folder / "telanjang", count)
    finally:
        far.process.kill()


def _filled(far: End, home: Path, url: str, count: int) -> str:
    """Bring the form to the far one and fill it; answer the account that reads it."""
    with opened(far.home, far.url, {}) as there:
        account = there.add_user("admin")
    far.process.start()
    far.process.wait_until_ready(far.address)
    with opened(home, url, {}) as here:
        office = Office(here)
        office.add_central(far.address, account, TARGET)
        office.release(photo_form())
        office.publish(TARGET, form=FORM, version=VERSION)
    far.process.kill()
    with opened(far.home, far.url, {}) as there:
        with there.app.app_context():
            relax()
        crowd = Crowd(there, random.Random(1))
        crowd.open()
        for _ in range(count):
            crowd.act(NEW)
        there.run_pending()  # its worker has nothing to do while we measure
    return account


def _measured(
    far: End, account: str, home: Path, url: str, folder: Path, count: int
) -> Iterator[str]:
    folder.mkdir()
    bare = _fetch_bare(far.address, account, folder)
    begun = time.monotonic()
    first = sum(1 for _ in islice(bare, count // 2))
    took = time.monotonic() - begun
    seconds, megabytes = _pull(home, url)
    begun = time.monotonic()
    fetched = first + sum(1 for _ in bare)
    took += time.monotonic() - begun
    with opened(home, url, {}) as here:
        pulled = here.counts()
    if not fetched == pulled["submission"] == pulled["attachment"] == count:
        raise AssertionError(f"{count} there, {fetched} fetched, {pulled['submission']} pulled")
    yield f"{count} submissions, a photo each: {count / seconds:.0f} a second pulled"
    yield f"the bare loop: {count / took:.0f} a second; ratio {took / seconds:.2f}"
    yield f"peak memory of the pull: {megabytes:.0f} MB"


def _pull(home: Path, url: str) -> tuple[float, float]:
    """Pull as an operator does; answer the seconds and the most memory held, in MB."""
    begun = time.monotonic()
    _pid, status, spent = os.wait4(pulling_process(home, url).pid, 0)
    if status:
        raise OSError("the pull failed")
    return time.monotonic() - begun, spent.ru_maxrss / 1000


def pulling_process(home: Path, url: str) -> subprocess.Popen[bytes]:
    """Begin to pull as an operator does."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    environ |= {"SIMPUL_HOME": str(home), "SIMPUL_DATABASE_URL": url, "SIMPUL_DEMO": "0"}
    environ["SIMPUL_ALLOWED_HOSTS"] = "127.0.0.1"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "pull", "new", TARGET]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)


def _fetch_bare(address: str, account: str, folder: Path) -> Iterator[str]:
    """Yield the number of each submission once it and its photo are files."""
    with requests.Session() as session:
        login = {"email": account, "password": PASSWORD}
        token = session.post(f"{address}/v1/sessions", json=login, timeout=60).json()["token"]
        session.headers["Authorization"] = f"Bearer {token}"
        form = f"{address}/v1/projects/1/forms/{FORM}"
        query: Mapping[str, str] | None = central_source_client._query("")
        page = _get(session, f"{form}.svc/Submissions", query)
        while True:
            document: dict[str, Any] = page.json()
            for row in document["value"]:
                yield _keep(session, f"{form}/submissions", row["__id"], folder)
            following = document.get("@odata.nextLink")
            if not following:
                return
            page = _get(session, f"{form}.svc/Submissions?{following.partition('?')[2]}")


def _keep(session: requests.Session, submissions: str, number: str, folder: Path) -> str:
    one = f"{submissions}/{quote(number, safe='')}"
    xml = _get(session, f"{one}.xml").content
    (folder / f"{quote(number)}.xml").write_bytes(xml)
    name = xml.partition(b"<gambar>")[2].partition(b"</gambar>")[0].decode()
    (folder / name).write_bytes(_get(session, f"{one}/attachments/{name}").content)
    return number


def _get(
    session: requests.Session, url: str, query: Mapping[str, str] | None = None
) -> requests.Response:
    answer = session.get(url, params=query, timeout=60)
    answer.raise_for_status()
    return answer
