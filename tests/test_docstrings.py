"""Every public docstring of ``textgen`` reads as numpydoc says."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Protocol

import pytest
from numpydoc.validate import validate

import textgen

# What numpydoc can check and we keep to. A function that takes and returns what its one-line
# summary says needs no sections; those that are there must be right.
CHECKS = {
    "GL06",  # a section of an unknown name
    "GL07",  # sections in another order
    "GL08",  # no docstring
    "SS03",  # the summary does not end with a period
    "PR02",  # a parameter that does not exist
    "PR03",  # parameters in another order
    "PR04",  # a parameter without type
    "PR07",  # a parameter without description
    "PR10",  # no space before the colon
    "YD01",  # a generator without Yields
}
# What `textgen` exports has all its parameters described, too.
EXPORTED_CHECKS = CHECKS | {"PR01"}


MODULES = [
    module.name
    for module in pkgutil.walk_packages(textgen.__path__, "textgen.")
    if module.name != "textgen.__main__"
]


def public_names(module_name: str) -> Iterator[str]:
    """Yield the dotted names of a module's public functions, classes and methods."""
    for name, member in vars(importlib.import_module(module_name)).items():
        defined = inspect.isclass(member) or inspect.isfunction(member)
        if name.startswith("_") or not defined or member.__module__ != module_name:
            continue
        yield f"{module_name}.{name}"
        if inspect.isclass(member):
            for attribute in vars(member):
                if not attribute.startswith("_") and callable(getattr(member, attribute)):
                    yield f"{module_name}.{name}.{attribute}"


def has_own_parameters(name: str) -> bool:
    """Say whether a name is exported and not a class that takes what its base class takes."""
    short = name.rpartition(".")[2]
    if short not in textgen.__all__:
        return False
    member = getattr(textgen, short)
    if not inspect.isclass(member):
        return True
    return "__init__" in vars(member) and Protocol not in member.__bases__


def faults(name: str) -> Iterator[str]:
    """Yield what numpydoc finds in a docstring."""
    checks = EXPORTED_CHECKS if has_own_parameters(name) else CHECKS
    for code, text in validate(name)["errors"]:
        if code in checks:
            yield f"{name}: {code} {text}"


@pytest.mark.parametrize("module", MODULES)
def test_docstrings(module: str) -> None:
    assert [fault for name in public_names(module) for fault in faults(name)] == []
