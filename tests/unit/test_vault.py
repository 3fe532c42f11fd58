"""The vault: what it seals opens in its own place only, packed or not."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extensions.vault import WORTH_PACKING, Keys, Sealed, Vault


def bound(*key_ids: int) -> Vault:
    vault = Vault()
    sealing = {key_id: secrets.token_bytes(32) for key_id in key_ids}
    vault.bind(Keys(max(key_ids), sealing, secrets.token_bytes(32), "session"))
    return vault


@given(st.binary(max_size=3 * WORTH_PACKING))
def test_what_is_sealed_opens_to_the_same_bytes(plain: bytes) -> None:
    vault = bound(1)
    assert vault.unseal(vault.seal(plain, "xml:1"), "xml:1") == plain


def test_answers_are_kept_in_less_than_half_their_size() -> None:
    plain = b"<jumlah>12</jumlah><kendala>tidak ada</kendala>" * 40
    assert len(bound(1).seal(plain, "xml:1")) < len(plain) / 2


def test_a_blob_moved_to_another_row_does_not_open() -> None:
    vault = bound(1)
    with pytest.raises(Sealed):
        vault.unseal(vault.seal(b"x" * 500, "xml:1"), "xml:2")


@pytest.mark.parametrize("place", [0, 1, 5, -1])
def test_a_changed_byte_does_not_open(place: int) -> None:
    vault = bound(1)
    blob = bytearray(vault.seal(b"x" * 500, "xml:1"))
    blob[place] ^= 0xFF
    with pytest.raises(Sealed):
        vault.unseal(bytes(blob), "xml:1")


def test_what_an_older_key_sealed_still_opens() -> None:
    vault = bound(1, 2)
    old = Vault()
    old.bind(Keys(1, vault.keys.sealing, vault.keys.matching, "session"))
    assert vault.unseal(old.seal(b"lama", "xml:1"), "xml:1") == b"lama"
