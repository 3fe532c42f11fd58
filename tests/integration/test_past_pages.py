"""The pages of a profile's past: what was so on a day, and what changed between two."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.extensions.database import now
from tests.integration.expect import text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, monthly_answers, this_month

WITA = ZoneInfo("Asia/Makassar")
BANNER = "Anda melihat keadaan per"
HERE = f"/posyandu/{MAWAR}"


def reported_long_ago(simpul: Simpul) -> str:
    """Let a report have come ten days ago, and be rejected now; answer its instanceID."""
    moment = now() - timedelta(days=10)
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(MAWAR, ended=moment))
    simpul.receive(simpul.add_phone(), xml, moment)
    simpul.run_pending()
    instance_id = simpul.submissions()[0].instance_id
    form = {"keputusan": "tolak", "alasan": "bukan bulan ini"}
    simpul.signed_in().post(f"/kiriman/{instance_id}/keputusan", data=form)
    assert simpul.submissions()[0].state == "ditolak"
    return instance_id


def day(back: int) -> str:
    """A day some days ago, where the kabupaten is: after 16.00 UTC it is tomorrow there already."""
    return (now().astimezone(WITA) - timedelta(days=back)).date().isoformat()


def test_a_day_of_the_past_shows_what_was_so_and_lets_nobody_decide(simpul: Simpul) -> None:
    reported_long_ago(simpul)
    client = simpul.signed_in()
    month = f"bidang=kesehatan&periode={this_month()}"
    today, then, earlier = (
        text_of(client.get(f"{HERE}?{month}&tanggal={asked}")) for asked in ("", day(3), day(20))
    )
    assert BANNER not in today
    assert "Belum ada laporan" in today
    assert BANNER in then
    assert "Belum ada laporan" not in then
    assert BANNER in earlier
    assert "Belum ada laporan" in earlier
    assert "Pilih tanggal yang lebih baru" in earlier
    assert "ponsel kader" not in earlier
    cell = f"{HERE}/nilai?field=kes.balita_s_l&period={this_month()}"
    assert client.get(cell).status_code == 404
    page = client.get(f"{cell}&tanggal={day(3)}")
    assert page.status_code == 200
    assert "keputusan" not in page.text


def test_changes_tell_before_after_and_why(simpul: Simpul) -> None:
    instance_id = reported_long_ago(simpul)
    page = simpul.signed_in().get(f"{HERE}/perubahan?dari={day(3)}")
    words = text_of(page)
    assert "Kiriman tidak dihitung lagi : bukan bulan ini" in words
    assert "21 anak –" in words
    assert f"/kiriman/{instance_id}" in page.text
    same = simpul.signed_in().get(f"{HERE}/perubahan?dari={day(6)}&sampai={day(3)}")
    assert "Tidak ada yang berubah" in text_of(same)


def test_a_day_that_is_none_or_to_come_shows_today(simpul: Simpul) -> None:
    client = simpul.signed_in()
    for asked in ("kemarin", "2999-01-01", "2026-13-40"):
        page = client.get(f"{HERE}?tanggal={asked}")
        assert page.status_code == 200
        assert BANNER not in text_of(page)


def test_commands_print_a_day_of_the_past_and_what_changed_since(simpul: Simpul) -> None:
    instance_id = reported_long_ago(simpul)
    run = simpul.app.test_cli_runner().invoke

    def values_on(*asked: str) -> list[dict[str, object]]:
        done = run(args=["profiles", "show", MAWAR, "--json", *asked])
        assert done.exit_code == 0, done.output
        found: list[dict[str, object]] = json.loads(done.output)["values"]
        return found

    assert values_on() == []
    assert values_on("--as-of", day(20)) == []
    assert instance_id in json.dumps(values_on("--as-of", day(3)))
    done = run(args=["profiles", "diff", MAWAR, "--from", day(3), "--to", day(0), "--json"])
    assert done.exit_code == 0, done.output
    changes = json.loads(done.output)["changes"]
    assert changes
    assert instance_id in done.output
    assert run(args=["profiles", "diff", MAWAR, "--from", day(0), "--to", day(3)]).exit_code == 1
