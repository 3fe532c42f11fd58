"""Work that goes out or runs later, and what others are told: rows written with what caused them.

Comes in: a kind of job and its payload; an event and its identifiers. Goes out: claimed jobs, oldest
due first, at least once; events in their order. Tables: `job`, `event`, `webhook`, `webhook_delivery`.
It must never know what a kind does (`app/jobs.py` maps kinds to functions), and a payload or an event
may hold identifiers only, never an answer or a name.
"""
