"""The OpenRosa wire: XML in (envelope, answers) and XML out (lists, manifests, messages).

Comes in: bytes and a form's schema. Goes out: `Envelope`, decoded answers, response documents. Pure:
no table, no request, no clock. It must never decide what a submission means.
Contract: OpenRosa 1.0 form list, manifest and submission APIs; behaviour as ODK Collect expects it.
"""
