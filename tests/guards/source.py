"""What the guards read: our modules as syntax trees, each parsed once, and the files of the tree."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Left to right: a package imports only what stands before it.
ORDER = (
    "problems config extensions openrosa outbox registry accounts web "
    "design scores publish exchange intake merge review report secretariat central jobs demo cli factory"
).split()

# The last word of a file's name tells its kind: `store.py`, `log_store.py`, `kobo_client.py`.
IMPURE_KINDS = set("routes service store models client library commands loader".split())

# These touch the world by their nature, whatever their files are called.
IMPURE_PACKAGES = {"config", "extensions", "web", "jobs", "demo", "cli", "factory"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its dotted name, path below the root, text and syntax tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The stage or leaf it belongs to: `merge` for app.merge.rules, `xlsform` for the library."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "app" and len(parts) > 1 else parts[0]

    @property
    def kind(self) -> str:
        """What its name tells: one of IMPURE_KINDS, or "" for every other file."""
        word = self.name.rpartition(".")[2].rpartition("_")[2]
        return word if word in IMPURE_KINDS else ""

    @property
    def is_pure(self) -> bool:
        """Whether it may only compute: no database, network, files or clock."""
        return not self.kind and self.package not in IMPURE_PACKAGES

    @property
    def is_package(self) -> bool:
        """Whether it is an `__init__.py`."""
        return self.path.endswith("__init__.py")

    def functions(self) -> Iterator[Function]:
        """Every function of the file, methods and inner ones too."""
        return (n for n in nodes(self) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))

    def calls(self) -> Iterator[ast.Call]:
        """Every call in the file."""
        return (node for node in nodes(self) if isinstance(node, ast.Call))


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Every node of a module's tree."""
    return tuple(ast.walk(module.tree))


@cache
def strings(module: Module) -> frozenset[str]:
    """Every string constant of a module but its own docstring."""
    own = ast.get_docstring(module.tree, clean=False)
    values = (node.value for node in nodes(module) if isinstance(node, ast.Constant))
    return frozenset(value for value in values if isinstance(value, str) and value != own)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files below these folders of the root, by name."""
    return tuple(
        _parse(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "__pycache__" not in path.parts
    )


def product() -> tuple[Module, ...]:
    """What runs in production: app and xlsform."""
    return modules("app", "xlsform")


@cache
def module_names() -> frozenset[str]:
    """The dotted names of all product modules."""
    return frozenset(module.name for module in product())


@cache
def imports(module: Module) -> tuple[tuple[str, int], ...]:
    """What a module imports, as (dotted name, line): our files, and names of other packages."""
    found: list[tuple[str, int]] = []
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found += ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            for name in (f"{source}.{alias.name}" for alias in node.names):
                is_file = source in module_names() and name not in module_names()
                found.append((source if is_file else name, node.lineno))
    return tuple(dict.fromkeys(found))


@cache
def committed_files() -> tuple[str, ...]:
    """The files git holds, and those it would take: everything that is not ignored."""
    # Whoever owns the clone, reading its list of files is safe.
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    command = [*git, "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = dict.fromkeys(name for name in listed.split("\0") if name)
    return tuple(name for name in names if (ROOT / name).is_file())


@cache
def read(path: str) -> str:
    """The text of a file below the root, "" when it is not text or not there."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def _parse(path: Path) -> Module:
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(name, str(relative), text, ast.parse(text, filename=str(relative)))
