"""The checks, one subject a file; each is a function from a `Form` to findings.

They look at the whole form and report everything at once, where pyxform stops at the first
mistake. They never change the form, and never judge what only a running form can show.
"""
