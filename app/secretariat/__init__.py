"""The secretariat's desk: keeping the registry of a real kabupaten.

Comes in: workbooks of Posyandu, kader, OPD and accounts, and what an admin changes by hand. Goes out:
registry rows with their history, grants and phones that follow, jobs that place submissions anew.
It stands right of the stages, because one act touches several of them; the tables are the registry's and
the accounts'. It must never change a submission itself, and never use a code again.
"""
