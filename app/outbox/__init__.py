"""Work that goes out or runs later: rows written in the transaction of what caused them.

Comes in: a kind of job and its payload. Goes out: claimed jobs, oldest due first, at least once. Table:
`job`. It must never know what a kind does (`app/jobs.py` maps kinds to functions), and a payload may
hold identifiers only, never an answer or a name.
"""
