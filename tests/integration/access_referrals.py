"""The calls of referrals in the table of who may call what: one referral in each place."""

from __future__ import annotations

from collections.abc import Mapping

from flask.testing import FlaskClient

Call = tuple[str, str, dict[str, object]]


def refer_each(admin: FlaskClient, instance_ids: Mapping[str, str]) -> dict[str, int]:
    """Refer a submission of each place to another bidang; answer the referrals' numbers."""
    found = {}
    for row in ("dalam", "luar", "lain"):
        about = {"jenis": "kiriman", "kunci": instance_ids[row]}
        page = admin.get("/rujukan/baru", query_string=about).text
        due = page.partition('type="date" value="')[2][:10]
        form = about | {"hal": "perumahan_rakyat:rtlh", "tenggat": due, "alasan": "uji matriks"}
        answer = admin.post("/rujukan/baru", data=form)
        found[row] = int(answer.location.partition("?")[0].rpartition("/")[2])
    return found


def referral_calls(number: int, instance_id: str) -> dict[str, Call]:
    """The calls about one referral; what would change it is refused."""
    about = f"?jenis=kiriman&kunci={instance_id}"
    one = f"/rujukan/{number}"
    return {
        "rujukan.listing": ("GET", "/rujukan", {}),
        "rujukan.about": ("GET", f"/rujukan/tentang{about}", {}),
        "rujukan.new": ("GET", f"/rujukan/baru{about}", {}),
        "rujukan.make": ("POST", "/rujukan/baru", {"jenis": "kiriman", "kunci": instance_id}),
        "rujukan.referral": ("GET", one, {}),
        "rujukan.unmask": ("POST", f"{one}/buka", {"alasan": "uji matriks"}),
        "rujukan.act": ("POST", f"{one}/langkah", {"langkah": "ambil", "terakhir": "999"}),
        "rujukan.undo": ("POST", f"{one}/batal", {"terakhir": "999"}),
    }
