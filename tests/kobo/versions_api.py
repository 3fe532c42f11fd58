"""The versions of a form as kpi keeps them: rows by name, their words in a list by language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.kobo.forms import Content
from tests.kobo.projects import Project
from tests.kobo.wire import Answer, Request, Stop, as_answer

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

_TRANSLATED = ("label", "hint", "constraint_message", "required_message", "guidance_hint")


def version(_kobo: KoboStandIn, _request: Request, project: Project, version_uid: str) -> Answer:
    """Answer one version with its content; 404 where there is none."""
    content = project.versions.get(version_uid)
    if content is None:
        raise Stop(404, "Not found.")
    deployed = version_uid == project.deployed_version_uid
    return as_answer(
        {
            "version_id": version_uid,
            "date_deployed": f"{project.deployed_at:%Y-%m-%dT%H:%M:%SZ}" if deployed else None,
            "content": as_kpi_keeps_it(content),
        }
    )


def as_kpi_keeps_it(content: Content) -> dict[str, Any]:
    """Answer sheets in the shape formpack expands them to."""
    rows = [*content["survey"], *content.get("choices", [])]
    found = [key.partition("::")[2] for row in rows for key in row if "::" in key]
    languages: list[str | None] = [*dict.fromkeys(found)] or [None]
    return {
        "schema": "1",
        "survey": [_question(row, languages) for row in content["survey"]],
        "choices": [
            _row(row, languages) | {"$autovalue": row.get("name")}
            for row in content.get("choices", [])
        ],
        "settings": dict((content.get("settings") or [{}])[0]),
        "translated": ["label"],
        "translations": languages,
    }


def _question(row: dict[str, Any], languages: list[Any]) -> dict[str, Any]:
    found = _row(row, languages) | {"$kuid": f"k{abs(hash(row.get('name'))):x}"[:9]}
    name, (kind, _, source) = row.get("name"), str(row.get("type", "")).partition(" ")
    if name:
        found |= {"name": name, "$autoname": name, "$xpath": name}
    if source and kind in {"select_one", "select_multiple"}:
        found |= {"type": kind, "select_from_list_name": source}
    elif source and kind.endswith("_from_file"):
        found |= {"type": kind, "file": source}
    return found


def _row(row: dict[str, Any], languages: list[Any]) -> dict[str, Any]:
    kept = {key: value for key, value in row.items() if key.partition("::")[0] not in _TRANSLATED}
    for column in _TRANSLATED:
        words = [row.get(f"{column}::{one}" if one else column) for one in languages]
        if any(words):
            kept[column] = words
    return kept
