"""The list of licences names every package that serving needs; versions may drift."""

import re

from packaging.utils import canonicalize_name

from scripts.licences import FILE, closure, licence, required

ROW = re.compile(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
LISTED = {
    canonicalize_name(name): said for name, said in ROW.findall(FILE.read_text(encoding="utf-8"))
}


def test_every_package_is_listed() -> None:
    assert {"streamlit", "numpy", "starlette", "jieba"} <= closure(required()).keys()
    assert sorted(closure(required()).keys() - LISTED.keys()) == []


def test_every_package_says_its_licence() -> None:
    silent = [name for name, package in closure(required()).items() if "see" in licence(package)]
    assert silent == []


def test_nothing_of_training_is_served() -> None:
    assert not {"tensorflow", "tensorflow-cpu", "keras"} & closure(required()).keys()
