"""The calls about webhooks, as one more part of who may call what."""

from __future__ import annotations

import secrets


def webhook_calls() -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about webhooks: one is added, the others are about one that is not there."""
    home, one = "/pengaturan/webhook", "/pengaturan/webhook/999999"
    address, kinds = "https://penerima.kukarkab.go.id/simpul", ["form.released"]
    typed = {"nama": secrets.token_hex(4), "alamat": address, "peristiwa": kinds}
    acts = {"test": "uji", "switch": "keadaan", "renew": "rahasia", "remove": "hapus"}
    return {
        "webhooks.listing": ("GET", home, {}),
        "webhooks.add": ("POST", home, dict(typed)),
        "webhooks.one": ("GET", one, {}),
        "webhooks.change": ("POST", one, dict(typed)),
        "webhooks.replay": ("POST", f"{one}/ulang", {"sejak": "2026-11-01T08:00"}),
        **{f"webhooks.{name}": ("POST", f"{one}/{path}", {}) for name, path in acts.items()},
    }
