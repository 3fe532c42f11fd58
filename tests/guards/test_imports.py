"""The direction of imports: one line, left to right, and files whose names tell what they touch."""

from __future__ import annotations

import ast

from tests.guards.source import ORDER, Module, imports, module_names, product

OUTSIDE_WORLD = {
    *("flask", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf"),
    *("alembic", "limits", "psycopg", "requests", "sqlalchemy", "urllib3", "waitress", "werkzeug"),
    *(
        "glob",
        "os",
        "pathlib.Path",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
    ),
    *("tempfile", "threading", "time", "urllib.request"),
}
WORLD_CALLS = {"open", "input", "print"}
WORLD_METHODS = set("now today utcnow open read_bytes read_text write_bytes write_text".split())

# Which kinds of our own files a kind may not reach for.
UNREACHABLE = {
    "": {"routes", "service", "store", "models", "client", "library", "commands", "loader"},
    "models": {"routes", "service", "store", "commands", "client"},
    "store": {"routes", "service", "commands", "client"},
    "client": {"routes", "service", "store", "commands"},
    "service": {"routes", "commands"},
    "routes": {"commands"},
}


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {m.package for m in product() if m.name.startswith("app.")}
    assert packages <= set(ORDER)


def test_a_package_imports_only_packages_to_its_left() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if module.package in ORDER and name.startswith("app.")
        if ORDER.index(name.split(".")[1]) > ORDER.index(module.package)
    ]
    assert not wrong


def test_the_form_library_knows_nothing_of_the_app() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if module.package == "xlsform" and (name == "app" or name.startswith("app."))
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module.name: {name for name, _ in imports(module) if name in module_names()}
        for module in product()
    }
    assert not _circle(graph)


def test_no_import_hides_in_a_function() -> None:
    wrong = [
        f"{module.path}:{inner.lineno} in {function.name}"
        for module in product()
        for function in module.functions()
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_only_the_factory_imports_routes() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if name.startswith("app.") and name.endswith(".routes") and module.name != "app.factory"
    ]
    assert not wrong


def test_a_file_reaches_only_for_kinds_its_own_kind_allows() -> None:
    by_name = {module.name: module for module in product()}
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in product()
        if module.kind or module.is_pure
        for name, line in imports(module)
        if name in by_name and by_name[name].kind in UNREACHABLE.get(module.kind, set())
    ]
    assert not wrong


def test_a_pure_file_imports_nothing_that_touches_the_world() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in product()
        if module.is_pure
        for name, line in imports(module)
        if _touches_world(name)
    ]
    assert not wrong


def test_a_pure_file_opens_nothing_and_asks_no_clock() -> None:
    wrong = [
        f"{module.path}:{call.lineno} calls {ast.unparse(call.func)}"
        for module in product()
        if module.is_pure
        for call in module.calls()
        if _is_world_call(call.func)
    ]
    assert not wrong


def _touches_world(name: str) -> bool:
    ours = name.split(".")[:2] in (["app", "extensions"], ["app", "config"], ["app", "web"])
    parts = name.split(".")
    return ours or any(".".join(parts[:end]) in OUTSIDE_WORLD for end in range(1, len(parts) + 1))


def _is_world_call(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in WORLD_CALLS
    return isinstance(function, ast.Attribute) and function.attr in WORLD_METHODS


def _circle(graph: dict[str, set[str]]) -> list[str]:
    """One circle of a graph, [] without one: what is left when all without imports are taken away."""
    left = {name: set(targets) for name, targets in graph.items()}
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    return _walk_round(left) if left else []


def _walk_round(graph: dict[str, set[str]]) -> list[str]:
    path: list[str] = []
    name = min(graph)
    while name not in path:
        path.append(name)
        name = min(graph[name] & graph.keys())
    return [*path[path.index(name) :], name]


def test_the_circle_finder_finds_a_circle() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c", "b"]
    assert not _circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_a_file_name_tells_its_kind() -> None:
    def kind(name: str) -> str:
        return Module(name, "", "", ast.Module([], [])).kind

    names = ("app.merge.log_store", "app.exchange.kobo_client", "app.merge.rules")
    assert [kind(name) for name in names] == ["store", "client", ""]
