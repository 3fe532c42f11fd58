"""Webhooks out: what happens is told in order, signed, at least once, and never an answer of anybody."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app import jobs
from app.cli import FORK
from app.exchange import deliveries_service, webhook_client
from app.exchange.deliveries_service import deliver_next
from app.exchange.webhook_body import REFUSED_AT_MOST, signature
from app.extensions.database import close_connections, db
from app.outbox.events import EVENT_NAMES
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MAWAR,
    NAMED,
    monthly_answers,
    new_id,
    visit_answers,
)
from tests.integration.webhook_receiver import Receiver, receiving
from tests.integration.workbooks import FORM, workbook

HOME = "/pengaturan/webhook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything unless told otherwise."""
    with receiving() as opened:
        yield opened


class Told:
    """An installation, an admin's session, and a webhook to the receiver."""

    def __init__(self, simpul: Simpul, receiver: Receiver) -> None:
        """Add a webhook for everything."""
        self.simpul, self.receiver = simpul, receiver
        self.admin: FlaskClient = simpul.signed_in("admin")
        self.page, self.secret = self.add("Dasbor", receiver.url)

    def add(self, name: str, url: str, **more: Any) -> tuple[str, str]:
        """Add a webhook as an admin does; answer its page and its secret."""
        typed = {"nama": name, "alamat": url, "peristiwa": list(EVENT_NAMES), **more}
        shown = self.admin.post(HOME, data=typed).text
        secret = re.search(r'<code id="rahasia">([^<]+)</code>', shown)
        page = re.search(rf'href="({HOME}/\d+)\?', shown)
        assert secret
        assert page
        return page[1], secret[1]

    def report(self, posyandu: str = MAWAR, **more: Any) -> str:
        """A kader sends a monthly report; answers its instanceID."""
        instance_id = new_id()
        xml = self.simpul.submission_xml(
            "kes_bulanan", monthly_answers(posyandu), instance_id=instance_id, **more
        )
        assert self.simpul.send(self.simpul.add_phone(posyandu), xml).status_code == 201
        return instance_id

    def deliver(self) -> int:
        """Tell all that is due, as the worker's thread does."""
        with self.simpul.app.app_context():
            return jobs.send_pending()

    def deliver_one(self) -> bool:
        """Tell one event."""
        with self.simpul.app.app_context():
            return deliver_next()

    def later(self) -> None:
        """Let the time pass until what waits is due, and leases have run out."""
        past = "due_at = created_at, leased_until = CASE WHEN leased_until IS NULL THEN NULL"
        self.simpul.execute(f"UPDATE webhook SET {past} ELSE created_at END")  # noqa: S608

    def log(self) -> list[tuple[str, str, int, int | None]]:
        """(kind, state, tries, last status) of every delivery, oldest first."""
        rows = self.simpul.query("SELECT * FROM webhook_delivery ORDER BY number")
        return [(row.kind, row.state, row.attempts, row.status_code) for row in rows]


@pytest.fixture
def told(simpul: Simpul, receiver: Receiver) -> Told:
    """A webhook for everything."""
    return Told(simpul, receiver)


def test_what_happens_is_told_in_order_signed_and_without_answers(
    told: Told, receiver: Receiver
) -> None:
    simpul, admin = told.simpul, told.admin
    first = told.report()
    visit = simpul.submission_xml("kes_balita", visit_answers())
    simpul.send(simpul.add_phone(), visit)
    simpul.run_pending()
    edit = told.report(deprecated_id=first)
    simpul.run_pending()
    decided = {"keputusan": "tolak", "alasan": "angka terbalik"}
    admin.post(f"/kiriman/{edit}/keputusan", data=decided)
    admin.post("/formulir", data={"berkas": (workbook_file(), "uji.xlsx")})
    admin.post(f"/formulir/{FORM}/versi/2026112301/terbitkan")

    told.deliver()

    kinds = receiver.kinds()
    assert kinds[:2] == ["submission.created", "submission.created"]
    assert kinds[-1] == "form.released"
    rest = ["submission.edited", "submission.reviewed", "submission.deleted"]
    assert [kind for kind in kinds if kind in rest] == rest
    assert kinds.count("profile.changed") >= 3
    assert "conflict.opened" not in kinds
    assert receiver.numbers() == sorted(set(receiver.numbers()))
    told_of = {each.document["event"]: each.document["data"] for each in receiver.got}
    assert told_of["submission.edited"]["replaces"] == first
    assert told_of["submission.deleted"]["instance_id"] == edit
    assert told_of["submission.deleted"]["state"] == "ditolak"
    assert told_of["profile.changed"]["posyandu"] == MAWAR
    for each in receiver.got:
        stamp = int(each.headers["x-simpul-timestamp"])
        assert each.headers["x-simpul-signature"] == signature(
            told.secret.encode(), stamp, each.body
        )
        assert each.headers["x-simpul-event"] == each.document["event"]
        personal = [*NAMED.values(), "Siti", "angka terbalik"]
        assert not [word for word in personal if str(word) in each.body.decode()]
    assert len({each.delivery_id for each in receiver.got}) == len(receiver.got)
    page = text_of(admin.get(told.page))
    assert "Kiriman diperbaiki" in page
    assert told.secret not in page
    stored = simpul.query("SELECT secret FROM webhook")[0].secret
    assert told.secret.encode() not in bytes(stored)


def workbook_file() -> Any:
    """An officer's workbook as a file."""
    return io.BytesIO(workbook())


def test_two_values_that_disagree_are_told_once(told: Told, receiver: Receiver) -> None:
    simpul = told.simpul
    for balita in ("21", "25"):
        xml = simpul.submission_xml(
            "kes_bulanan", monthly_answers(skdn__balita_d_l=balita), instance_id=new_id()
        )
        simpul.send(simpul.add_phone(), xml)
        simpul.run_pending()
    told.report(ELSEWHERE)
    simpul.run_pending()
    told.deliver()

    opened = [each.document for each in receiver.got if "conflict" in str(each.document["event"])]
    assert len(opened) == 1
    fields = {row["field"] for row in opened[0]["data"]["questions"]}
    assert "kes.balita_d_l" in fields
    assert opened[0]["data"]["posyandu"] == MAWAR


def test_a_receiver_that_is_away_is_waited_for_and_the_order_is_kept(
    told: Told, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "ANSWER_SECONDS", 0.1)
    first, second = told.report(), told.report(ELSEWHERE)
    receiver.answers.extend([500, 503])
    receiver.headers["Retry-After"] = "7200"

    assert told.deliver() == 1
    assert told.deliver() == 0  # not yet due: the second waits behind the first
    told.later()
    told.deliver()
    wait = told.simpul.query("SELECT due_at, leased_until FROM webhook")[0]
    assert wait.leased_until is None
    receiver.headers.clear()
    receiver.slow_seconds = 0.3
    told.later()
    told.deliver()
    page = text_of(told.admin.get(told.page))
    assert "Tertahan" in page
    assert "tidak menjawab" in page.lower()
    receiver.slow_seconds = 0.0
    told.later()
    assert told.deliver() == 2

    ids = [each.document["data"]["instance_id"] for each in receiver.got]
    assert ids == [first, first, first, first, second]
    assert len({each.delivery_id for each in receiver.got[:4]}) == 1
    assert told.log() == [
        ("submission.created", "terkirim", 4, 204),
        ("submission.created", "terkirim", 1, 204),
    ]


@sqlite_only
def test_410_switches_off_and_switched_on_again_nothing_is_missing(
    told: Told, receiver: Receiver
) -> None:
    first = told.report()
    receiver.answers.append(410)
    told.deliver()
    second = told.report()
    told.later()
    assert told.deliver() == 0
    assert "Ditutup penerima" in text_of(told.admin.get(HOME))

    told.admin.post(f"{told.page}/keadaan", data={"nyala": "ya"})
    told.deliver()

    ids = [each.document["data"]["instance_id"] for each in receiver.got]
    assert ids == [first, first, second]
    told.admin.post(f"{told.page}/keadaan", data={"nyala": "tidak"})
    told.report()
    assert told.deliver() == 0


@sqlite_only
def test_an_event_refused_again_and_again_lets_the_next_go_on(
    told: Told, receiver: Receiver
) -> None:
    told.report()
    told.report()
    receiver.answers.append(404)
    told.deliver()
    told.simpul.execute("UPDATE webhook_delivery SET attempts = :tries", tries=REFUSED_AT_MOST - 1)
    receiver.answers.append(404)
    told.later()

    told.deliver()

    assert told.log() == [
        ("submission.created", "dilewati", REFUSED_AT_MOST, 404),
        ("submission.created", "terkirim", 1, 204),
    ]
    failed = text_of(told.admin.get(f"{told.page}?hanya=gagal"))
    assert "Tidak diterima" in failed
    assert "Terkirim" not in failed


def test_a_worker_killed_while_the_receiver_thinks_sends_the_same_delivery_again(
    told: Told, receiver: Receiver
) -> None:
    told.report()
    receiver.slow_seconds = 20.0
    with told.simpul.app.app_context():
        close_connections()  # none may be shared with the worker
    worker = FORK.Process(target=jobs.send_forever, args=(told.simpul.app, lambda: True))
    worker.start()
    wait_for(lambda: bool(receiver.got))
    worker.kill()
    worker.join()
    receiver.slow_seconds = 0.0

    assert told.deliver() == 0  # its lease holds
    told.later()
    told.deliver()

    assert len(receiver.got) == 2
    assert len({each.delivery_id for each in receiver.got}) == 1
    assert told.log() == [("submission.created", "terkirim", 2, 204)]


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most ten seconds."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_was_told_is_told_again_from_an_event_or_a_moment_on(
    told: Told, receiver: Receiver
) -> None:
    for _ in range(3):
        told.report()
    told.deliver()
    numbers = receiver.numbers()

    told.admin.post(f"{told.page}/ulang", data={"peristiwa": str(numbers[1])})
    told.deliver()
    told.admin.post(f"{told.page}/ulang", data={"sejak": "2020-01-01T08:00"})
    told.deliver()

    assert receiver.numbers() == [*numbers, *numbers[1:], *numbers]
    assert len({each.delivery_id for each in receiver.got}) == 8
    assert_problem(
        told.admin.post(f"{told.page}/ulang", data={"peristiwa": "999999"}), "publish.unknown_event"
    )
    assert_problem(
        told.admin.post(f"{told.page}/ulang", data={"sejak": "kemarin"}), "publish.bad_moment"
    )


@sqlite_only
def test_each_webhook_hears_what_it_asked_for_and_goes_its_own_way(
    told: Told, receiver: Receiver
) -> None:
    with receiving() as other:
        page, _ = told.add("Kenohan", other.url, wilayah=ELSEWHERE[:8], bidang="kesehatan")
        dead, _ = told.add("Mati", "http://127.0.0.1:9/")
        told.report(MAWAR)
        there = told.report(ELSEWHERE)
        told.deliver()
        assert [each.document["data"]["instance_id"] for each in other.got] == [there]
        assert len(receiver.got) == 2
        asked = {"nama": "Kenohan", "alamat": other.url, "peristiwa": "form.released"}
        told.admin.post(page, data=asked)
        told.report(ELSEWHERE)
        told.deliver()
        assert len(other.got) == 1
    told.admin.post(f"{dead}/hapus")
    assert_problem(told.admin.get(dead), "publish.unknown_webhook")
    shown = text_of(told.admin.get(told.page))
    assert "Didaftarkan" in shown


@sqlite_only
def test_a_test_is_sent_at_once_and_a_new_secret_counts_at_once(
    told: Told, receiver: Receiver
) -> None:
    answer = told.admin.post(f"{told.page}/uji", follow_redirects=True)
    assert "Penerima menjawab 204" in text_of(answer)
    receiver.answers.append(401)
    answer = told.admin.post(f"{told.page}/uji", follow_redirects=True)
    assert "Uji tidak diterima: status 401" in text_of(answer)

    shown = told.admin.post(f"{told.page}/rahasia").text
    fresh = re.search(r'<code id="rahasia">([^<]+)</code>', shown)
    assert fresh
    told.admin.post(f"{told.page}/uji")

    last = receiver.got[-1]
    stamp = int(last.headers["x-simpul-timestamp"])
    assert fresh[1] != told.secret
    assert last.headers["x-simpul-signature"] == signature(fresh[1].encode(), stamp, last.body)
    assert receiver.kinds() == ["webhook.test"] * 3


@sqlite_only
@pytest.mark.simpul(SIMPUL_ALLOWED_HOSTS="")
def test_a_private_address_is_not_called(told: Told, receiver: Receiver) -> None:
    told.report()
    told.deliver()
    answer = told.admin.post(f"{told.page}/uji", follow_redirects=True)
    assert "jaringan pribadi" in text_of(answer)
    assert receiver.got == []


@sqlite_only
def test_nothing_is_noted_where_nobody_listens_and_what_is_wrong_is_said(simpul: Simpul) -> None:
    admin = simpul.signed_in("admin")
    good = {"nama": "A", "alamat": "https://a.go.id/x", "peristiwa": ["form.released"]}
    wrong: list[dict[str, Any]] = [
        {"nama": ""},
        {"alamat": "ftp://a.go.id"},
        {"alamat": "https://u:p@a.go.id/"},
        {"alamat": "https://a.go.id:99999/"},
        {"peristiwa": []},
        {"peristiwa": ["lain"]},
        {"wilayah": "64.99"},
        {"bidang": "lain"},
    ]
    for change in wrong:
        assert_problem(admin.post(HOME, data=good | change), "publish.bad_webhook")
    kept = admin.post(HOME, data=good | {"peristiwa": []}).text
    assert 'value="https://a.go.id/x"' in kept
    assert admin.post(HOME, data=good).status_code == 200
    assert_problem(admin.post(HOME, data=good), "publish.webhook_taken")

    simpul.send(simpul.add_phone(), simpul.submission_xml("kes_bulanan", monthly_answers()))
    simpul.run_pending()

    assert simpul.counts()["event"] == 0


@pytest.mark.parametrize(
    "database_kind",  # SQLite has one writer at a time
    [pytest.param("postgres", marks=pytest.mark.postgres)],
)
def test_no_event_is_passed_over_that_ends_late_or_comes_after_a_restore(
    told: Told, receiver: Receiver
) -> None:
    insert = text(
        "INSERT INTO event (tx, kind, place, bidang, data, at)"
        " VALUES (txid_current(), 'submission.created', '', '', '{\"instance_id\": \"telat\"}', now())"
    )
    with told.simpul.app.app_context():
        engine = db.engine
    with engine.connect() as late:
        late.execute(insert)
        prompt = told.report()
        told.deliver()
        assert receiver.got == []
        late.commit()
    told.deliver()

    ids = [each.document["data"]["instance_id"] for each in receiver.got]
    assert sorted(ids) == sorted(["telat", prompt])
    # The database is restored on a server that numbers its transactions from the beginning.
    told.simpul.execute("UPDATE event SET tx = tx + 1000000000000")
    told.simpul.execute("UPDATE webhook SET cursor_tx = cursor_tx + 1000000000000")
    after = told.report()
    told.deliver()
    assert [each.document["data"]["instance_id"] for each in receiver.got][2:] == [after]


@sqlite_only
def test_old_events_go_when_everybody_has_had_them(told: Told) -> None:
    told.report()
    told.simpul.execute("UPDATE event SET at = '2020-01-01 00:00:00'")
    told.simpul.execute("UPDATE webhook SET created_at = '2020-01-01 00:00:00'")
    with told.simpul.app.app_context():
        assert deliveries_service.sweep() == 0
        jobs.send_pending()
        assert deliveries_service.sweep() == 1
    assert told.simpul.counts()["event"] == 0
