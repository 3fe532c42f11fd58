"""From an XLSForm to an XForm: a pure library that knows no Flask and no database.

Comes in: the bytes of a workbook (`workbook`), shared blocks and lists (`blocks`).
Goes out: everything that is wrong with it, in the author's words (`check`), and, when nothing
is, immutable XForm bytes with their hash, schema and field map (`compile`).
It never reads a file, never opens a connection, never raises for a mistake of the author:
mistakes are `Finding`s. The one exception is `WorkbookError`, for a file that is no workbook.
"""
