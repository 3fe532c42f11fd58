"""Reading form lists and manifests as Collect does: namespaces kept, every field a must."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from app.openrosa.documents import LIST, MANIFEST
from tests.integration.installation import Phone, Simpul


def path_of(url: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def entries(response: TestResponse, namespace: str, name: str) -> list[dict[str, str]]:
    """The entries of a list as Collect reads them."""
    assert response.status_code == 200
    assert "text/xml" in response.headers["Content-Type"]
    root = etree.fromstring(response.data)
    return [
        {etree.QName(child).localname: child.text or "" for child in entry}
        for entry in root.iter(f"{{{namespace}}}{name}")
    ]


def listed_forms(simpul: Simpul, phone: Phone, query: str = "") -> list[dict[str, str]]:
    """The form list a phone gets."""
    response = simpul.client().get(f"{phone.door}/formList{query}")
    return entries(response, LIST, "xform")


def manifest_of(client: FlaskClient, url: str) -> dict[str, dict[str, str]]:
    """The files of a manifest by name."""
    found = entries(client.get(path_of(url)), MANIFEST, "mediaFile")
    return {one["filename"]: one for one in found}
