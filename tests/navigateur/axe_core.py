"""axe-core, the judge of accessibility, in a page: fetched once under `.cache/`, run as a person's browser would."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

from playwright.async_api import Page

SOURCE = Path(__file__).with_name("axe")
CACHE = Path(__file__).resolve().parents[2] / ".cache"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """async (tags) => (await axe.run(document, {runOnly: tags})).violations.map(
  (one) => `${one.id}: ${one.help}: ` + one.nodes.map((node) => node.target.join(" ") + " " + node.html).join(" | "))"""


@cache
def source() -> str:
    """The text of axe-core, in the locked version."""
    files = sorted(SOURCE.glob("package*.json"))
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    folder = CACHE / "axe"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "fetched"
    with (CACHE / "axe.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            for path in files:
                shutil.copy(path, folder)
            command = ["npm", "install", "--no-save", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, timeout=120)
            stamp.write_text(wanted)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    """What is wrong with the page as it is shown now, one line a rule."""
    await page.evaluate(source())
    found: list[str] = await page.evaluate(_RUN, list(RULES))
    return found
