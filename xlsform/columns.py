"""The columns of each sheet: which exist, what else they are called, which are our own."""

from __future__ import annotations

TRANSLATED = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "big-image",
        "audio",
        "video",
    }
)
MEDIA_COLUMNS = frozenset({"image", "big-image", "audio", "video"})

# Columns that only Simpul reads. pyxform, Collect, Central and Kobo never see them.
OWN_SURVEY = frozenset({"profile_field", "merge_rule", "unit", "privacy"})
OWN_SETTINGS = frozenset({"bidang", "frekuensi", "tenggat", "subjek"})
OWN = {"survey": OWN_SURVEY, "settings": OWN_SETTINGS}

_SURVEY = (
    TRANSLATED
    | OWN_SURVEY
    | {
        "type",
        "name",
        "required",
        "readonly",
        "relevant",
        "constraint",
        "calculation",
        "default",
        "appearance",
        "choice_filter",
        "parameters",
        "repeat_count",
        "trigger",
        "autoplay",
        "save_to",
        "disabled",
        "rows",
        "compact_tag",
        "no_app_error_string",
        "sms_field",
        "sms_option",
    }
)
_SETTINGS = OWN_SETTINGS | {
    "form_title",
    "form_id",
    "version",
    "default_language",
    "instance_name",
    "instance_id",
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "client_editable",
    "style",
    "name",
    "namespaces",
    "allow_choice_duplicates",
    "clean_text_values",
    "omit_instanceid",
    "prefix",
    "delimiter",
    "sms_keyword",
    "sms_separator",
    "flat",
    "add_none_option",
}
_ENTITIES = frozenset(
    {"list_name", "dataset", "entity_id", "create_if", "update_if", "label", "repeat"}
)
KNOWN: dict[str, frozenset[str]] = {
    "survey": _SURVEY,
    "choices": TRANSLATED | {"list_name", "name"},
    "settings": _SETTINGS,
    "entities": _ENTITIES,
    "external_choices": TRANSLATED | {"list_name", "name"},
    "osm": TRANSLATED | {"list_name", "name"},
}

_SURVEY_ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "read_only": "readonly",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "noapperrorstring": "no_app_error_string",
}
_LIST_ALIASES = {"caption": "label", "value": "name"}
ALIASES: dict[str, dict[str, str]] = {
    "survey": _SURVEY_ALIASES,
    "choices": _LIST_ALIASES,
    "external_choices": _LIST_ALIASES,
    "osm": _LIST_ALIASES,
    "settings": {
        "title": "form_title",
        "set_form_title": "form_title",
        "id_string": "form_id",
        "set_form_id": "form_id",
    },
}
# What the form language calls otherwise than a lower-case word (pyxform reads it exactly so).
_EXACT = {"omit_instanceid": "omit_instanceID"}
# `bind::...` and its like go through to the XForm as they are.
_OPEN = {"survey": frozenset({"bind", "body", "control", "instance"}), "settings": {"attribute"}}


def canonical_column(sheet: str, header: str) -> str:
    """The header under its usual name; one that the sheet does not know only trimmed."""
    trimmed = " ".join(header.split())
    base, *rest = (part.strip() for part in trimmed.split("::"))
    if base.lower() == "media" and rest:
        base, *rest = rest
    word = "_".join(base.split()).lower()
    word = ALIASES.get(sheet, {}).get(word, word)
    if word not in KNOWN.get(sheet, frozenset()) and word not in _OPEN.get(sheet, frozenset()):
        return trimmed
    return "::".join([_EXACT.get(word, word), *rest])


def is_known_column(sheet: str, column: str) -> bool:
    """Whether a sheet gives this (canonical) column a meaning, in any language."""
    base, _, rest = column.partition("::")
    if base in _OPEN.get(sheet, frozenset()):
        return True
    if rest and base not in TRANSLATED:
        return False
    return base.lower() in KNOWN.get(sheet, frozenset())


def language_of(column: str) -> str | None:
    """The language of `label::Bahasa Indonesia (id)`; None for a column without one."""
    base, _, language = column.partition("::")
    return language if language and base in TRANSLATED else None
