"""A form before ODK Validate: what phones would not open, we refuse."""

from __future__ import annotations

import jpype
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from tests.collect.validate import odk_validate
from tests.corpus.rounds import FORM_NAME
from xlsform.workbook import Workbook, write_xlsx


def validated(workbook: Workbook) -> list[str] | None:
    """What Validate says of a form; None where pyxform makes none of it."""
    try:
        source = write_xlsx(workbook)
        xform = convert(source, file_type=".xlsx", form_name=FORM_NAME, warnings=[]).xform
    except (PyXFormError, AttributeError, LookupError, TypeError, ValueError):
        return None
    try:
        return odk_validate(xform.encode())
    except jpype.JException as fell:  # over brackets too deep for its stack
        return [str(fell)]
