"""Review: a person decides what a rule cannot.

Comes in: submissions awaiting a decision, cells in conflict. Goes out: decisions appended to the log
through intake, and cells settled again through merge. No table of its own yet. It must never change a
submission's answers, and a decision is never edited, only followed by another.
"""
