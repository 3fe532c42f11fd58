"""What git may hold: our own work only, and no address to fetch other people's from."""

from __future__ import annotations

import re
from pathlib import PurePath

from tests.guards.source import ROOT, committed_files, read

TOP_LEVEL = {
    *("app", "docs", "forms", "migrations", "tests", "xlsform", "wsgi.py"),
    *("README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", ".ci"),
    *("requirements.txt", "requirements-node.txt", "package.json", "package-lock.json"),
    *(".npmrc", ".gitattributes", ".gitignore"),
}

# In pieces, so that this file is not the one that holds them.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("googleapis", "com"),
        ("gstatic", "com"),
        ("maven", "org"),
        ("ghcr", "io"),
        ("docker", "io"),
    )
]
DOWNLOAD = re.compile(r"https?://\S+\.(?:whl|tgz|tar\.\w+|zip|jar|deb|min\.js|min\.css)\b")
LOADED_FROM_AFAR = re.compile(
    r"""src\s*=\s*["']?https?:|<link[^>]+href\s*=\s*["']?https?:|url\(["']?https?:|@import[^;]*https?:"""
)

FOREIGN_FOLDERS = {"node_modules", "vendor", "site-packages", "dist", ".venv"}
FOREIGN_NAMES = re.compile(
    r"\.min\.|\.(?:whl|jar|class|tgz|gz|zip|woff2?|ttf|otf|map|so|dll|exe|pyc|wasm|sqlite3|db)$"
)
BINARY_SUFFIXES = {".png", ".jpg", ".xlsx", ".xls"}
BINARY_FOLDERS = {"docs", "tests"}
LICENCE_BANNER = re.compile(r"^/\*!|@license", re.MULTILINE)


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {PurePath(name).parts[0] for name in committed_files()} <= TOP_LEVEL


def test_no_file_names_a_package_registry_or_a_cdn() -> None:
    wrong = [
        f"{name}: {host}" for name in committed_files() for host in HOSTS if host in read(name)
    ]
    assert not wrong


def test_no_file_holds_a_download_address() -> None:
    assert not [name for name in committed_files() if DOWNLOAD.search(read(name))]


def test_no_page_loads_anything_from_another_server() -> None:
    pages = [name for name in committed_files() if name.endswith((".html", ".css", ".js"))]
    assert not [name for name in pages if LOADED_FROM_AFAR.search(read(name))]


def test_no_third_party_file_is_committed() -> None:
    wrong = [
        name
        for name in committed_files()
        if FOREIGN_NAMES.search(name) or FOREIGN_FOLDERS & set(PurePath(name).parts)
    ]
    assert not wrong


def test_no_script_or_style_carries_another_owners_licence() -> None:
    code = [name for name in committed_files() if name.endswith((".css", ".js"))]
    assert not [name for name in code if LICENCE_BANNER.search(read(name))]


def test_only_pictures_and_sample_workbooks_are_binary() -> None:
    wrong = [
        name
        for name in committed_files()
        if not read(name) and (ROOT / name).stat().st_size
        if PurePath(name).suffix not in BINARY_SUFFIXES
        or PurePath(name).parts[0] not in BINARY_FOLDERS
    ]
    assert not wrong
