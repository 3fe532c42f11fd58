"""Report: what officials read.

Comes in: cells, submissions' heads, deadlines. Goes out: start page, month grid, Posyandu profiles,
sources of values. No tables. It must never compute a value merge has not settled, nor show what a
grant does not reach.
"""
