"""Merge: a profile is a fold of the log.

Comes in: submissions with their state, and decisions, asked from intake. Goes out: cells per (Posyandu,
field, period), values per subject, each explainable down to the submission. Three levels: facts of a
submission (derived, never stored), strands (what is kept of the facts of one form or subject in one
month, or for good), cells. Who may be the same person is compared by itself, and only suggested.
Tables: mention, strand, cell, subject, subject_question, subject_due, alarm_sign, portrait,
portrait_key, candidate. It must never change a submission, and the same functions that merge one
submission rebuild everything.
"""
