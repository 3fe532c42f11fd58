"""Labelled pairs: invented people told of again and again by kader who err, and who is who.

Written apart from the matcher: it knows how people write, not how the matcher reads. `python -m
tests.matching` prints the table of docs/pencocokan.md.
"""
