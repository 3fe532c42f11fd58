"""A small drawing board and its PNG: flat colours, filled shapes, block letters. Pure bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from math import sqrt

Colour = tuple[int, int, int]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
LETTERS = {  # rows of 5 dots, from the top
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "D": "11110 10001 10001 10001 10001 10001 11110",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "G": "01110 10001 10000 10111 10001 10001 01110",
    "N": "10001 11001 10101 10101 10011 10001 10001",
    "O": "01110 10001 10001 10001 10001 10001 01110",
    "P": "11110 10001 10001 11110 10000 10000 10000",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "S": "01111 10000 10000 01110 00001 00001 11110",
    "U": "10001 10001 10001 10001 10001 10001 01110",
    "Y": "10001 10001 01010 00100 00100 00100 00100",
    " ": "00000 00000 00000 00000 00000 00000 00000",
}


class Board:
    """A board of at most 256 colours, drawn back to front; (0, 0) is the upper left."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._rows = [bytearray(width) for _ in range(height)]
        self._palette: dict[Colour, int] = {}

    def _ink(self, colour: Colour) -> bytes:
        number = self._palette.setdefault(colour, len(self._palette))
        return bytes([number])

    def line(self, y: int, left: float, right: float, colour: Colour) -> None:
        """Fill one row from left up to right; what lies outside the board is cut."""
        start, end = max(0, round(left)), min(self.width, round(right))
        if 0 <= y < self.height and start < end:
            self._rows[y][start:end] = self._ink(colour) * (end - start)

    def box(self, left: float, top: int, right: float, bottom: int, colour: Colour) -> None:
        """Fill a rectangle."""
        for y in range(top, bottom):
            self.line(y, left, right, colour)

    def oval(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        """Fill an ellipse around a middle, with its half axes."""
        for row in range(max(0, round(y - down)), min(self.height, round(y + down) + 1)):
            reach = across * sqrt(max(0.0, 1 - ((row - y) / down) ** 2))
            self.line(row, x - reach, x + reach, colour)

    def slope(
        self, top: int, bottom: int, above: Sequence[float], below: Sequence[float], colour: Colour
    ) -> None:
        """Fill between two rows, from (left, right) at the top to (left, right) at the bottom."""
        for y in range(top, bottom):
            part = (y - top) / max(1, bottom - top - 1)
            left = above[0] + (below[0] - above[0]) * part
            right = above[1] + (below[1] - above[1]) * part
            self.line(y, left, right, colour)

    def shade(self, top: int, bottom: int, colours: Sequence[Colour]) -> None:
        """Fill whole rows with colours running from first to last, in 48 steps between two."""
        steps = 48 * (len(colours) - 1)
        for y in range(top, bottom):
            step = round((y - top) / max(1, bottom - top - 1) * steps)
            number = min(step // 48, len(colours) - 2)
            colour = mix(colours[number], colours[number + 1], step / 48 - number)
            self.line(y, 0, self.width, colour)

    def text(self, words: str, left: int, top: int, dot: int, colour: Colour) -> None:
        """Write block letters of five by seven dots; only those of LETTERS."""
        for place, letter in enumerate(words):
            for down, row in enumerate(LETTERS[letter].split()):
                for across, mark in enumerate(row):
                    if mark == "1":
                        x, y = left + (place * 6 + across) * dot, top + down * dot
                        self.box(x, y, x + dot, y + dot, colour)

    def png(self) -> bytes:
        """Answer the picture as PNG."""
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        palette = b"".join(bytes(colour) for colour in self._palette)
        rows = zlib.compress(b"".join(b"\x00" + bytes(row) for row in self._rows), 6)
        note = b"Comment\x00Gambar peragaan Simpul, bukan foto"
        chunks = (
            (b"IHDR", head),
            (b"PLTE", palette),
            (b"tEXt", note),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
        return SIGNATURE + b"".join(_chunks(chunks))


def _chunks(parts: Iterable[tuple[bytes, bytes]]) -> Iterable[bytes]:
    for kind, data in parts:
        yield struct.pack(">I", len(data)) + kind + data
        yield struct.pack(">I", zlib.crc32(kind + data))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Answer a colour between two; share 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
