"""What must be written down: settings, commands, problems; and templates nobody asks for."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from app.web import assets
from tests.guards.source import ORDER, Function, Module, committed_files, product, read, strings

SETTING = re.compile(r"SIMPUL_[A-Z][A-Z_]*[A-Z]")
PAGE = re.compile(r"[\w/.-]+\.html")
QUOTED_PAGE = re.compile(rf"""["']({PAGE.pattern})["']""")

VENDOR_FILE = re.compile(r"""["'(/]vendor/([\w.-]+)["')]""")


def _module(name: str) -> Module:
    return next(module for module in product() if module.name == name)


def _docs() -> str:
    names = [n for n in committed_files() if n == "README.md" or n.startswith("docs/")]
    return "\n".join(read(name) for name in names if name.endswith(".md"))


# -- settings


def _settings_used() -> set[str]:
    texts = [text for module in product() for text in strings(module)]
    texts += [read("wsgi.py"), read("Makefile"), read(".ci/run"), read("migrations/env.py")]
    texts += [read(name) for name in committed_files() if name.endswith(".html")]
    return {name for text in texts for name in SETTING.findall(text)}


def _settings_documented() -> set[str]:
    return set(SETTING.findall(ast.get_docstring(_module("app.config").tree) or ""))


def test_the_settings_used_are_the_settings_that_config_documents() -> None:
    used, documented = _settings_used(), _settings_documented()
    assert used == documented


def test_every_setting_stands_in_the_readme_or_the_docs() -> None:
    missing = sorted(_settings_documented() - set(SETTING.findall(_docs())))
    assert not missing


# -- problems


def _problem_codes() -> list[str]:
    for node in _module("app.problems").tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "CATALOGUE":
            keys = node.value.keys if isinstance(node.value, ast.Dict) else []
            return [str(key.value) for key in keys if isinstance(key, ast.Constant)]
    return []


def _problems_raised() -> Iterator[tuple[str, str]]:
    for module in product():
        for call in module.calls():
            if isinstance(call.func, ast.Name) and call.func.id == "Problem" and _first_word(call):
                yield _first_word(call), f"{module.path}:{call.lineno}"


def test_every_problem_code_stands_once_in_the_catalogue() -> None:
    codes = Counter(_problem_codes())
    assert codes
    assert not [code for code, times in codes.items() if times > 1]


def test_every_problem_code_is_a_stage_and_words() -> None:
    shape = re.compile(r"([a-z]+)\.[a-z]+(_[a-z0-9]+)*")
    found = {code: shape.fullmatch(code) for code in _problem_codes()}
    assert not [code for code, match in found.items() if not match or match[1] not in ORDER]


def test_every_problem_raised_is_in_the_catalogue() -> None:
    codes = set(_problem_codes())
    unknown = [f"{place}: {code}" for code, place in _problems_raised() if code not in codes]
    assert not unknown


def test_every_problem_in_the_catalogue_can_happen() -> None:
    others = [module for module in product() if module.name != "app.problems"]
    used = {text for module in others for text in strings(module)}
    unused = sorted(set(_problem_codes()) - used)
    assert not unused


# -- templates


def _templates() -> list[tuple[str, str]]:
    """Every template as (name it is loaded by, its path)."""
    split = [(name, name.partition("/templates/")) for name in committed_files()]
    return [(inside, path) for path, (app, found, inside) in split if found and app[:4] == "app/"]


def test_no_two_templates_have_one_name() -> None:
    names = Counter(name for name, _ in _templates())
    assert not [name for name, times in names.items() if times > 1]


def test_every_template_is_used() -> None:
    used = {text for module in product() for text in strings(module)}
    for name, path in _templates():
        used |= set(QUOTED_PAGE.findall(read(path))) - {name}
    orphans = [path for name, path in _templates() if name not in used]
    assert not orphans


def test_every_template_asked_for_exists() -> None:
    names = {name for name, _ in _templates()}
    asked = {page for _, path in _templates() for page in QUOTED_PAGE.findall(read(path))}
    asked |= {t for m in product() for t in strings(m) if PAGE.fullmatch(t)}
    missing = sorted(asked - names)
    assert not missing


def test_every_vendor_file_a_page_asks_for_is_made_by_the_asset_step() -> None:
    pages = [name for name in committed_files() if name.endswith((".html", ".css", ".js"))]
    asked = {file for name in pages for file in VENDOR_FILE.findall(read(name))}
    missing = sorted(asked - {*assets.FILES.values(), assets.SPRITE})
    assert not missing


# -- commands


def test_every_flask_command_stands_in_the_readme() -> None:
    groups = {owner: word for module in product() for owner, word in _groups(module)}
    commands = [command for module in product() for command in _commands(module, groups)]
    missing = [command for command in commands if f"flask {command}" not in read("README.md")]
    assert not missing


def _commands(module: Module, elsewhere: Mapping[str, str]) -> Iterator[str]:
    """The commands a module adds to flask, as a person types them; a group may stand elsewhere."""
    groups = {**elsewhere, **dict(_groups(module))}
    for function in module.functions():
        for call in _calls(function, "command"):
            owner = ast.unparse(call.func).rpartition(".")[0]
            name = _first_word(call) or function.name.replace("_", "-")
            yield f"{groups[owner]} {name}" if owner in groups else name


def _groups(module: Module) -> Iterator[tuple[str, str]]:
    """The command groups of a module: the name in the code, the word a person types."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and _makes_a_group(node.value):
            yield ast.unparse(node.targets[0]), _first_word(node.value)
    for function in module.functions():
        for call in _calls(function, "group"):
            yield function.name, _first_word(call) or function.name.replace("_", "-")


def _makes_a_group(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Group")


def _calls(function: Function, method: str) -> Iterator[ast.Call]:
    """The decorators of a function that call this method, as in `@users.command("add")`."""
    calls = (node for node in function.decorator_list if isinstance(node, ast.Call))
    return (c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == method)


def _first_word(call: ast.expr) -> str:
    if not isinstance(call, ast.Call):
        return ""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
    first = next(iter([*call.args, *named]), None)
    return str(first.value) if isinstance(first, ast.Constant) else ""


def test_the_command_finder_finds_commands() -> None:
    text = """
users = AppGroup("users")

@users.command("add")
def add() -> None: ...

@app.cli.command()
def init() -> None: ...

@forms_group.command("effect")
def effect() -> None: ...
"""
    module = Module("app.cli", "", text, ast.parse(text))
    found = list(_commands(module, {"forms_group": "forms"}))
    assert found == ["users add", "init", "forms effect"]
