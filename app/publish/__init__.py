"""Publish: released forms go out to phones and browsers.

Comes in: released versions, lists of places, a phone's token. Goes out: form list, XForm, manifest,
media, QR settings, printed sheets of devices. Tables: none of its own. It must never serve other bytes
for a version than were released, nor send a phone anything outside its area.
"""
