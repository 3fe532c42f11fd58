"""The demo's "photos": drawings of a house on the river, of an opening day, of a register's page.

Each says PERAGAAN, so that none is taken for a photo of a real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.demo.pictures import Board, Colour, mix

WIDTH, HEIGHT = 640, 400
WHITE: Colour = (250, 248, 242)
INK: Colour = (38, 42, 54)


@dataclass(frozen=True, slots=True)
class Light:
    """The colours of an hour: sky from above to the horizon, sun, hills, and what stands in front."""

    sky: tuple[Colour, ...]
    sun: Colour
    hill: Colour
    ground: Colour
    leaf: Colour
    wall: Colour
    roof: Colour


LIGHTS = (
    Light(
        ((58, 76, 140), (222, 130, 128), (252, 200, 128)),
        *((255, 233, 178), (104, 92, 128), (74, 78, 72), (52, 84, 66), (128, 92, 80), (82, 54, 66)),
    ),
    Light(
        ((110, 178, 220), (190, 222, 232), (246, 238, 206)),
        *((255, 246, 206), (124, 160, 150), (150, 168, 104), (70, 126, 84)),
        *((222, 196, 150), (166, 82, 62)),
    ),
    Light(
        ((96, 164, 214), (160, 206, 232), (218, 238, 240)),
        *((255, 252, 230), (104, 150, 136), (138, 172, 96), (56, 118, 76)),
        *((142, 190, 190), (70, 96, 130)),
    ),
    Light(
        ((54, 48, 98), (168, 84, 118), (246, 150, 92)),
        *((255, 206, 130), (82, 64, 104), (60, 56, 62), (42, 62, 60), (104, 74, 74), (60, 40, 54)),
    ),
    Light(
        ((126, 150, 172), (176, 194, 204), (222, 226, 220)),
        *((238, 238, 226), (122, 142, 146), (132, 152, 110), (78, 112, 88)),
        *((206, 186, 164), (110, 100, 104)),
    ),
)


def building(rng: Random) -> bytes:
    """Answer a PNG of a Posyandu on the river bank."""
    board, light = Board(WIDTH, HEIGHT), rng.choice(LIGHTS)
    horizon = rng.randint(206, 232)
    _sky(board, light, horizon, rng)
    _river(board, light, horizon, rng)
    _bank(board, light, rng)
    _house(board, light, rng.randint(190, 330), rng.randint(300, 322), rng.uniform(0.95, 1.2))
    _palms(board, light, rng)
    return _signed(board)


def dwelling(rng: Random) -> bytes:
    """Answer a PNG of somebody's house on stilts."""
    board, light, _horizon = _outside(rng, (196, 214), 0.4)
    _house(board, light, rng.randint(150, 280), rng.randint(306, 318), rng.uniform(1.1, 1.4), None)
    return _signed(board)


def lane(rng: Random) -> bytes:
    """Answer a PNG of a lane with holes after rain."""
    board, light, horizon = _outside(rng, (176, 196), 0.5, grassy=True)
    earth, middle = mix(light.ground, (150, 128, 104), 0.6), rng.randint(290, 350)
    board.slope(horizon, HEIGHT, (middle - 12, middle + 12), (90, 560), earth)
    for _ in range(rng.randint(5, 8)):
        y = rng.randint(horizon + 30, HEIGHT - 26)
        near = (y - horizon) / (HEIGHT - horizon)
        x, wide = middle + rng.uniform(-150, 150) * near, rng.uniform(26, 60) * near
        board.oval(x, y, wide + 4, wide * 0.28 + 2, mix(earth, INK, 0.35))
        board.oval(x, y, wide, wide * 0.28, mix(light.sky[2], earth, 0.3))
    return _signed(board)


def gathering(rng: Random) -> bytes:
    """Answer a PNG of an opening day: people in front of a Posyandu."""
    board, light, _horizon = _outside(rng, (180, 200), 0.5)
    _house(board, light, rng.randint(120, 250), 300, 1.35)
    for place in range(rng.randint(5, 9)):
        _person(board, 60 + place * 66 + rng.randint(-14, 14), 380 - rng.randint(0, 34), rng)
    return _signed(board)


def register(rng: Random) -> bytes:
    """Answer a PNG of a written page of a register, lying on a table."""
    board = Board(WIDTH, HEIGHT)
    wood = rng.choice(((124, 88, 62), (150, 112, 78), (96, 74, 66)))
    board.shade(0, HEIGHT, (wood, mix(wood, INK, 0.35)))
    for y in range(30, HEIGHT, 46):
        board.box(0, y, WIDTH, y + 1, mix(wood, INK, 0.3))
    lean = rng.randint(-14, 14)
    board.slope(
        24,
        392,
        (72 + lean + 8, 590 + lean + 8),
        (60 - lean + 8, 600 - lean + 8),
        mix(wood, INK, 0.5),
    )
    board.slope(16, 384, (72 + lean, 590 + lean), (60 - lean, 600 - lean), WHITE)
    _rules(board, lean, rng)
    pen = rng.choice(((36, 62, 140), (44, 44, 52), (150, 44, 52)))
    for step in range(120):
        x, y = 470 + step + lean, 250 + step // 2
        board.oval(x, y, 5, 5, pen if step > 14 else INK)
    return _signed(board)


def _outside(
    rng: Random, between: tuple[int, int], bare: float, *, grassy: bool = False
) -> tuple[Board, Light, int]:
    """Begin a picture by day: sky, land and trees; `bare` of the far land is earth, 0 to 1."""
    board, light = Board(WIDTH, HEIGHT), rng.choice(LIGHTS[1:3] + LIGHTS[4:])
    horizon = rng.randint(*between)
    _sky(board, light, horizon, rng)
    near = light.leaf if grassy else light.ground
    board.shade(horizon, HEIGHT, (mix(light.leaf, light.ground, bare), near))
    _trees(board, light, horizon, rng)
    return board, light, horizon


def _sky(board: Board, light: Light, horizon: int, rng: Random) -> None:
    board.shade(0, horizon, light.sky)
    x, y = rng.randint(90, 550), rng.randint(70, horizon - 50)
    for size, share in ((64, 0.12), (50, 0.24), (38, 0.42)):
        near = light.sky[1] if y < horizon / 2 else light.sky[2]
        board.oval(x, y, size, size, mix(near, light.sun, share))
    board.oval(x, y, 27, 27, light.sun)
    for _ in range(rng.randint(2, 4)):
        _cloud(
            board, mix(light.sky[1], WHITE, 0.45), rng.randint(30, 610), rng.randint(30, 110), rng
        )
    for shade in (0.35, 0.0):
        colour = mix(light.hill, light.sky[2], shade)
        for _ in range(4):
            wide, high = rng.randint(110, 210), rng.randint(22, 50) + round(shade * 40)
            board.oval(rng.randint(0, WIDTH), horizon, wide, high, colour)


def _cloud(board: Board, colour: Colour, x: int, y: int, rng: Random) -> None:
    for step in range(3):
        board.oval(
            x + step * 22, y - (step % 2) * 5, rng.randint(20, 32), rng.randint(5, 9), colour
        )


def _river(board: Board, light: Light, horizon: int, rng: Random) -> None:
    deep = mix(light.sky[0], light.hill, 0.45)
    board.shade(horizon, HEIGHT, (mix(light.sky[2], light.hill, 0.35), deep))
    for _ in range(42):
        y = rng.randint(horizon + 4, HEIGHT - 70)
        x, reach = rng.randint(0, WIDTH), rng.randint(8, 12 + (y - horizon) // 2)
        board.box(
            x - reach, y, x + reach, y + 1 + (y - horizon) // 70, mix(light.sky[2], deep, 0.35)
        )
    _boat(board, rng.randint(60, 580), horizon + rng.randint(22, 44), light)


def _boat(board: Board, x: int, y: int, light: Light) -> None:
    dark = mix(light.hill, INK, 0.7)
    board.slope(y, y + 8, (x - 44, x + 44), (x - 30, x + 32), dark)
    board.slope(y - 12, y, (x - 12, x + 16), (x - 16, x + 20), mix(light.roof, INK, 0.3))
    board.oval(x + 30, y - 8, 3, 3, dark)
    board.box(x + 28, y - 6, x + 33, y, dark)


def _bank(board: Board, light: Light, rng: Random) -> None:
    for _ in range(5):
        x, wide = rng.randint(0, WIDTH), rng.randint(160, 280)
        board.oval(x, HEIGHT + 10, wide, rng.randint(62, 92), light.ground)
    board.oval(WIDTH / 2, HEIGHT + 40, WIDTH * 0.8, 92, mix(light.ground, INK, 0.12))


def _house(
    board: Board, light: Light, x: int, floor: int, size: float, sign: str | None = "POSYANDU"
) -> None:
    """A house on posts, its stairs to the right; `floor` is the row of its floor."""
    wide, high = round(170 * size), round(72 * size)
    post = mix(light.wall, INK, 0.55)
    for step in range(6):
        left = x + step * (wide - 8) // 5
        board.box(left, floor, left + 8, floor + round(40 * size), post)
    board.box(x, floor - high, x + wide, floor, light.wall)
    for y in range(floor - high + 9, floor, 12):
        board.box(x, y, x + wide, y + 1, mix(light.wall, INK, 0.16))
    board.box(x - 10, floor, x + wide + 26, floor + 6, mix(light.wall, INK, 0.4))
    top = floor - high - round(54 * size)
    middle = x + wide / 2
    board.slope(
        top, floor - high + 6, (middle - 34, middle + 34), (x - 26, x + wide + 26), light.roof
    )
    board.box(middle - 34, top - 4, middle + 34, top, mix(light.roof, INK, 0.35))
    _openings(board, light, x, floor, size)
    if sign:
        left, edge = x + wide // 2 - 66, floor - high - 24
        board.box(left, edge, left + 132, edge + 24, WHITE)
        board.text(sign, left + 18, edge + 5, 2, (24, 110, 110))
    for step in range(5):
        y = floor + 4 + step * round(8 * size)
        board.box(x + wide + 2 + step * 7, y, x + wide + 30 + step * 7, y + 5, post)


def _openings(board: Board, light: Light, x: int, floor: int, size: float) -> None:
    dark, warm = mix(light.wall, INK, 0.7), mix(light.sun, (255, 190, 90), 0.5)
    high, wide = round(44 * size), round(26 * size)
    for place in (20, 118):
        left, top = x + round(place * size), floor - round(56 * size)
        board.box(left - 3, top - 3, left + wide + 3, top + round(30 * size) + 3, dark)
        board.box(left, top, left + wide, top + round(30 * size), warm)
        board.box(left + wide // 2 - 1, top, left + wide // 2 + 1, top + round(30 * size), dark)
    door = x + round(72 * size)
    board.box(door, floor - high, door + wide, floor, dark)


def _palms(board: Board, light: Light, rng: Random) -> None:
    for x in (rng.randint(30, 110), rng.randint(540, 610)):
        foot, top = rng.randint(352, 380), rng.randint(170, 220)
        trunk = mix(light.leaf, INK, 0.5)
        lean = rng.randint(-18, 18)
        board.slope(top, foot, (x + lean - 3, x + lean + 3), (x - 6, x + 6), trunk)
        for across, down in (
            (-34, 10),
            (34, 10),
            (-24, -12),
            (24, -12),
            (0, -20),
            (-40, 26),
            (40, 26),
        ):
            board.oval(x + lean + across * 0.6, top + down * 0.8, 26, 7, light.leaf)
        for across in (-6, 5):
            board.oval(x + lean + across, top + 7, 5, 5, mix(light.roof, INK, 0.2))


def _trees(board: Board, light: Light, horizon: int, rng: Random) -> None:
    for _ in range(rng.randint(4, 7)):
        x, size = rng.randint(0, WIDTH), rng.randint(26, 48)
        board.box(x - 4, horizon - 6, x + 4, horizon + 34, mix(light.leaf, INK, 0.5))
        board.oval(x, horizon - 26, size, size * 0.9, mix(light.leaf, INK, rng.uniform(0, 0.25)))


CLOTHES = (
    (196, 72, 86),
    (52, 120, 150),
    (232, 170, 70),
    (96, 84, 150),
    (74, 140, 96),
    (214, 120, 150),
)
SKIN = ((150, 104, 78), (176, 126, 96), (132, 92, 70))


def _person(board: Board, x: int, foot: int, rng: Random) -> None:
    size = rng.choice((1.0, 1.0, 1.0, 0.62))
    cloth, skin = rng.choice(CLOTHES), rng.choice(SKIN)
    head, body = foot - round(76 * size), foot - round(60 * size)
    veiled = rng.random() < 0.6
    if veiled:
        board.oval(x, head + 4 * size, 15 * size, 18 * size, rng.choice(CLOTHES))
    board.oval(x, head + size, 10 * size, 11 * size, skin)
    if not veiled:
        board.oval(x, head - 5 * size, 10 * size, 6 * size, INK)
    board.slope(body, foot, (x - 12 * size, x + 12 * size), (x - 22 * size, x + 22 * size), cloth)
    board.box(x - 22 * size, foot - 2, x + 22 * size, foot, mix(cloth, INK, 0.4))


def _rules(board: Board, lean: int, rng: Random) -> None:
    """Ruled lines, columns, and marks like handwriting."""
    line, ink = (176, 196, 214), rng.choice(((34, 52, 120), (40, 42, 58), (30, 70, 84)))
    columns = (96, 140, 300, 370, 440, 510, 568)
    for row, y in enumerate(range(58, 372, 22)):
        shift = lean * (200 - y) / 200
        board.box(84 + shift, y, 578 + shift, y + 1, line)
        if row and rng.random() < 0.92:
            for column in columns[:-1]:
                _scrawl(board, column + shift + 8, y - 6, 110 if column == 140 else 30, ink, rng)
    for column in columns:
        for y in range(40, 366):
            board.line(
                y, column + lean * (200 - y) / 200, column + lean * (200 - y) / 200 + 1, line
            )
    board.text("POSYANDU", round(260 + lean), 24, 2, ink)


def _scrawl(board: Board, x: float, y: int, room: int, ink: Colour, rng: Random) -> None:
    end = x + rng.randint(room // 2, room)
    while x < end:
        high, wide = rng.choice((3, 4, 4, 8)), rng.randint(2, 6)
        board.box(x, y - high, x + 2, y, ink)
        if wide > 4:
            board.box(x, y - rng.randint(0, high), x + wide, y, ink)
        x += wide + rng.choice((2, 2, 3, 7))


def _signed(board: Board) -> bytes:
    board.text("PERAGAAN", WIDTH - 108, HEIGHT - 24, 2, (24, 24, 30))
    board.text("PERAGAAN", WIDTH - 109, HEIGHT - 25, 2, (250, 248, 242))
    return board.png()
