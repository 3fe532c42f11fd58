"""The bench of formList: 200 forms on a list, against a bare handler of the same bytes."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Thread

from sqlalchemy import inspect, select

from app.config import read_settings
from app.design.models import Form, FormVersion
from app.extensions.database import close_connections, db, transaction
from app.factory import create_app
from tests.bench.installation import FORM, Installation, make_installation
from tests.bench.servers import Server, bytes_server, our_server

FORMS = 200
CLIENTS = (1, 8)
THREADS = 4
WARM_SECONDS = 1.0


def measure(folder: Path, url: str | None, seconds: float) -> Iterator[str]:
    """Release the forms, measure, and answer the table line by line."""
    installation = make_installation(folder / "simpul", url)
    _release_many(installation)
    path = installation.senders[0][0].removesuffix("/submission") + "/formList"
    log, same = folder / "servers.log", folder / "formList.xml"
    with our_server(installation.environ, THREADS, log) as server:
        same.write_bytes(_get(server.port, path))
        ours = {clients: _turn(server, path, clients, seconds) for clients in CLIENTS}
    with bytes_server(same, THREADS, log) as server:
        bare = {clients: _turn(server, path, clients, seconds) for clients in CLIENTS}
    forms = same.read_bytes().count(b"<xform>")
    if forms < FORMS:
        raise ValueError(f"the list holds {forms} forms, not {FORMS}")
    yield f"\nformList: {forms} forms, {same.stat().st_size} bytes"
    yield "| clients | server | lists a second | p50 ms | CPU ms |\n|--:|---|--:|--:|--:|"
    for clients in CLIENTS:
        for name, (rate, p50, cpu) in (("bare", bare[clients]), ("simpul", ours[clients])):
            yield f"| {clients} | {name} | {rate:.0f} | {p50:.2f} | {cpu:.2f} |"
    for clients in CLIENTS:
        yield f"{clients} clients: {ours[clients][0] / bare[clients][0]:.2f} of bare"


def _release_many(installation: Installation) -> None:
    """Add released forms that are like one of the library, each with a name of its own."""
    app = create_app(read_settings(installation.environ))
    with app.app_context():
        form = db.session.get_one(Form, FORM)
        chosen = FormVersion.form_id == FORM, FormVersion.version == form.current_version
        version = db.session.scalars(select(FormVersion).where(*chosen)).one()
        plain, released = _values(form), _values(version)
        released.pop("form_version_id")
        db.session.rollback()
        with transaction():
            for number in range(FORMS):
                own = {"form_id": f"bench_{number:03d}", "title": f"Formulir uji {number}"}
                db.session.add(Form(**plain | own))
                db.session.flush()
                db.session.add(FormVersion(**released | own))
        close_connections()


def _values(row: Form | FormVersion) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"X-OpenRosa-Version": "1.0"})
    answer = connection.getresponse()
    if answer.status != http.client.OK:
        raise ValueError(f"the list was answered {answer.status}")
    return answer.read()


def _turn(server: Server, path: str, clients: int, seconds: float) -> tuple[float, float, float]:
    """Answer lists a second, the median in milliseconds, and processor milliseconds of each list."""
    _load(server.port, path, clients, WARM_SECONDS)
    before, begun = server.spent(), time.perf_counter()
    took = _load(server.port, path, clients, seconds)
    elapsed, spent = time.perf_counter() - begun, server.spent().since(before).server
    return len(took) / elapsed, median(took) * 1000, spent / len(took) * 1000


def _load(port: int, path: str, clients: int, seconds: float) -> list[float]:
    took: list[float] = []
    bad: list[int] = []
    end = time.perf_counter() + seconds
    threads = [Thread(target=_client, args=(port, path, end, took, bad)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if bad or not took:
        raise ValueError(f"lists were refused: {bad[:1]}")
    return took


def _client(port: int, path: str, end: float, took: list[float], bad: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while (begun := time.perf_counter()) < end:
        connection.request("GET", path, headers={"X-OpenRosa-Version": "1.0"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            bad.append(answer.status)
            return
        took.append(time.perf_counter() - begun)
    connection.close()
