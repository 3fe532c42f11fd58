"""The baseline: what a Flask handler costs that only keeps a submission, and nothing more.

It reads the multipart body, parses the XML for its instanceID, and does one INSERT and one durable
commit, on the engine settings of the product (SQLite: WAL, synchronous=FULL). A photo goes into the
same row. Run as a process of its own: `python -m tests.bench.bare URL PORT THREADS`.
"""

from __future__ import annotations

import sys

import waitress
from flask import Flask, Response, request
from lxml import etree
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, create_engine, insert

from app.extensions.database import engine_options, prepare_engine
from app.web.http_server import quiet_queue

XML_PART = "xml_submission_file"
THANKS = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n"
    b'<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    b'<message nature="submit_success">diterima</message></OpenRosaResponse>'
)
kept = Table(
    "kept",
    MetaData(),
    Column("instance_id", String(120), primary_key=True),
    Column("xml", LargeBinary),
    Column("photo", LargeBinary),
)


def create_bare(url: str) -> Flask:
    """Make the bare app on a database."""
    app = Flask(__name__)
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    kept.metadata.create_all(engine)

    @app.post("/k/<token>/submission")
    def keep(token: str) -> Response:
        xml = request.files[XML_PART].read()
        photo = next(
            (part.read() for name, part in request.files.items() if name != XML_PART), None
        )
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        instance_id = root.findtext("meta/instanceID")
        with engine.begin() as connection:
            row = {"instance_id": instance_id, "xml": xml, "photo": photo}
            connection.execute(insert(kept), row)
        return Response(THANKS, 201, content_type="text/xml; charset=utf-8")

    return app


def main() -> None:
    """Serve until told to stop."""
    url, port, threads = sys.argv[1:]
    quiet_queue()  # as ours
    waitress.serve(
        create_bare(url), host="127.0.0.1", port=int(port), threads=int(threads), _quiet=True
    )


if __name__ == "__main__":
    main()
