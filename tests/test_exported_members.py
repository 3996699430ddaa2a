"""What ``textgen`` offers is what it says it offers."""

from types import ModuleType

import textgen


def test_all_names_every_public_member() -> None:
    members = {
        name
        for name, value in vars(textgen).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert sorted(textgen.__all__) == sorted(members)
