"""When two names cannot be the same person's: cautious, for who is asked about it is a kader. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Written before many names, in many ways: it tells nobody apart.
FOREWORDS = frozenset("m md muh moh moch muhammad muhamad mohammad mohamad mochammad".split())
TITLES = frozenset("h hj an by bayi ny nn tn sdr".split())
SAME_SOUND = (
    *(("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("kh", "h"), ("ch", "h")),
    *(("q", "k"), ("th", "t"), ("dh", "d"), ("ts", "s"), ("z", "s"), ("v", "f"), ("x", "ks")),
)
VOWELS = re.compile(r"[aeiouhw]")
DOUBLE = re.compile(r"(.)\1+")


def name_words(name: str) -> list[str]:
    """Answer the words of a name as they sound, without forewords and titles where others are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    telling = [word for word in words if word not in FOREWORDS | TITLES and len(word) > 1]
    return [_sound(word) for word in telling or [_foreword(word) for word in words]]


def _foreword(word: str) -> str:
    return "muhammad" if word in FOREWORDS else word


def _sound(word: str) -> str:
    """Answer the consonants of a word, the ones that are written for each other as one."""
    for written, sound in SAME_SOUND:
        word = word.replace(written, sound)
    first = "j" if word[0] == "y" else word[0]
    return first + DOUBLE.sub(r"\1", VOWELS.sub("", word[1:].replace("y", "")))


def are_others(one: Sequence[str], other: Sequence[str]) -> bool:
    """Answer whether two names are of two people: the first word of neither stands in the other."""
    return bool(one and other) and one[0] not in other and other[0] not in one
