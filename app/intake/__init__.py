"""Intake: whatever knocks, once, and safe before it is answered.

Comes in: OpenRosa posts, webhook hints, pulls. Goes out: submissions with their state, and the log of
decisions, for merge to ask for. Tables: submission, attachment, quarantine, decision. It must never
call merge, never throw away what a kader recorded, and never answer 201 before the commit.
"""
