"""Review: a person decides what a rule cannot.

Comes in: submissions awaiting a decision, cells in conflict, signs that must not wait, and for quality
whatever was merged anew.
Goes out: decisions appended to the log through intake, cells settled again through merge, findings of
quality. Tables: quality_reading, quality_finding (derived); quality_check, quality_setting (a log);
bulk_act, bulk_sample (accepting many at once, after what was looked at); referral,
referral_step (what one bidang hands to another, or the server to one because it must not wait).
It must never change a submission's answers, and a decision is never edited, only followed by another.
"""
