"""What pages and documents say of quality: rules and findings in words. Pure."""

from __future__ import annotations

from app.registry.words import number_words
from app.review.quality_rules import RULES, SEVERITIES, Rule

SEVERITY_NAMES = {"berat": "Berat", "sedang": "Sedang", "ringan": "Ringan"}
STATE_NAMES = {"terbuka": "Perlu diperiksa", "diperiksa": "Sudah diperiksa", "selesai": "Selesai"}
AGES = {"7": "Lebih dari 7 hari", "30": "Lebih dari 30 hari"}
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
    return head + "".join(_section(rule) for rule in in_order())


def in_order() -> list[Rule]:
    """Answer the rules, the gravest first, by title."""
    return sorted(RULES.values(), key=lambda rule: _place(rule.code))


def _place(code: str) -> tuple[int, str]:
    return SEVERITIES.index(RULES[code].severity), RULES[code].title


def _section(rule: Rule) -> str:
    """Answer one rule's part of the document."""
    limits = "; ".join(f"{one.label}: {number_words(one.default)}" for one in rule.limits.values())
    return (
        f"\n## {rule.title}\n\n"
        f"`{rule.code}`, {rule.severity}. Dinilai bersama: {KINDS[rule.kind]}.\n\n"
        f"- Membaca: {rule.reads}.\n"
        f"- Artinya: {rule.meaning}\n"
        f"- Yang perlu dilakukan: {rule.cure}\n"
        f"- Ambang: {limits or 'tidak ada'}.\n"
    )
