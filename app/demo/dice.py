"""Chance with a seed: the same key always gives the same throws, whatever was thrown before."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID


def dice(*key: object) -> Random:
    """Answer fresh dice for a key, such as (seed, "balita", code)."""
    return Random("|".join(map(str, key)))  # noqa: S311 - invented data is not a secret


def about(rng: Random, mean: float, spread: float = 0.1) -> int:
    """Answer a whole number near a mean, never below 0; `spread` is a share of the mean."""
    return max(0, round(rng.gauss(mean, mean * spread)))


def part(rng: Random, whole: int, share: float, spread: float = 0.05) -> int:
    """Answer a part of a whole near a share of it, at least 0 and at most the whole."""
    return min(whole, max(0, round(whole * rng.gauss(share, spread))))


def often(rng: Random, likely: float) -> bool:
    """Answer yes with a likelihood from 0 to 1."""
    return rng.random() < likely


def few(rng: Random, likely: float, most: int = 2) -> int:
    """Answer 0 mostly, and with a likelihood a number from 1 to `most`."""
    return rng.randint(1, most) if often(rng, likely) else 0


def several(rng: Random, options: Sequence[str], least: int, most: int) -> str:
    """Answer some of the options in their own order, separated by spaces as forms hold them."""
    chosen = set(rng.sample(range(len(options)), rng.randint(least, most)))
    return " ".join(option for number, option in enumerate(options) if number in chosen)


def instance_id(rng: Random) -> str:
    """Answer an instanceID as Collect makes them."""
    return f"uuid:{UUID(int=rng.getrandbits(128), version=4)}"
