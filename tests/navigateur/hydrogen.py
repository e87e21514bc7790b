"""A person in a browser: the Hydrogen web client, a Matrix client we did not write, in headless Chromium.

`page_of_hydrogen()` builds it once under `.cache/` (Node and npm, about 20 s) and serves it on loopback;
`Hydrogen` does what a person does with it. Needs Chromium (Debian package `chromium`) and Node 18 or newer.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, ElementHandle, Page, async_playwright

SOURCE = Path(__file__).with_name("hydrogen")
CACHE = Path(__file__).resolve().parents[2] / ".cache"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_QUICK = ("👍", "👎", "😄", "🎉", "😕", "❤️", "🚀", "👀")
# A quotation inside a reply repeats the words of another message: only a message's own words count.
_WORDS = """(message) => {
  const body = message.querySelector(":scope > .Timeline_messageBody");
  return [...(body?.childNodes ?? [])]
    .filter((node) => !node.classList?.contains("ReplyPreviewView") && node.nodeName !== "TIME")
    .map((node) => (node.nodeName === "BR" ? "\\n" : (node.innerText ?? node.nodeValue ?? "")))
    .join("");
}"""
_NEWEST = f"""(containing) => {{
  const words = {_WORDS};
  const messages = [...document.querySelectorAll("li.Timeline_message:not(.disabled)")];
  return messages.filter((message) => words(message).includes(containing)).at(-1);
}}"""
_REACTIONS = ".Timeline_messageReactions button"
PHONE = (390, 844)
DESKTOP = (1100, 800)


def build() -> Path:
    """The folder of the built client, built now when it is not there or its sources changed."""
    files = sorted(path for path in SOURCE.iterdir() if path.is_file())
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    folder = CACHE / "hydrogen"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "built"
    with (CACHE / "hydrogen.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            for path in files:
                shutil.copy(path, folder)
            # Not `npm ci`: it wants the packages of every other system too, which not every registry has.
            _run(folder, "npm", "install", "--no-save", "--loglevel=error")
            _run(folder, "npm", "run", "--silent", "build")
            stamp.write_text(wanted)
    return folder / "dist"


def _run(folder: Path, *command: str) -> None:
    if shutil.which(command[0]) is None:
        raise RuntimeError(f"{command[0]} is not installed: apt-get install nodejs npm")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@asynccontextmanager
async def page_of_hydrogen() -> AsyncIterator[str]:
    """The address of the client, served on loopback."""
    folder = build()
    app = web.Application()

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "index.html")

    app.router.add_get("/", index)
    app.router.add_static("/", folder)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, headless."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Hydrogen:
    """One person's browser window. Every wait ends with an error after `patience` seconds."""

    def __init__(self, page: Page, patience: float) -> None:
        self.page = page
        page.set_default_timeout(patience * 1000)

    @classmethod
    @asynccontextmanager
    async def logged_in(
        cls,
        browser: Browser,
        address: str,
        server: str,
        account: str,
        password: str = "lab-password",
        *,
        size: tuple[int, int] = DESKTOP,
        patience: float = 20.0,
    ) -> AsyncIterator[Hydrogen]:
        """A new window, its rooms shown. `account` is a full id."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR", device_scale_factor=2
        )
        window = cls(await context.new_page(), patience)
        try:
            await window._log_in(address, server, account, password)
            yield window
        except BaseException:
            await window.screenshot(CACHE / "hydrogen-echec.png")  # what the person saw when it went wrong
            raise
        finally:
            await context.close()

    async def _log_in(self, address: str, server: str, account: str, password: str) -> None:
        await self.page.goto(address)
        await self.page.fill("#homeserver", server)
        await self.page.press("#homeserver", "Tab")
        await self.page.fill("#username", account)
        await self.page.fill("#password", password)
        await self.page.click("button[type=submit]")
        await self.page.wait_for_selector(".RoomList")

    async def open_room(self, name: str) -> None:
        """Choose in the list the room, or the invitation, that shows `name`."""
        back = self.page.locator(".middle .close-middle")
        if await back.is_visible():
            await back.click()
        await self.page.locator(".RoomList li", has_text=name).first.click()
        await self.page.wait_for_selector(".middle-header")

    async def accept_invitation(self, name: str) -> None:
        """Open the invitation of `name` and accept it."""
        await self.open_room(name)
        await self.page.locator(".InviteView button.primary:not(.destructive)").click()
        await self.page.wait_for_selector(".MessageComposer_input textarea")

    async def say(self, words: str) -> None:
        """Type `words` and send them."""
        box = self.page.locator(".MessageComposer_input textarea")
        await box.fill(words)
        await box.press("Enter")

    async def reply(self, containing: str, words: str) -> None:
        """Answer the message that holds `containing`, as the client does it."""
        await self._menu(containing)
        await self.page.locator(".menu button", has_text="Reply").click()
        await self.say(words)

    async def react(self, containing: str, key: str) -> None:
        """Put `key` on the message that holds `containing`."""
        await self._menu(containing)
        if key in _QUICK:
            await self.page.locator(".quick-reactions button", has_text=key).click()
        else:
            self.page.once("dialog", lambda dialog: dialog.accept(key))
            await self.page.locator(".quick-reactions button", has_text="…").click()

    async def read(self, containing: str) -> str:
        """The text a person sees of the newest message that holds `containing`, once it is there."""
        return str(await self.page.evaluate(_WORDS, await self._message(containing)))

    async def html(self, containing: str) -> str:
        """What the client made of that message."""
        body = await (await self._message(containing)).query_selector(":scope > .Timeline_messageBody")
        assert body is not None
        return await body.inner_html()

    async def wait_reaction(self, containing: str, key: str) -> None:
        """Until `key` is shown under that message."""
        # Looked for again each time: the client draws a message anew once the server has it.
        await self.page.wait_for_function(
            f"([containing, key]) => [...(({_NEWEST})(containing)?.querySelectorAll('{_REACTIONS}') ?? [])]"
            ".some((button) => button.textContent.includes(key))",
            arg=[containing, key],
        )

    async def messages(self) -> list[str]:
        """Everything in the timeline, top to bottom."""
        return await self.page.locator("li.Timeline_message:not(.disabled) > .Timeline_messageBody").all_inner_texts()

    async def resize(self, size: tuple[int, int]) -> None:
        """The same window on another screen, scrolled to what was said last."""
        await self.page.set_viewport_size({"width": size[0], "height": size[1]})
        await self.page.locator("li.Timeline_message:not(.disabled)").last.scroll_into_view_if_needed()

    async def screenshot(self, file: Path) -> None:
        """A picture of the window, with no cursor blinking in it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=file, animations="disabled", caret="hide")

    async def _message(self, containing: str) -> ElementHandle:
        found = await self.page.wait_for_function(_NEWEST, arg=containing)
        message = found.as_element()
        assert message is not None
        return message

    async def _menu(self, containing: str) -> None:
        message = await self._message(containing)
        await message.scroll_into_view_if_needed()
        await message.hover()
        options = await message.query_selector("button.Timeline_messageOptions")
        assert options is not None
        await options.click()
