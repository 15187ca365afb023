"""Finds what the facility consists of, so that tests hold for what is added later, too."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from django.urls import URLPattern, URLResolver, get_resolver

import facility
from facility.core import cache_manager

ROOT = Path(facility.__file__).parent


@cache
def modules():
    """Every module of the facility but its migrations, imported."""
    found = pkgutil.walk_packages(facility.__path__, "facility.")
    return [import_module(each.name) for each in found if ".migrations" not in each.name]


@cache
def sources():
    """The syntax tree of every source file but the migrations, by its path in the facility."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def cached_functions():
    """Every cached function by its name with module, as the application calls it."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if is_cached(value) and value.__module__ == module.__name__
    }


def is_cached(value):
    """Whether a value is what the decorator ``cached`` makes of a function."""
    return (
        isinstance(value, FunctionType)
        and hasattr(value, "__wrapped__")
        and value.__code__.co_filename == cache_manager.__file__
    )


def made_with(function):
    """What the decorator ``cached`` was given for a function: ``prefix``, ``ttl_s``, ``tags``."""
    return inspect.getclosurevars(function).nonlocals


def url_patterns():
    """Every URL pattern of the facility, with the route that leads to it."""

    def below(resolver, route):
        for entry in resolver.url_patterns:
            path = route + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, path)
            elif isinstance(entry, URLPattern):
                yield path, entry

    return dict(below(get_resolver("facility.urls"), ""))


def commands():
    """The class of every management command."""
    return [
        module.Command
        for module in modules()
        if ".management.commands." in module.__name__ and hasattr(module, "Command")
    ]


def reached_from(roots):
    """All functions of the facility that the roots may call, directly or not.

    A function may call what it names, and what a module that it names has by a name it uses; of
    a class, all of its methods. That is more than is called, and never less.
    """
    reached, waiting = set(), list(roots)
    while waiting:
        function = waiting.pop()
        if function in reached:
            continue
        reached.add(function)
        waiting.extend(_named_by(function))
        if hasattr(function, "__wrapped__"):
            waiting.append(function.__wrapped__)
    return reached


def _named_by(function):
    names = _names(function.__code__)
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType) and value.__name__.startswith("facility"):
            for attribute in names & vars(value).keys():
                yield from _functions_of(getattr(value, attribute))
        else:
            yield from _functions_of(value)


def _functions_of(value):
    if not str(getattr(value, "__module__", None)).startswith("facility"):
        return
    if isinstance(value, FunctionType):
        yield value
    elif isinstance(value, type):
        yield from (each for each in vars(value).values() if isinstance(each, FunctionType))


def _names(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            names |= _names(constant)
    return names
