"""Exchange: other servers, ODK Central and KoboToolbox, as they are entered, published to and read.

Comes in: released versions as packages, an operator's servers and their credentials. Goes out: plans and
their steps, forms, media and lists there; clients by which intake pulls and review sends decisions back;
signed webhooks. Tables: target, target_act, publication, publication_version, publish_plan,
publish_part, publish_step. It must never send a credential to another host than its own, nor a list
of persons to a server that does not filter it by user.
"""
