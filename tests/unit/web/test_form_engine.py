"""ODK Web Forms as we serve it: every text a kader can meet is Indonesian, and no version slips by."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from app.web import assets, form_engine
from app.web.form_engine import ENGINE_WORDS, MAP_WORDS, EngineChanged, replace

SERVED = assets.VENDOR / form_engine.FOLDER
# Where a template of the engine puts words: inside an element, as a text of its own, or as what is
# said of an element.
ELEMENT = re.compile(
    r'"(?:span|p|strong|label|h1|h2|dt|summary|div|button)", '
    r'(?:null|[\w$]+|\{[^{}\n]*\}), "([^"\\]*[A-Za-z][^"\\]*)"'
)
TEXT = re.compile(r'createTextVNode\("([^"]*[A-Za-z][^"]*)"')
SAID = re.compile(
    r'\b"?(?:label|title|alt|message|literal|placeholder|aria-label|default|placed)"?: '
    r'"([A-Z][^"\\]*[a-z][^"\\]*)"'
)
# Found by these patterns, and never shown to a kader: errors of parsers, and a part for developers.
UNSEEN = {
    "Quoted field unterminated",
    "Trailing quote on quoted field is malformed",
    "Unsupported appearance {",
    "} for the {",
}


def served(part: str) -> str:
    """One of the served files, by the first word of its name."""
    (file,) = SERVED.glob(f"{part}*.js")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["engine", "map"])
def test_no_text_of_the_engine_is_left_in_english(part: str) -> None:
    text = served(part)
    found = {
        words.strip()
        for pattern in (ELEMENT, TEXT, SAID)
        for words in pattern.findall(text)
        if words.strip()
    }
    ours = {words.strip() for _, words in (*ENGINE_WORDS, *MAP_WORDS)}
    assert len(found & ours) >= 20
    assert found - ours - UNSEEN == set()


def test_a_new_text_in_the_place_of_an_old_one_stops_the_build() -> None:
    with pytest.raises(EngineChanged, match="Send"):
        replace("index.js", 'label: "Submit"', ENGINE_WORDS[:1])
    with pytest.raises(EngineChanged, match="2 times"):
        replace("index.js", 'label: "Send", label: "Send"', ENGINE_WORDS[:1])
    assert replace("index.js", 'a label: "Send" b', ENGINE_WORDS[:1]) == 'a label: "Kirim" b'


def test_the_texts_are_of_the_version_that_is_locked() -> None:
    lock = json.loads((assets.ROOT / "package-lock.json").read_text())
    locked = lock["packages"]["node_modules/@getodk/web-forms"]["version"]
    assert locked == form_engine.VERSION


def test_every_seam_our_pages_reach_through_is_there() -> None:
    engine = served("engine")
    for seam in ("isi:instance", "restoreInstance({ data: [tA.editInstance.draft] }", "isi.shrink"):
        assert seam in engine


def test_the_parts_load_each_other_and_nothing_from_elsewhere() -> None:
    names = {file.name for file in SERVED.glob("*.js")}
    assert len(names) == 4
    imported = set()
    for name in names:
        text = (SERVED / name).read_text(encoding="utf-8")
        imported |= set(
            re.findall(
                r'(?:^import .* from|export .* from|await import\() ?"(.+?)"', text, re.MULTILINE
            )
        )
        assert "@font-face" not in text
    assert {f"./{name}" for name in names} - imported == {"./index.js"}
    assert "new OSM" not in served("map")
    assert "layers: []" in served("map")


def test_each_part_is_packed_once_when_assets_are_made() -> None:
    for file in SERVED.glob("*.js"):
        packed = file.with_name(f"{file.name}.gz")
        assert gzip.decompress(packed.read_bytes()) == file.read_bytes()
    first = [file for file in SERVED.glob("*.gz") if not file.name.startswith("map")]
    assert sum(file.stat().st_size for file in first) < 700_000
