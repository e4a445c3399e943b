"""Pictures of the pages of a walk, kept for people to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2] / "build" / "walks"


@dataclass
class Album:
    """The pictures of one walk in one browser, numbered in the order of the walk."""

    folder: Path
    kept: int = 0

    @classmethod
    def of(cls, walk: str, browser: str) -> Album:
        """An empty album: what an earlier run left is thrown away."""
        folder = ROOT / walk / browser
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        return cls(folder)

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture of the whole page as `NN-name.png`."""
        self.kept += 1
        page.screenshot(path=self.folder / f"{self.kept:02}-{name}.png", full_page=True)
