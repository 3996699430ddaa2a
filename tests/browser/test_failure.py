"""Where the app's own code fails, visitors read a sentence in their language and no trace."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from scripts.running_app import ROOT, running_app
from tests.browser.conftest import PATIENCE
from ui.i18n import t


@pytest.fixture(scope="module")
def broken_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app with a fault in one of its pages."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("app.py", "navigation.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "pages", folder / "pages")
    (folder / "pages" / "learn.py").write_text("raise RuntimeError('secret')\n", encoding="utf-8")
    with running_app(folder / "app.py") as app:
        yield app.url


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fault_is_told_without_its_details(page: Page, broken_url: str, language: str) -> None:
    page.goto(f"{broken_url}/learn?lang={language}", timeout=PATIENCE)
    told = page.get_by_role("alert")
    expect(told).to_have_text(t("failure.script", language=language), timeout=PATIENCE)
    for detail in ("secret", "RuntimeError", "Traceback"):
        expect(page.get_by_text(detail)).to_have_count(0)
