"""Everything that is wrong with a form, at once, before pyxform sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from xlsform.checks.answers import check_answers, check_filters
from xlsform.checks.choices import check_choices, check_length, check_lists, check_unused
from xlsform.checks.cycles import check_cycles
from xlsform.checks.entities import check_entities, check_saved
from xlsform.checks.form import Form, form_of
from xlsform.checks.formulas import check_formulas
from xlsform.checks.identity import check_numbers, check_privacy
from xlsform.checks.labels import (
    check_choice_labels,
    check_constraint_messages,
    check_hints,
    check_labels,
    check_languages,
)
from xlsform.checks.layout import check_columns, check_sheets
from xlsform.checks.media import check_files, check_photos
from xlsform.checks.page import check_appearances, check_pages
from xlsform.checks.parameters import check_parameters
from xlsform.checks.references import check_bare_names, check_references, check_scope
from xlsform.checks.row import check_defaults, check_needless, check_triggers, check_truths
from xlsform.checks.structure import check_groups, check_names, check_types
from xlsform.field_map import field_uses
from xlsform.findings import Finding, in_reading_order
from xlsform.settings import read_settings
from xlsform.sheets import Workbook

# Nobody reads more of one kind, and a form of nonsense must not hold up the server.
MOST = 200

CHECKS: tuple[Callable[[Form], Iterator[Finding]], ...] = (
    check_columns,
    check_types,
    check_names,
    check_groups,
    check_lists,
    check_length,
    check_unused,
    check_choices,
    check_labels,
    check_hints,
    check_choice_labels,
    check_languages,
    check_constraint_messages,
    check_references,
    check_scope,
    check_bare_names,
    check_formulas,
    check_answers,
    check_filters,
    check_cycles,
    check_triggers,
    check_truths,
    check_needless,
    check_defaults,
    check_pages,
    check_appearances,
    check_files,
    check_entities,
    check_saved,
    check_photos,
    check_parameters,
    check_numbers,
    check_privacy,
)


def check(workbook: Workbook, known_media: Collection[str] = ()) -> list[Finding]:
    """All findings of a form whose blocks are expanded, in reading order; none when it is clean.

    `known_media` are the names of the files that will travel with the form (posyandu.csv); any
    other file the form asks for is an error. A workbook that is no form gives only that finding.
    """
    form = form_of(workbook, frozenset(known_media))
    layout = list(check_sheets(form))
    if not {"type", "name"} <= set(workbook.sheet("survey").columns) or not form.entries:
        return in_reading_order([*layout, *check_columns(form)])
    findings = [*layout, *(one for check_ in CHECKS for one in islice(check_(form), MOST))]
    mapped = islice(field_uses(workbook)[1], MOST)
    return in_reading_order([*findings, *read_settings(workbook)[1], *mapped])
