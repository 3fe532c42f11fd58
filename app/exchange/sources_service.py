"""Opening a form of another server, whatever kind of server it is."""

from __future__ import annotations

from app.exchange.central_source_client import CentralSource
from app.exchange.kobo_source_client import KoboSource
from app.exchange.models import Publication, Target
from app.exchange.remote_rows import Source
from app.exchange.service import central_client_of, kobo_client_of
from app.problems import Problem


def open_source(target: Target, publication: Publication) -> Source:
    """Answer a form of a target; raise Problem where its kind is one nothing is pulled from."""
    if target.kind == "kobo":
        return KoboSource(kobo_client_of(target), publication.remote_id)
    if target.kind == "central":
        return CentralSource(central_client_of(target), publication.remote_id)
    raise Problem("publish.no_pulling", target=target.name)
