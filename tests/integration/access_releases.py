"""The calls of the access matrix around the release of a form's version."""

from __future__ import annotations

from tests.integration.workbooks import FORM


def release_calls(form_id: str, version: str) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls around a release; what would change who may release it is set as it is."""
    page, one = f"/formulir/{form_id}", f"/formulir/{form_id}/versi/{version}"
    pair = f"dari={version}&ke={version}"
    bidang = "kesehatan" if form_id == FORM else "sosial"
    return {
        "rilis.release": ("POST", f"{one}/terbitkan", {}),
        "rilis.cancel": ("POST", f"{page}/jadwal/999999/batal", {}),
        "rilis.lift": ("POST", f"{page}/jadwal/999999/lepas", {"alasan": "uji matriks"}),
        "rilis.review": ("POST", f"{one}/pemeriksaan", {"tindakan": "tarik"}),
        "rilis.desk": ("GET", "/pemeriksaan", {}),
        "rilis.set_second": ("POST", "/pemeriksaan", {"bidang": bidang, "perlu": "1"}),
        "versi.compare": ("GET", f"{page}/banding?{pair}", {}),
        "versi.download": ("GET", f"{page}/banding/unduh?{pair}", {}),
        "versi.count": ("POST", f"{page}/banding", {"dari": version, "ke": version}),
    }
