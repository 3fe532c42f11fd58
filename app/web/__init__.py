"""What every page and door shares: the guard, the error writers, the frame around pages.

Comes in: a request. Goes out: who asks (`g.person`, `g.device`), `here` (area and period of the page),
and one answer per problem and protocol. No tables. A route that does not say who may call it is
denied.
"""
