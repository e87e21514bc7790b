"""What every installation serves: whether it is alive and hears, and its own source code (AGPL §13)."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path

from aiohttp import web

from aiguilleur_bot.settings import shipped
from aiguilleur_bot.web.pages import add_static, secure

PACKAGE = Path(__file__).resolve().parent.parent
_LEFT_OUT = ("__pycache__", ".pyc", "_livre")

Health = Callable[[], Awaitable[Mapping[str, object]]]


def service(health: Health) -> web.Application:
    """`/healthz`: the process runs. `/readyz`: 200 when every platform hears, else 503. `/source`: this very code.

    `health` gives the object of /readyz, whose key "pret" says whether all is well.
    """
    app = web.Application(middlewares=[secure])
    add_static(app)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"vivant": True})

    async def readyz(_request: web.Request) -> web.Response:
        state = await health()
        return web.json_response(dict(state), status=200 if state.get("pret") else 503)

    async def source(_request: web.Request) -> web.Response:
        headers = {"Content-Disposition": 'attachment; filename="aiguilleur-source.tar.gz"'}
        return web.Response(body=_source_archive(), content_type="application/gzip", headers=headers)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/source", source)
    return app


@cache
def _source_archive() -> bytes:
    """The code, the sentences and the fiches as they run here, whatever the operator changed in them."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, folder in (
            ("aiguilleur_bot", PACKAGE),
            ("knowledge", shipped("knowledge")),
            ("prompts", shipped("prompts")),
        ):
            tar.add(folder, arcname=f"aiguilleur/{name}", filter=_code_only)
    return archive.getvalue()


def _code_only(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if any(part in entry.name for part in _LEFT_OUT):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
