"""Central: the REST and OData API of ODK Central, as pyodk, ruODK and Power Query call it.

Comes in: calls under /v1 by programs that act for an account. Goes out: JSON, tables, XML, CSV. It has
no table of its own: every act is one of a stage's services, with the rights of the web pages. It must
never read people's data in the clear without the right to unmask and a line in the access log, nor write
on a path of its own.
"""
