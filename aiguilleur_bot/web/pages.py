"""What every page shares: templates, vendored assets, security headers, the check of where a form comes from."""

from __future__ import annotations

import re
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from aiguilleur_bot.dialogue.addresses import LINK, MAIL
from aiguilleur_bot.dialogue.typography import heure, jour, no_break
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.needs import mots
from aiguilleur_bot.platforms.markdown import to_html
from aiguilleur_bot.web import listes, menus

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

_BROKEN = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>En panne</title><link rel="stylesheet" href="/static/style.css"><link rel="stylesheet" href="/static/pages.css">
</head>
<body class="pages"><main id="contenu"><h1>En panne</h1>
<p class="carte alerte">Cette page est en panne. Ce que vous venez d’envoyer n’est peut-être pas gardé : réessayez
dans quelques minutes.</p>
<p><a href="/demander">Dire un besoin</a> · <a href="/catalogue">Le catalogue</a></p></main></body>
</html>
"""
"""Needs nothing that may be what broke."""

_log = logger("pages")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


_PHONE = re.compile(r"\+?[\d\s.()\u00a0-]{9,24}")


def linked(words: object) -> Markup:
    """Words of the base whose addresses are links, shown by their host."""
    text, done, position = str(words), Markup(""), 0
    for found in LINK.finditer(text):
        done += escape(text[position : found.start()]) + _anchor(found[0], urlsplit(found[0]).netloc)
        position = found.end()
    return done + escape(text[position:])


def address(value: object) -> Markup:
    """One way to reach somebody, as a link when it can be one."""
    text = str(value).strip()
    if LINK.fullmatch(text):
        return _anchor(text, urlsplit(text).netloc.removeprefix("www."))
    if MAIL.fullmatch(text):
        return _anchor(f"mailto:{text}", text)
    if _PHONE.fullmatch(text):
        return _anchor("tel:" + re.sub(r"[^\d+]", "", text), text)
    return escape(text)


def _anchor(url: str, label: str) -> Markup:
    return Markup('<a href="{}" rel="noopener">{}</a>').format(url, label)


def capital(words: str) -> str:
    """Its first letter as a capital, the others as they are."""
    return words[:1].upper() + words[1:]


def templates(source: str, conservation_jours: int = 7) -> Environment:
    """The Jinja environment of the pages. `source` is where the code of this service is (AGPL §13).

    `conservation_jours`: how long words and accounts are kept once nothing is owed, as the pages promise.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["heure"] = lambda moment: no_break(heure(moment))
    environment.filters.update(
        jour=jour, nombre=listes.shown, liens=linked, adresse=address, capital=capital, dit=mots.said
    )
    environment.globals["mots"] = mots
    # to_html escapes everything it does not itself produce (platforms/markdown.py)
    environment.filters["markdown"] = lambda text: Markup(to_html(text))  # noqa: S704
    environment.globals.update(
        source=source,
        conservation_jours=conservation_jours,
        menu_coordination=[page[:2] for page in menus.COORDINATION],
        menu_equipe=[page[:2] for page in menus.EQUIPE],
        pages_coordination=menus.COORDINATION[1:],
        pages_equipe=menus.EQUIPE[1:],
    )
    return environment


@web.middleware
async def secure(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse forms sent from another site, put the security headers on every answer, and say that one broke."""
    if request.method not in ("GET", "HEAD") and not _same_site(request):
        raise web.HTTPForbidden(text="Ce formulaire ne vient pas de cette page.", headers=HEADERS)
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(HEADERS)
        raise
    except Exception as error:  # noqa: BLE001 (aiohttp would write it whole to the logs, with who asked)
        _log.error("page_en_panne", erreur=type(error).__name__, ou=_where(error), page=_route(request))
        response = web.Response(status=500, text=_BROKEN, content_type="text/html")
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _where(error: Exception) -> str:
    """The last line of ours that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(HERE.parent))]
    return f"{Path(ours[-1].filename).relative_to(HERE.parent)}:{ours[-1].lineno}" if ours else ""


def _route(request: web.Request) -> str:
    """What a request is for; its own address may hold a secret, or words."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


def _same_site(request: web.Request) -> bool:
    """Browsers say where a form comes from: `Sec-Fetch-Site`, or `Origin` for the older ones."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def rendered(
    pages: Environment, request: web.Request, template: str, *, status: int = 200, **data: object
) -> web.Response:
    """A page. `visiteur` (who is in front of it, or None) is for the menu of every page."""
    invented = request.app.get(listes.EXEMPLES, False) and request.path.startswith(menus.ABOUT_BESOINS)
    values = {"visiteur": None, "perime": False, "ici": request.path, "exemples": invented, **data}
    text = pages.get_template(template).render(values)
    return web.Response(text=text, content_type="text/html", status=status)


def add_static(app: web.Application) -> None:
    """Serve the vendored assets under /static/."""
    app.router.add_static("/static/", HERE / "static", append_version=False)
