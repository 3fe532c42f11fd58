"""The demo's drawings: real PNG, small, the same for the same dice, and marked as no photos."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from random import Random

import pytest

from app.demo.dice import dice
from app.demo.pictures import SIGNATURE, Board
from app.demo.scenes import HEIGHT, WIDTH, building, dwelling, gathering, lane, register

LARGEST = 40_000  # bytes
SCENES = [building, dwelling, gathering, lane, register]


def chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG, each with a right checksum."""
    assert png.startswith(SIGNATURE)
    found, place = {}, len(SIGNATURE)
    while place < len(png):
        size = struct.unpack(">I", png[place : place + 4])[0]
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        assert struct.unpack(">I", png[place + 8 + size :][:4])[0] == zlib.crc32(kind + data)
        found[kind] = data
        place += 12 + size
    return found


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_a_small_png(scene: Callable[[Random], bytes]) -> None:
    for number in range(5):
        png = scene(dice(number))
        parts = chunks(png)
        assert len(png) < LARGEST
        assert struct.unpack(">II", parts[b"IHDR"][:8]) == (WIDTH, HEIGHT)
        assert len(parts[b"PLTE"]) <= 3 * 256
        assert len(zlib.decompress(parts[b"IDAT"])) == (WIDTH + 1) * HEIGHT
        assert b"peragaan" in parts[b"tEXt"]


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_dice_draw_the_same(scene: Callable[[Random], bytes]) -> None:
    assert scene(dice(1)) == scene(dice(1))
    assert len({scene(dice(number)) for number in range(8)}) == 8


def test_what_is_drawn_outside_the_board_is_cut() -> None:
    board = Board(4, 3)
    board.box(-5, -5, 50, 50, (9, 9, 9))
    board.oval(0, 0, 1, 1, (1, 2, 3))
    rows = zlib.decompress(chunks(board.png())[b"IDAT"])
    assert rows == b"\x00\x01\x00\x00\x00" + b"\x00\x00\x00\x00\x00" * 2
