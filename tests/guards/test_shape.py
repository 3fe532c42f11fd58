"""The shape of the code: docstrings, annotations, names and sizes."""

from __future__ import annotations

import ast
from pathlib import PurePath

from tests.guards.source import Function, Module, modules, product, read

FORBIDDEN_NAMES = set("utils helpers tools common misc manager base core lib".split())
LONGEST_FILE = 350
LONGEST_TEST_FILE = 500
LONGEST_FUNCTION = 45

# Looked at again and kept as they are: path, or path:function, with the reason.
LONG_ON_PURPOSE: dict[str, str] = {
    "app/problems.py": "the catalogue of every error is one list, to be read as one",
}


def _all_code() -> tuple[Module, ...]:
    return modules("app", "xlsform", "migrations", "tests")


def _lines(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def test_every_module_says_what_it_is_for() -> None:
    wrong = [m.path for m in _all_code() if m.text.strip() and not ast.get_docstring(m.tree)]
    assert not wrong


def test_every_function_says_what_it_returns() -> None:
    wrong = [
        f"{module.path}:{function.lineno} {function.name}"
        for module in _all_code()
        for function in module.functions()
        if function.returns is None
    ]
    assert not wrong


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [
        m.path for m in _all_code() if FORBIDDEN_NAMES & set(PurePath(m.path).with_suffix("").parts)
    ]
    assert not wrong


def test_a_package_opens_with_its_docstring_and_nothing_else() -> None:
    wrong = [
        module.path
        for module in product()
        if module.is_package and (len(module.tree.body) != 1 or not ast.get_docstring(module.tree))
    ]
    assert not wrong


def test_every_folder_of_code_is_a_package() -> None:
    folders = {PurePath(module.path).parent for module in product()}
    wrong = [str(folder) for folder in folders if not read(str(folder / "__init__.py"))]
    assert not wrong


def test_no_file_grows_past_the_size_where_one_looks_again() -> None:
    wrong = [
        f"{module.path}: {len(module.text.splitlines())} lines"
        for module in modules("app", "xlsform", "tests")  # a migration is as long as its tables
        if module.path not in LONG_ON_PURPOSE
        if len(module.text.splitlines()) > _bar(module)
    ]
    assert not wrong


def test_no_function_grows_past_the_size_where_one_looks_again() -> None:
    wrong = [
        f"{module.path}:{function.name}: {_lines(function)} lines"
        for module in product()
        for function in module.functions()
        if f"{module.path}:{function.name}" not in LONG_ON_PURPOSE
        if _lines(function) > LONGEST_FUNCTION
    ]
    assert not wrong


def test_what_is_long_on_purpose_still_is() -> None:
    lengths = {m.path: len(m.text.splitlines()) > LONGEST_FILE for m in product()}
    for module in product():
        for function in module.functions():
            lengths[f"{module.path}:{function.name}"] = _lines(function) > LONGEST_FUNCTION
    short = [name for name in LONG_ON_PURPOSE if not lengths.get(name)]
    assert not short


def _bar(module: Module) -> int:
    return LONGEST_TEST_FILE if module.path.startswith("tests/") else LONGEST_FILE
