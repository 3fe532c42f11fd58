"""Publish: released forms go out to phones, and to other servers later.

Comes in: released versions, lists of places, a phone's token. Goes out: form list, XForm, manifest,
media, QR settings; clients of other servers. Tables: target, publication. It must never serve other
bytes for a version than were released, nor send a phone anything outside its area.
"""
