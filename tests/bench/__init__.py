"""Benches: our server against a bare baseline, in the same run, on the same machine.

`make bench` or `python -m tests.bench [--seconds N] [--clients N] [--database sqlite|postgresql|both]`
prints one Markdown table that ends with the ratios. A bench never fails for being slow: absolute
numbers are the machine's, ratios are ours.
"""
