"""The calls of the access matrix about phones."""

from __future__ import annotations

from tests.integration.installation import Simpul


def phone_calls(simpul: Simpul, place: str) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about phones of a place: a phone of its own for each, since some calls end it."""
    phone = simpul.add_phone(place)
    kader, own = {"kader": str(phone.kader_id)}, f"/perangkat/{phone.device_id}"
    return {
        "handsets.phones": ("GET", "/perangkat", {}),
        "handsets.search": ("POST", "/perangkat/cari", {"q": "Siti"}),
        "handsets.phone": ("GET", own, {}),
        "handsets.kader": ("GET", f"/perangkat/kader/{phone.kader_id}", {}),
        "handsets.release": ("POST", f"{own}/terima", {"x": "1"}),
        "phones.villages": ("GET", "/perangkat/undang", {}),
        "phones.invite": ("GET", f"/perangkat/undang/{place[:13]}", {}),
        "phones.print_sheets": ("POST", f"/perangkat/undang/{place[:13]}", dict(kader)),
        "phones.add_device": ("POST", "/perangkat", dict(kader)),
        "phones.make_link": ("POST", "/perangkat/tautan", dict(kader)),
        "phones.make_password": ("POST", f"{own}/sandi", {}),
        "phones.replace": ("POST", f"{own}/ganti", {"alasan": "ponsel rusak"}),
        "phones.change": ("POST", f"{own}/ubah", {"perubahan": "hilang", "alasan": "hilang"}),
    }
