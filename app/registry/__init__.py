"""Who and what we know: bidang, OPD, wilayah, Posyandu, kader, deadlines.

Comes in: the Kemendagri codes under forms/wilayah, and what admins enter. Goes out: names, areas and
deadlines every stage asks for. Tables: opd, wilayah, posyandu, posyandu_alias, registry_event, kader,
rollout, legal_text, import_run, holiday, deadline. It must never hold an answer of a form, and a code is
never used again for another place.
"""
