"""Two forms whose questions may fill any field of a pool, drafted and released in any mapping."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.design import service
from app.design.models import FormVersion
from app.design.releasing_service import release_version
from tests.integration.merge.installation import PLACES, Sent, Twin
from tests.integration.merge.lives import MONTHS, WORLD

# What each question is, and the fields (with rule) it may fill; the first of them as it begins.
MONTHLY = {
    "a": ("integer", ("kes.alih_a revision", "kes.alih_b revision", "kes.alih_j sum", "")),
    "b": ("integer", ("kes.alih_b revision", "kes.alih_j sum", "kes.alih_a revision")),
    "c": ("text", ("kes.alih_c agree", "", "kes.alih_d latest")),
    "d": ("text", ("kes.alih_d latest", "kes.alih_c agree", "kes.alih_e event")),
}
VISIT = {
    "p": (
        "decimal",
        ("kes.alih_p latest", "kes.alih_q latest", "kes.alih_p latest kes.alih_m min"),
    ),
    "q": ("decimal", ("kes.alih_q latest", "", "kes.alih_p latest")),
    "n": ("integer", ("kes.alih_n count", "kes.alih_s sum")),
}
FORMS = {"kes_alih": MONTHLY, "kes_alih_anak": VISIT}
Mapping_ = Mapping[str, str]  # question -> "field rule field rule"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A form's mapping: what each question it asks fills."""

    form_id: str
    questions: Mapping_

    def markdown(self, version: str) -> str:
        """The form as its author writes it."""
        rows = [_row(self.form_id, name, told) for name, told in sorted(self.questions.items())]
        visit = self.form_id == "kes_alih_anak"
        head = "| | include | kepala_kunjungan | | | | | |" if visit else _HEAD
        person = _PERSON if visit else ""
        subject = "orang" if visit else ""
        often = "kejadian" if visit else "bulanan"
        return "\n".join(
            filter(
                None,
                [
                    "| survey | type | name | label::Bahasa Indonesia (id) | profile_field "
                    "| merge_rule | unit | privacy | calculation |",
                    "| | end | end | | | | | |",
                    head,
                    person,
                    *rows,
                    "",
                    _PEOPLE if visit else "",
                    "| settings | form_id | form_title | version | bidang | frekuensi | tenggat "
                    "| subjek | default_language |",
                    f"| | {self.form_id} | Formulir alih | {version} | kesehatan | {often} "
                    f"| {'' if visit else '10'} | {subject} | Bahasa Indonesia (id) |",
                ],
            )
        ).replace("\n\n", "\n")


_HEAD = "| | include | kepala_bulanan | | | | | |"
# What the block of people asks of its form.
_PERSON = """| | calculate | lahir_dari | | | | | | 19000101 |
| | calculate | lahir_sampai | | | | | | 99991231 |
| | calculate | kelamin_saja | | | | | | '' |
| | include | orang | | | | | |"""
_PEOPLE = """| entities | list_name | label | entity_id | create_if | update_if |
| | orang | ${nama_daftar} | ${kode_orang} | ${pernah} = 'tidak' | ${pernah} = 'ya' |"""


def _row(form_id: str, name: str, told: str) -> str:
    kind = FORMS[form_id][name][0]
    words = told.split()
    fields, rules = " ".join(words[::2]), " ".join(words[1::2])
    return f"| | {kind} | {name} | Pertanyaan {name} | {fields} | {rules} | | spesifik |"


def as_begun(form_id: str) -> Meaning:
    """A form's questions as they begin."""
    return Meaning(form_id, {name: pool[0] for name, (_kind, pool) in FORMS[form_id].items()})


def another(dice: random.Random, form_id: str) -> Meaning:
    """A form's questions, some of them filling other fields; now and then one is asked no more."""
    begun = as_begun(form_id).questions
    told = dict(begun)
    while told.items() <= begun.items():
        told = _drawn(dice, form_id)
    return Meaning(form_id, told)


def _drawn(dice: random.Random, form_id: str) -> dict[str, str]:
    return {
        name: dice.choice(pool)
        for name, (_kind, pool) in FORMS[form_id].items()
        if dice.random() < 0.85
    }


def always(form_id: str, history: Sequence[Meaning]) -> Meaning:
    """What each question that was ever asked means in the end."""
    told: dict[str, str] = {}
    for meaning in history:
        told |= meaning.questions
    return Meaning(form_id, told)


def draft(twin: Twin, meaning: Meaning, version: str) -> FormVersion:
    """Upload a version."""
    with twin.inside():
        source = meaning.markdown(version).encode()
        checked = service.check_form(source, "uji.md", known=service.known_fields())
        assert checked.form is not None, [str(one) for one in checked.findings]
        return service.save_draft(checked, "penyusun")


def release(twin: Twin, meaning: Meaning, version: str) -> None:
    """Upload a version and release it."""
    draft(twin, meaning, version)
    with twin.inside():
        release_version(meaning.form_id, version, "penyusun", version)


@dataclass(frozen=True, slots=True)
class Filled(Sent):
    """A submission on a version of one of these forms."""

    version: str = ""

    def xml(self) -> bytes:
        """The submission as Collect writes it."""
        visit = self.form_id == "kes_alih_anak"
        when = "tanggal_kegiatan" if visit else "periode"
        groups = {
            "kepala": {"kode_posyandu": self.posyandu, when: self.day},
            "orang": {n[6:]: t for n, t in self.answers.items() if n.startswith("orang/")},
        }
        own = "".join(
            f"<{name}>{text}</{name}>" for name, text in self.answers.items() if "/" not in name
        )
        inside = "".join(
            f"<{group}>{''.join(f'<{n}>{t}</{n}>' for n, t in told.items())}</{group}>"
            for group, told in groups.items()
            if told
        )
        return (
            f'<data id="{self.form_id}" version="{self.version}">{inside}{own}'
            f"<end>{self.day}T10:00:00.000+08:00</end>"
            f"<meta><instanceID>{self.instance_id}</instanceID></meta></data>"
        ).encode()


def filled(
    dice: random.Random, number: int, versions: Mapping[str, str], form_id: str = ""
) -> Filled:
    """A submission of one of the forms, on the version phones had then."""
    form_id = form_id or dice.choice(tuple(FORMS))
    answers = {name: dice.choice("1234") for name in FORMS[form_id] if dice.random() < 0.9}
    if form_id == "kes_alih_anak":
        name, nik, family, born = WORLD.person(dice.randrange(3))
        answers |= {
            "orang/persetujuan": "ya",
            "orang/nama": name,
            "orang/nik": dice.choice((nik, "")),
            "orang/no_kk": family,
            "orang/tanggal_lahir": born,
            "orang/jenis_kelamin": "P",
        }
    day = f"{dice.choice(MONTHS)}-{dice.randint(1, 5):02d}"
    place = dice.choice(PLACES)
    told = (f"uuid:alih-{number}", form_id, place, day, answers)
    return Filled(*told, version=versions[form_id])
