"""What never travels back to phones, told by the names of questions, properties and fields."""

from __future__ import annotations

import re

NIK = "NIK atau No KK"
TELEPHONE = "nomor telepon"
REPORTER = "identitas pelapor"
PSYCHOSOCIAL = "jawaban psikososial"

_TELEPHONE = frozenset({"hp", "telp", "telpon", "telepon", "ponsel", "wa", "whatsapp"})
# A count, or whether there is one at all, names nobody.
_COUNTED = frozenset({"jml", "jumlah", "banyak", "punya", "ada", "alasan", "tanpa"})
_PSYCHOSOCIAL = re.compile(
    r"psiko(sosial)?|srq|depresi|bunuh_diri|kekerasan|pelecehan|kdrt|odgj|"
    r"(kesehatan|gangguan|skrining)_jiwa"
)


def never_travels(name: str) -> str:
    """What a name stands for that no phone may receive, in words; an empty text if it may."""
    plain = name.casefold().replace("-", "_").replace(".", "_")
    words = plain.split("_")
    if "pelapor" in words:
        return REPORTER
    if _PSYCHOSOCIAL.search(plain):
        return PSYCHOSOCIAL
    if _COUNTED.intersection(words):
        return ""
    if "nik" in words or {"nokk", "nonik"}.intersection(words) or _has_family_number(words):
        return NIK
    return TELEPHONE if _TELEPHONE.intersection(words) else ""


def _has_family_number(words: list[str]) -> bool:
    """`kk_...` alone is how forms name counts of families, so it takes `no_` to mean the number."""
    pairs = zip(words, words[1:], strict=False)
    return any(first in {"no", "nomor"} and second == "kk" for first, second in pairs)
