"""What a form's answers mean for the profile, and what a new version would make of that. Pure.

The newest released version that asks a question says what its answers mean, whatever version they were
given on. A question no version asks any more keeps its last meaning: what a kader recorded stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlsform.field_map import FieldUse

Force = Mapping[str, FieldUse]  # by path

STRICTNESS = ("umum", "identitas", "spesifik")
AGGREGATES = frozenset({"sum", "count"})

# What changes: where an answer goes, how it is read, and of a field its rule, unit, scope and privacy.
MAPPED, READ, ASKED_NO_MORE = "isian", "jenis", "pertanyaan"
OF_FIELDS = {"rule": "aturan", "unit": "satuan", "scope": "cakupan", "privacy": "kerahasiaan"}


@dataclass(frozen=True, slots=True)
class FieldState:
    """A field of the profile as merging and screens know it."""

    rule: str
    unit: str
    scope: str
    privacy: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that will mean something else: of a question (`path`) or of a field itself."""

    what: str
    form_id: str
    path: str
    label: str
    before: str
    after: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would mean something else: the changes, and mapping and fields as they would be.

    `forms` are those whose answers fill, or would fill, any field whose values may change.
    """

    changes: tuple[Change, ...]
    force: Mapping[str, Force]  # by form, only of forms that change
    fields: Mapping[str, FieldState]  # of the fields whose values may change
    forms: tuple[str, ...]

    @property
    def changes_values(self) -> bool:
        """Answer whether values that stand in profiles may become others."""
        return bool(self.fields)


def in_force(newest_first: Iterable[Iterable[FieldUse]]) -> dict[str, FieldUse]:
    """Answer what each question's answers mean, from a form's released versions."""
    found: dict[str, FieldUse] = {}
    for uses in newest_first:
        for use in uses:
            found.setdefault(use.path, use)
    return found


def meanings(own: Iterable[FieldUse], force: Force) -> tuple[FieldUse, ...]:
    """Answer what a version's answers mean today; where they stand, and the words, are its own."""
    return tuple(
        replace(force.get(use.path, use), repeat=use.repeat, label=use.label) for use in own
    )


def as_shown(own: Iterable[FieldUse], mapping: Iterable[FieldUse]) -> tuple[FieldUse, ...]:
    """Answer a version's questions as pages show them: as asked, with the fields they fill today.

    They are as private as the strictest of the two versions says.
    """
    return tuple(
        replace(one, fields=now.fields, privacy=max(one.privacy, now.privacy, key=STRICTNESS.index))
        for one, now in zip(own, mapping, strict=True)
    )


def names_of(use: FieldUse) -> tuple[str, ...]:
    """Answer the fields a question's answers go to."""
    return tuple(field for field, _rule in use.fields)


def fields_of(force: Force) -> frozenset[str]:
    """Answer the fields a form's answers go to."""
    return frozenset(name for use in force.values() for name in names_of(use))


def changed_questions(
    form_id: str, force: Force, uses: Sequence[FieldUse], asked: Iterable[FieldUse] = ()
) -> Iterator[Change]:
    """Answer the questions whose answers would go elsewhere or be read otherwise.

    `asked` are the questions of the version phones have now: those the new one drops are told too.
    """
    for use in uses:
        was = force.get(use.path)
        if was is None:
            continue
        before, after = names_of(was), names_of(use)
        both = tuple(dict.fromkeys((*before, *after)))
        if before != after:
            told = (" ".join(before), " ".join(after), both)
            yield Change(MAPPED, form_id, use.path, use.label or was.label, *told)
        elif before and was.question_type != use.question_type:
            told = (was.question_type, use.question_type, both)
            yield Change(READ, form_id, use.path, use.label or was.label, *told)
    stay = {use.path for use in uses}
    for use in asked:
        if use.path not in stay and use.fields:
            told = (" ".join(names_of(use)), "", ())
            yield Change(ASKED_NO_MORE, form_id, use.path, use.label, *told)


def changed_fields(
    was: Mapping[str, FieldState], will: Mapping[str, FieldState]
) -> Iterator[Change]:
    """Answer what changes of fields that values stand in."""
    for field in sorted(was.keys() & will.keys()):
        for name, what in OF_FIELDS.items():
            before, after = getattr(was[field], name), getattr(will[field], name)
            if before != after:
                yield Change(what, "", "", field, before, after, (field,))


def plan_of(
    changes: Iterable[Change],
    now: Mapping[str, Force],
    will: Mapping[str, Force],
    fields: Mapping[str, FieldState],
) -> Plan:
    """Answer a plan: `now` and `will` are every form's mapping, `fields` all fields as they would be."""
    told = tuple(changes)
    touched = frozenset(name for change in told for name in change.fields)
    reach = {form_id: fields_of(force) for form_id, force in now.items()}
    for form_id, force in will.items():
        reach[form_id] = reach.get(form_id, frozenset()) | fields_of(force)
    return Plan(
        changes=told,
        force={form_id: force for form_id, force in will.items() if force != now.get(form_id)},
        fields={name: fields[name] for name in sorted(touched)},
        forms=tuple(sorted(one for one, names in reach.items() if names & touched)),
    )


def states_after(
    known: Mapping[str, FieldState], uses: Iterable[FieldUse], subjek: str | None
) -> dict[str, FieldState]:
    """Answer the profile's fields as a version's release leaves them.

    A field is as private as the most private question that ever wrote it.
    """
    found = dict(known)
    for use in uses:
        for name, rule in use.fields:
            scope = "posyandu" if rule in AGGREGATES else subjek or "posyandu"
            was = found.get(name) or FieldState(rule, use.unit, scope, use.privacy)
            privacy = max(was.privacy, use.privacy, key=STRICTNESS.index)
            where = was.scope if was.rule == rule else scope
            found[name] = FieldState(rule, use.unit, where, privacy)
    return found
