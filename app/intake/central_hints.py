"""What central-webhook says of a Central, as a hint where to look. Pure.

It calls from inside the transaction that writes: what it tells of may not be there yet, or never be. Its
body names neither project nor form, but for a new submission it holds the XML, whose root does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from app.intake.webhooks import NOTHING, Hint, as_instance_id, xml_hint

# Of sasaran there; those are ours to write, so nothing is to be pulled.
_OF_ENTITIES = "entity."
_FORM_ID = re.compile(r"[^\s\x00-\x1f]{1,64}")


def central_hint(body: bytes) -> Hint | None:
    """Read central-webhook's body; None when it is about no submission, NOTHING where unreadable."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return NOTHING
    if not isinstance(said, dict):
        return NOTHING
    if str(said.get("type") or "").startswith(_OF_ENTITIES):
        return None
    data = said.get("data")
    xml = data.get("xml") if isinstance(data, Mapping) else None
    inside = xml_hint(xml.encode(), _FORM_ID) if isinstance(xml, str) else NOTHING
    return Hint(None, as_instance_id(said.get("id")) or inside.instance_id, inside.asset_uid)
