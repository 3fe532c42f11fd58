"""Design: from a workbook to a form version that never changes again.

Comes in: XLSForms, from the library under forms/ or uploaded. Goes out: findings, and released versions:
(form_id, version) -> the same bytes for ever, with its schema. What answers mean for the profile is the
newest version's word; a plan tells what a release would make of that. Before a release stand what it
changes in words, a second officer where a bidang wants one, and a typed yes where older answers break.
Tables: form, form_version, form_file, profile_field, review_policy, form_effect, second_officer,
draft_review, release_plan, answer_count, manuscript, manuscript_file. It must never alter a released
version nor know who downloads it.
"""
