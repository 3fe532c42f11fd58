"""Design: from a workbook to a form version that never changes again.

Comes in: XLSForms, from the library under forms/ or uploaded. Goes out: findings, and released versions:
(form_id, version) -> the same bytes for ever, with schema and field map. Tables: form, form_version,
profile_field, review_policy. It must never alter a released version nor know who downloads it.
"""
