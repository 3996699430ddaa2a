"""What all visitors share, loaded once: the checkpoints, read-only."""

import gc
import importlib
import pkgutil

import ui


def warm_up() -> None:
    """Import and load what the first visitor would otherwise wait for.

    Streamlit collects garbage after every run of a script. Freezing what is loaded here takes
    it out of those collections for good.
    """
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
