"""The QR code that sets up ODK Collect: settings as JSON, zlib, Base64. Pure.

Keys and format as ODK's documentation of Collect settings gives them; `general` and `admin` must exist
even when empty.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import segno

PROJECT_COLOUR = "#0b7285"


def collect_settings(server_url: str, project_name: str) -> dict[str, Any]:
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
        "project": {"name": project_name, "icon": "S", "color": PROJECT_COLOUR},
    }


def encode_settings(settings: dict[str, Any]) -> str:
    """Answer the text of the QR code."""
    packed = zlib.compress(json.dumps(settings, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def decode_settings(text: str) -> dict[str, Any]:
    """Read what `encode_settings` wrote, as Collect does."""
    settings: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return settings


def qr_image(url: str, project: str) -> segno.QRCode:
    """Answer the QR code that sets up ODK Collect for an address."""
    return segno.make(encode_settings(collect_settings(url, project)), error="l", micro=False)
