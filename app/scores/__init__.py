"""Scores: what the numbers told of people and houses mean. Pure, but for reading the tables.

Comes in: merged values of one subject, visit by visit. Goes out: outcomes, each with its class, the
values it comes from and the cut-off it was judged by, with version. Tables: none; `forms/ambang.md`
holds every cut-off, `forms/skor.md` which function judges which fields, `forms/tiap_laporan.md` what one
report works out to, `forms/hitungan.md` what is counted. It must never hold a number of its own, nor
call a screening result a diagnosis.
"""
