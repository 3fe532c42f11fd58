"""Who may do what: accounts of people, grants, phones, and the log of reads that must be answerable.

Comes in: names, passwords, tokens. Goes out: `Access` (what a person reaches) and `Device` (what a phone
reaches). Tables: user_account, account_grant, device, access_log. Default is deny; passwords only as
argon2, tokens only as hashes. It must never know what a form asks.
"""
