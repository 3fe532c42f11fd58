"""Design: from a workbook to a form version that never changes again.

Comes in: XLSForms, from the library under forms/ or uploaded. Goes out: findings, and released versions:
(form_id, version) -> the same bytes for ever, with its schema. What answers mean for the profile is the
newest version's word; a plan tells what a release would make of that. Tables: form, form_version,
profile_field, review_policy, form_effect, manuscript, manuscript_file. It must never alter a
released version nor know who downloads it.
"""
