"""What every stage stands on: the database session, the vault that seals, the store of files.

Comes in: settings. Goes out: `db` and `transaction` (database.py), `vault` (vault.py), `files`
(files.py), bound to an app by the factory. No tables of its own; it must never know a stage.
"""
