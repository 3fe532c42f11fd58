"""The rules of data quality, as one table: what each asks, why, and what to do about it.

A rule is data beside a named pure function: a severity, the words that teach, the forms and fields it
reads, and thresholds an installation may change. Nothing here forbids anything: a finding is a question
to a person. `docs/kualitas.md` is made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.review import quality_checks as checks
from app.review import quality_groups as groups
from app.review.quality_checks import Group, Limits, Seen
from app.review.quality_reading import HEIGHT, WEIGHT, Number
from app.review.quality_words import WORDS

SERIOUS, MEDIUM, LIGHT = "berat", "sedang", "ringan"
SEVERITIES = (SERIOUS, MEDIUM, LIGHT)

# What is judged together.
SUBMISSION, SUBJECT, SAME_NIK, MONTH, DAY = "kiriman", "sasaran", "nik", "bulan", "hari"
MONTHS_BACK = 3  # a Posyandu's month is judged with so many months before it


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold an installation may change: how people call it, and within which bounds."""

    label: str
    default: Number
    least: Number
    most: Number


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what is judged together, how grave it is, its thresholds, what it reads, its function."""

    code: str
    kind: str
    severity: str
    limits: Mapping[str, Limit]
    reads: str
    fields: frozenset[str]
    check: Callable[[Group, Limits], Iterable[Seen]]

    @property
    def title(self) -> str:
        """Answer its name as a sentence's beginning."""
        return WORDS[self.code].title

    @property
    def meaning(self) -> str:
        """Answer what it means, for who has to judge it."""
        return WORDS[self.code].meaning

    @property
    def cure(self) -> str:
        """Answer what the officer and the kader should do."""
        return WORDS[self.code].cure


@dataclass(frozen=True, slots=True)
class Setting:
    """How an installation uses a rule."""

    enabled: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw, with the rule's code and the group it was seen in."""

    rule: str
    group: str
    seen: Seen


Settings = Mapping[str, Setting]


def _fields(parts: Iterable[checks.Part]) -> frozenset[str]:
    return frozenset(name for part in parts for name in (*part.parts, *part.whole))


_NONE: frozenset[str] = frozenset()
_TABLE = (
    Rule(
        "lahir_setelah_kunjungan",
        SUBMISSION,
        SERIOUS,
        {},
        "Semua formulir perorangan: tanggal lahir dan tanggal kegiatan",
        _NONE,
        checks.born_after_visit,
    ),
    Rule(
        "tanggal_masa_depan",
        SUBMISSION,
        SERIOUS,
        {},
        "Semua formulir: tanggal kegiatan atau periode, dan waktu diterima server",
        _NONE,
        checks.in_the_future,
    ),
    Rule(
        "skdn_tidak_runtut",
        SUBMISSION,
        SERIOUS,
        {},
        "Laporan bulanan Kesehatan: S, K, D, N, 2T, BGM",
        _fields(checks.SKDN),
        checks.skdn_out_of_order,
    ),
    Rule(
        "bagian_melebihi_semua",
        SUBMISSION,
        MEDIUM,
        {},
        "Enam laporan bulanan: pasangan bagian dan keseluruhan",
        _fields(checks.WHOLES),
        checks.part_above_whole,
    ),
    Rule(
        "semua_nol",
        SUBMISSION,
        MEDIUM,
        {"angka": Limit("Paling sedikit isian angka", 6, 1, 100)},
        "Enam laporan bulanan: status pelaksanaan dan semua isian angka",
        _NONE,
        checks.nothing_but_zero,
    ),
    Rule(
        "isi_terlalu_cepat",
        SUBMISSION,
        LIGHT,
        {
            "jawaban": Limit("Paling sedikit jawaban", 15, 5, 200),
            "detik_per_jawaban": Limit("Detik untuk tiap jawaban", 1, 0.1, 30),
        },
        "Semua formulir: waktu mulai dan selesai menurut ponsel; perbaikan tidak dinilai",
        _NONE,
        checks.filled_too_fast,
    ),
    Rule(
        "berat_berubah",
        SUBJECT,
        SERIOUS,
        {
            "turun_persen": Limit("Turun sedikitnya (persen)", 20, 5, 90),
            "naik_kg": Limit("Naik lebih dari (kg sebulan)", 3, 1, 20),
        },
        "Kunjungan balita: berat badan pada dua kunjungan berurutan",
        frozenset({WEIGHT}),
        groups.weight_changed,
    ),
    Rule(
        "tinggi_turun",
        SUBJECT,
        MEDIUM,
        {"turun_cm": Limit("Turun lebih dari (cm)", 1, 0.5, 30)},
        "Kunjungan balita: panjang atau tinggi badan pada dua kunjungan berurutan",
        frozenset({HEIGHT}),
        groups.height_fell,
    ),
    Rule(
        "dilayani_setelah_meninggal",
        SUBJECT,
        SERIOUS,
        {},
        "Semua formulir perorangan: keadaan warga dan tanggal kegiatan",
        _NONE,
        groups.served_after_death,
    ),
    Rule(
        "nik_kembar",
        SAME_NIK,
        SERIOUS,
        {},
        "Semua formulir perorangan: NIK, nama, tanggal lahir",
        _NONE,
        groups.nik_of_several,
    ),
    Rule(
        "ditimbang_beda_laporan",
        MONTH,
        MEDIUM,
        {
            "selisih_anak": Limit("Selisih yang dibiarkan (anak)", 2, 0, 100),
            "selisih_persen": Limit("Selisih yang dibiarkan (persen dari D)", 10, 0, 100),
            "tercatat_persen": Limit(
                "Tercatat satu per satu sedikitnya (persen dari D)", 50, 1, 100
            ),
        },
        "Laporan bulanan Kesehatan: D; Kunjungan balita: berat badan",
        frozenset({*groups.WEIGHED, WEIGHT}),
        groups.typed_against_counted,
    ),
    Rule(
        "sama_bulan_lalu",
        MONTH,
        MEDIUM,
        {"angka": Limit("Paling sedikit angka bukan nol", 8, 3, 100)},
        "Enam laporan bulanan: semua angka milik bulan itu",
        _NONE,
        groups.copied_report,
    ),
    Rule(
        "angka_bulat",
        MONTH,
        LIGHT,
        {
            "timbangan": Limit("Paling sedikit penimbangan dalam empat bulan", 30, 10, 1000),
            "indeks": Limit("Indeks (100 berarti wajar, 500 semua bulat)", 300, 150, 500),
        },
        "Kunjungan balita: angka terakhir berat badan",
        frozenset({WEIGHT}),
        groups.round_weights,
    ),
    Rule(
        "lokasi_jauh",
        MONTH,
        MEDIUM,
        {
            "jarak_km": Limit("Lebih jauh dari (kilometer)", 20, 3, 500),
            "titik": Limit("Paling sedikit titik lokasi dalam empat bulan", 5, 3, 100),
        },
        "Semua formulir: titik lokasi (GPS)",
        _NONE,
        groups.far_away,
    ),
    Rule(
        "kiriman_beruntun",
        DAY,
        MEDIUM,
        {
            "kiriman": Limit("Sedikitnya sekian formulir", 15, 3, 500),
            "menit": Limit("Dalam sekian menit", 10, 1, 240),
        },
        "Semua formulir satu kader: waktu mulai mengisi menurut ponsel",
        _NONE,
        groups.many_at_once,
    ),
)
RULES: Mapping[str, Rule] = {rule.code: rule for rule in _TABLE}
# The fields whose numbers readings keep: what some rule names, and nothing else.
FIELDS: frozenset[str] = frozenset().union(*(rule.fields for rule in _TABLE))


def default_settings() -> dict[str, Setting]:
    """Answer every rule as it is delivered: on, with its own thresholds."""
    return {
        rule.code: Setting(True, {name: one.default for name, one in rule.limits.items()})
        for rule in _TABLE
    }


def findings_of(group: Group, settings: Settings) -> list[Finding]:
    """Answer what the rules in force see in a group."""
    return [
        Finding(rule.code, group.name, seen)
        for rule in _TABLE
        if rule.kind == group.kind and settings[rule.code].enabled
        for seen in rule.check(group, settings[rule.code].limits)
    ]
