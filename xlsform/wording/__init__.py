"""What the library says of a form, in Bahasa Indonesia and in English: one entry a kind of finding.

A check names a code and the words that change; the sentences stand here, so that both languages
are read, compared and corrected in one place. A code whose sheet varies is written `*.word`.
"""
