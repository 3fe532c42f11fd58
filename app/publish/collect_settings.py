"""The QR code that sets up ODK Collect: settings as JSON, zlib, Base64. Pure.

Keys and format as ODK's documentation of Collect settings gives them; `general` and `admin` must exist
even when empty.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from typing import Any

import segno

# Told apart on a phone that holds several projects, white letters readable on each.
BIDANG_COLOURS = {
    "kesehatan": "#a61e4d",
    "pendidikan": "#1864ab",
    "pekerjaan_umum": "#0b7285",
    "perumahan_rakyat": "#8a4b08",
    "sosial": "#862e9c",
    "trantibumlinmas": "#364fc7",
    "umum": "#343a40",
}
PLACE_COLOURS = (
    "#0b7285",
    "#1864ab",
    "#5f3dc4",
    "#862e9c",
    "#a61e4d",
    "#9c3a08",
    "#2b7a2f",
    "#495057",
)


@dataclass(frozen=True, slots=True)
class Project:
    """What a kader sees of a project in Collect: its name, one letter, and its colour."""

    name: str
    icon: str = "S"
    colour: str = PLACE_COLOURS[0]


def project_of(posyandu_code: str, posyandu_name: str, bidang: str = "") -> Project:
    """Answer the project of a Posyandu, in a colour of its own, or of one bidang in the bidang's."""
    short = posyandu_name.removeprefix("Posyandu").strip() or posyandu_name
    place = sum(posyandu_code.encode()) % len(PLACE_COLOURS)
    colour = BIDANG_COLOURS.get(bidang, PLACE_COLOURS[place])
    name = f"Simpul {posyandu_name}" + (f", {bidang.replace('_', ' ')}" if bidang else "")
    return Project(name[:80], short[:1].upper() or "S", colour)


def collect_settings(server_url: str, project: Project) -> dict[str, Any]:
    """Answer the settings of a kader's phone.

    The phone holds exactly the listed forms: our list is never empty by mistake (an ended token gets
    403, a fault 5xx, and Collect then changes nothing). Sent forms stay on the phone, so that they can
    be corrected; Indonesian; sending starts by itself on any network.
    """
    return {
        "general": {
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "automatic_update": True,
            "periodic_form_updates_check": "every_six_hours",
            "autosend": "wifi_and_cellular",
            "delete_send": False,
            "hide_old_form_versions": True,
            "constraint_behavior": "on_swipe",
            "guidance_hint": "yes_collapsed",
            "app_language": "in",
            "analytics": False,
        },
        "admin": {"change_server": False},
        "project": {"name": project.name, "icon": project.icon, "color": project.colour},
    }


def encode_settings(settings: dict[str, Any]) -> str:
    """Answer the text of the QR code."""
    packed = zlib.compress(json.dumps(settings, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def decode_settings(text: str) -> dict[str, Any]:
    """Read what `encode_settings` wrote, as Collect does."""
    settings: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return settings


def qr_image(url: str, project: Project) -> segno.QRCode:
    """Answer the QR code that sets up ODK Collect for an address."""
    return segno.make(encode_settings(collect_settings(url, project)), error="l", micro=False)


def drawn(code: segno.QRCode) -> str:
    """Answer a QR code as a drawing a page can show, sharp at any size, with its white border."""
    return str(code.svg_data_uri(scale=6, border=4, light="#fff"))
