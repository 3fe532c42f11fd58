"""What a line of a workbook would change, and the index by which lines find Posyandu. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.registry.succession import order_of
from app.secretariat.known import Place, plain
from app.secretariat.sheets import Line

KINDS = ("baru", "berubah", "tetap", "bermasalah")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one line: its kind, what it is about, and the values it says."""

    line: Line
    kind: str
    key: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def counted(self) -> str:
        """Answer the kind it is counted under: a line with an error is in trouble, whatever it says."""
        return "bermasalah" if self.line.broken else self.kind


def kind_of(says: Mapping[str, Any], stands: Mapping[str, Any]) -> str:
    """Answer `tetap` where everything said stands already, else `berubah`."""
    return "tetap" if all(stands.get(name) == value for name, value in says.items()) else "berubah"


class Index:
    """The Posyandu there are and those the workbook adds, by code and by name within a desa."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Take those there are."""
        self.by_code: dict[str, Place] = {}
        self.orders: dict[str, int] = {}
        self._by_desa: defaultdict[str, list[Place]] = defaultdict(list)
        self._troubled: set[tuple[str, str]] = set()
        for place in places:
            self._take(place)

    def add(self, place: Place) -> None:
        """Take one the workbook names; what was known of it gives way."""
        known = self.by_code.get(place.code)
        if known:
            self._by_desa[known.desa].remove(known)
        self._take(place)

    def add_troubled(self, code: str, name: str, desa: str) -> None:
        """Take a line in trouble: what names its Posyandu is not told to be lost as well."""
        self._troubled |= {("kode", code)} if code else set()
        self._troubled.add(("nama", plain(name)) if name else ("desa", desa))

    def is_troubled(self, code: str, name: str, desa: str) -> bool:
        """Answer whether a Posyandu may be one whose own line is in trouble."""
        keys = {("kode", code), ("nama", plain(name)), ("desa", desa)}
        return bool({key for key in keys if key[1]} & self._troubled)

    def _take(self, place: Place) -> None:
        desa = place.code.rpartition(".")[0]
        self.by_code[place.code] = place
        self._by_desa[place.desa].append(place)
        self.orders[desa] = max(self.orders.get(desa, 0), order_of(place.code))

    def places_in(self, desa: str) -> list[Place]:
        """Answer the Posyandu of a desa, by code."""
        return sorted(self._by_desa.get(desa, ()), key=lambda place: place.code)

    def named(self, name: str, desa: str) -> list[Place]:
        """Answer the Posyandu of a name, in one desa or (empty) in any."""
        places = self._by_desa.get(desa, ()) if desa else self.by_code.values()
        wanted = plain(name)
        exact = [place for place in places if plain(place.name) == wanted]
        return exact or [
            place for place in places if wanted in {plain(alias) for alias in place.aliases}
        ]
