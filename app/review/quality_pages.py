"""What pages and documents say of quality: rules and findings in words. Pure."""

from __future__ import annotations

from app.review.quality_rules import RULES, SEVERITIES, Rule
from app.review.quality_words import number_words

KINDS = {
    "kiriman": "satu kiriman",
    "sasaran": "kunjungan satu orang",
    "nik": "kiriman dengan NIK yang sama",
    "bulan": "satu Posyandu dalam satu bulan dan tiga bulan sebelumnya",
    "hari": "kiriman satu kader dalam satu hari",
}


def rules_document() -> str:
    """Answer docs/kualitas.md: every rule with what it reads, its thresholds, and what to do."""
    head = (
        "# Aturan mutu data\n\n"
        "Dibuat dari tabel aturan dengan `flask quality rules`. Temuan adalah pertanyaan, bukan "
        "tuduhan: tidak ada kiriman yang ditolak karenanya. Setiap aturan dapat dimatikan dan ambangnya "
        "diubah di halaman Mutu data, Aturan.\n"
    )
    return head + "".join(_section(RULES[code]) for code in sorted(RULES, key=_place))


def _place(code: str) -> tuple[int, str]:
    return SEVERITIES.index(RULES[code].severity), RULES[code].title


def _section(rule: Rule) -> str:
    limits = "; ".join(f"{one.label}: {number_words(one.default)}" for one in rule.limits.values())
    return (
        f"\n## {rule.title}\n\n"
        f"`{rule.code}`, {rule.severity}. Dinilai bersama: {KINDS[rule.kind]}.\n\n"
        f"- Membaca: {rule.reads}.\n"
        f"- Artinya: {rule.meaning}\n"
        f"- Yang perlu dilakukan: {rule.cure}\n"
        f"- Ambang: {limits or 'tidak ada'}.\n"
    )
