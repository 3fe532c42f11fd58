"""The functions a formula may call: those of ODK Collect (JavaRosa), and how many values they take."""

from __future__ import annotations

from typing import NamedTuple

MANY = 99


class Takes(NamedTuple):
    """How many values a function takes, and its shape for whoever gave another number."""

    least: int
    most: int
    shape: str

    def fits(self, given: int) -> bool:
        """Whether so many values are right."""
        return self.least <= given <= self.most


def _takes(shapes: str) -> dict[str, Takes]:
    """A line a function: its shape, with [optional] values and … for any number more."""
    found = {}
    for line in filter(None, map(str.strip, shapes.split("\n"))):
        name, _, inside = line.rstrip(")").partition("(")
        values = [value.strip() for value in inside.split(",") if value.strip()]
        endless = "…" in values
        least = sum(not value.startswith(("[", "…")) for value in values)
        found[name] = Takes(least, MANY if endless else len(values), line)
    return found


FUNCTIONS = _takes(
    """
    if(syarat, bila benar, bila salah)
    coalesce(nilai, pengganti)
    once(nilai)
    selected(jawaban, 'pilihan')
    is-selected(jawaban, 'pilihan')
    count-selected(jawaban)
    selected-at(jawaban, urutan)
    jr:choice-name(pilihan, '${pertanyaan}')
    jr:itext(kunci)
    count(daftar)
    count-non-empty(daftar)
    sum(daftar)
    max(nilai, …)
    min(nilai, …)
    indexed-repeat(${pertanyaan}, ${pengulangan}, urutan, …)
    position([..])
    pulldata('berkas', 'kolom hasil', 'kolom kunci', kunci)
    search('berkas', …)
    instance('daftar')
    current()
    string-length([teks])
    substr(teks, awal, [akhir])
    substring-before(teks, tanda)
    substring-after(teks, tanda)
    contains(teks, bagian)
    starts-with(teks, awalan)
    ends-with(teks, akhiran)
    concat(nilai, …)
    join(pemisah, …)
    normalize-space([teks])
    translate(teks, dari, menjadi)
    string(nilai)
    regex(teks, 'pola')
    boolean-from-string(teks)
    number(nilai)
    int(angka)
    boolean(nilai)
    not(syarat)
    true()
    false()
    uuid([panjang])
    random()
    randomize(daftar, [benih])
    digest(teks, 'algoritma', ['sandi'])
    base64-decode(teks)
    extract-signed(teks, kunci)
    pow(angka, pangkat)
    log(angka)
    log10(angka)
    sqrt(angka)
    exp(angka)
    exp10(angka)
    sin(angka)
    cos(angka)
    tan(angka)
    asin(angka)
    acos(angka)
    atan(angka)
    atan2(y, x)
    pi()
    abs(angka)
    round(angka, [desimal])
    today()
    now()
    date(nilai)
    date-time(nilai)
    decimal-date-time(tanggal)
    decimal-time(waktu)
    format-date(tanggal, 'bentuk')
    format-date-time(tanggal, 'bentuk')
    property('nama')
    version()
    checklist(paling sedikit, paling banyak, …)
    weighted-checklist(paling sedikit, paling banyak, …)
    depend(nilai, …)
    area(titik)
    enclosed-area(titik)
    distance(titik, …)
    geofence(titik, wilayah)
    intersects(garis)
    """
)
# Of XPath 1.0, but not of Collect: what to write instead.
NOT_ON_PHONES = {
    "floor": "int()",
    "ceiling": "-int(-(…))",
    "substring": "substr()",
    "last": "count()",
    "id": "instance()",
    "lang": "property()",
    "local-name": "kolom name",
    "name": "kolom name",
    "namespace-uri": "kolom name",
    "decimal-date": "decimal-date-time()",
}
# Functions that are given all the answers of a repeat at once.
TAKE_MANY = frozenset(
    {
        "count",
        "count-non-empty",
        "sum",
        "max",
        "min",
        "join",
        "concat",
        "indexed-repeat",
        "position",
        "randomize",
        "checklist",
        "weighted-checklist",
        "area",
        "enclosed-area",
        "distance",
        "geofence",
        "depend",
        "boolean",
        "not",
    }
)
