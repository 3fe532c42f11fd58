"""Who a form says it is about: what its answers tell of a person, family, house or asset. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.merge.fold import PERSON
from app.merge.likeness import Traits
from app.merge.names import mother_named_in, standard_name
from app.merge.numbers import fits, valid_nik, valid_no_kk

NIK = "orang/nik"
NO_KK = "orang/no_kk"
NAME = "orang/nama"
BIRTH = "orang/tanggal_lahir"
ESTIMATED = "orang/tanggal_lahir_perkiraan"
SEX = "orang/jenis_kelamin"
MOTHER = "nama_ibu"  # in whichever group a form asks it
# What names a subject that is no person, by the last part of its question's path.
KEYS: Mapping[str, str] = {
    "keluarga": "no_kk",
    "rumah": "kode_rumah",
    "sarana": "kode_sarana",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a form says of who or what it is about; each part may be missing.

    `number` is what one subject alone has: a person's NIK, a family's No KK, the code of a house or
    asset. `family` is No KK, name and birth date as one text, when all three are there.
    """

    number: str | None
    family: str | None
    traits: Traits
    named: bool  # whether the answers name anybody at all


def identity_from(document: Mapping[str, Any], kind: str = PERSON) -> Identity:
    """Answer the identity the answers of a form about such a subject give."""
    if kind != PERSON:
        return _of_thing(document, kind)
    traits = _traits(document)
    name = standard_name(traits.name)
    whole = bool(traits.no_kk and name and traits.birth)
    return Identity(
        number=traits.nik if traits.own_nik else None,
        family=f"{traits.no_kk}|{name}|{traits.birth}" if whole else None,
        traits=traits,
        named=bool(_text(document, NIK) or traits.name.strip()),
    )


def _of_thing(document: Mapping[str, Any], kind: str) -> Identity:
    told = _answer(document, KEYS[kind])
    number = valid_no_kk(told) if kind == "keluarga" else "".join(told.upper().split()) or None
    return Identity(number, None, Traits(), named=number is not None)


def _traits(document: Mapping[str, Any]) -> Traits:
    nik, birth = valid_nik(_text(document, NIK)) or "", _text(document, BIRTH)[:10]
    return Traits(
        name=_text(document, NAME),
        birth=birth,
        estimated=_text(document, ESTIMATED) == "ya",
        sex=_text(document, SEX),
        mother=_answer(document, MOTHER) or mother_named_in(_text(document, NAME)),
        nik=nik,
        no_kk=valid_no_kk(_text(document, NO_KK)) or "",
        own_nik=bool(nik) and fits(nik, birth),
    )


def _text(document: Mapping[str, Any], path: str) -> str:
    value = document.get(path)
    return value.strip() if isinstance(value, str) else ""


def _answer(document: Mapping[str, Any], name: str) -> str:
    """Answer the first answer to a question of this name, in whichever group it stands."""
    paths = (path for path in document if path.rpartition("/")[2] == name)
    return next((text for path in paths if (text := _text(document, path))), "")
