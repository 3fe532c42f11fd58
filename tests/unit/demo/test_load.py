"""Loading the demo into an installation: through the same door as any phone, once."""

from __future__ import annotations

import stat
from datetime import date, datetime, timedelta

from lxml import html

from app.demo import service as demo
from app.intake.states import UNREVIEWED
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR

SMALL = demo.Size(posyandu=4, months=1, visits=4)


def load(simpul: Simpul, size: demo.Size = SMALL) -> list[str]:
    """Load a demo; what it said."""
    said: list[str] = []
    with simpul.app.app_context():
        demo.load(size, said.append)
    return said


def test_the_smallest_demo_is_merged_and_has_its_people(simpul: Simpul) -> None:
    assert "sudah digabungkan" in load(simpul)[-1]
    received = simpul.submissions()
    assert len(received) > 40
    assert {row.state for row in received} > {UNREVIEWED, "diterima"}
    assert all(row.merged and not row.merge_due for row in received if row.posyandu_code)
    assert not simpul.quarantined()
    assert not simpul.differences()
    names = [row[0] for row in simpul.query("SELECT name FROM user_account WHERE is_demo")]
    assert {"admin", "opd.kesehatan", "camat.tenggarong", "kader.maluhu"} <= set(names)
    assert simpul.query("SELECT 1 FROM cell WHERE place = :place", place=MAWAR)
    days: set[date] = {row.received_at.date() for row in received}
    assert len(days) > 10  # through the months, not all at once
    assert not simpul.query("SELECT 1 FROM entity_backlog")
    lists = {row[0] for row in simpul.query("SELECT DISTINCT list_name FROM entity")}
    assert lists == {"orang", "rumah", "keluarga", "sarana"}
    assert simpul.query("SELECT 1 FROM cell WHERE field = 'pr.skrining_rtlh'")


@sqlite_only
def test_a_second_load_adds_nothing_and_one_cut_short_before_its_accounts_is_taken_up_again(
    simpul: Simpul,
) -> None:
    load(simpul)
    before = simpul.counts()
    assert "tidak ditambahkan" in load(simpul)[-1]
    assert simpul.counts() == before
    simpul.execute("DELETE FROM account_grant")
    simpul.execute("DELETE FROM user_account")
    load(simpul)
    assert simpul.counts() == before


@sqlite_only
def test_the_collect_address_is_kept_for_the_owner_alone(simpul: Simpul) -> None:
    home = simpul.settings.home
    with simpul.app.app_context():
        assert demo.collect_url(home) is None
    load(simpul)
    with simpul.app.app_context():
        url = demo.collect_url(home) or ""
    base, _, token = url.rpartition("/k/")
    assert base == simpul.settings.base_url
    assert simpul.client().get(f"/k/{token}/formList").status_code == 200
    file = home / "secret" / demo.COLLECT_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@sqlite_only
def test_a_visitor_reads_in_the_forms_words_what_the_pilot_recorded(simpul: Simpul) -> None:
    load(simpul)
    admin = simpul.signed_in("admin")
    flood = datetime.now(simpul.settings.zone).date() - timedelta(days=18)
    page = f"/posyandu/{MAWAR}?bidang=trantibumlinmas&periode={flood:%Y-%m}"
    told = html.fromstring(admin.get(page).text).findall(".//ol[@class='line']/li")
    texts = [" ".join(event.text_content().split()) for event in told]
    (event,) = [text for text in texts if "Jenis kejadian: Banjir" in text]
    assert "Jam kejadian: 04.30" in event
    assert "Fasilitas umum yang rusak: Jalan atau jembatan" in event
    (house, *_rest) = simpul.query("SELECT entity_id FROM entity WHERE list_name = 'rumah'")
    opened = admin.post(f"/sasaran/{house[0]}/buka", data={"alasan": "uji peragaan"}).text
    assert "Leher angsa dengan tangki septik" in opened
    assert "leher_angsa_septik" not in opened
    assert "tanggal_didata" not in opened
