"""The page that carries ODK Web Forms: to fill, to correct, or to try a form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from flask import Response, current_app, make_response, render_template

from app.web.form_engine import FOLDER
from app.web.headers import FORM_POLICY, FRAMED_FORM_POLICY

# What the page loads of ours.
OWN_FILES = (
    "palette.css",
    "isi/form.css",
    *(f"isi/{name}.js" for name in ("keep", "send", "offline", "photo", "words", "drafts", "form")),
)
# What the preview beside the editor loads: nothing is kept or sent there.
PREVIEW_FILES = (
    "palette.css",
    "isi/form.css",
    *(f"isi/{name}.js" for name in ("photo", "words", "preview")),
)


@dataclass(frozen=True, slots=True)
class FormPage:
    """What the page's script must know.

    `source` is the address above `<version>/xform` and `<version>/media/<name>`; `mode` is `isi`,
    `perbaiki` or `coba`; `edits` the instanceID a correction replaces; `back` where it leads;
    `sends` where what is filled to try a form may be sent.
    """

    mode: str
    form_id: str
    version: str
    title: str
    source: str
    back: str
    account: int
    username: str
    edits: str = ""
    sends: str = ""


def show_form(page: FormPage) -> Response:
    """Answer the page, with the policy the engine needs."""
    response = make_response(render_template("form_page.html", page=asdict(page), files=OWN_FILES))
    response.headers["Content-Security-Policy"] = FORM_POLICY
    return response


def show_preview(source: str, username: str) -> Response:
    """Answer the page that shows a form as it is being written; `source` is where its media lie."""
    page = render_template(
        "form_preview.html", source=source, username=username, files=PREVIEW_FILES
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAMED_FORM_POLICY
    return response


def engine_files() -> tuple[str, ...]:
    """Answer the engine's files that every form needs, for a browser to keep before it is offline."""
    return _engine_files(Path(current_app.static_folder or ""))


@cache
def _engine_files(static: Path) -> tuple[str, ...]:
    found = sorted((static / "vendor" / FOLDER).glob("*.js"))
    return tuple(
        str(file.relative_to(static)) for file in found if not file.name.startswith("map-")
    )
