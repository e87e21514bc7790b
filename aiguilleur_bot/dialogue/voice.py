"""The bot's voice: renders `prompts/<modele>.md.j2` with plain values into the small Markdown of the port."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aiguilleur_bot.dialogue.escaping import account, harmless, link, linked
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.dialogue.typography import heure, jour, no_break

SUFFIX = ".md.j2"
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t]{2,}")


class Voice:
    """Every sentence the bot says, from one folder. A variable that a prompt misses is an error, never a blank.

    Values are made harmless (`escaping`): only the prompts write markup. When `donnees` holds `accueil` (the
    name of the network, possibly empty), the two lines of a first contact come before the message; when it holds
    `bloc`, that text comes after it between fences, untouched: for a machine, not for French typography.
    `annonce_jours` (working days) and `conservation_jours` are what the prompts promise. `modele_chez` says where the
    language model is ("chez …"), and is empty when there is none.
    """

    def __init__(
        self, folder: Path, *, annonce_jours: int = 2, conservation_jours: int = 7, modele_chez: str = ""
    ) -> None:
        self.prompts = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            finalize=harmless,
            autoescape=False,  # noqa: S701 - not HTML: each platform escapes its own format
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.prompts.globals.update(
            annonce_jours=annonce_jours, conservation_jours=conservation_jours, modele_chez=modele_chez
        )
        self.prompts.filters.update(
            {"compte": account, "liens": linked, "lien": link, "jour": jour, "heure": heure},
        )

    def render(self, modele: str, donnees: Mapping[str, Value]) -> str:
        """The message `modele` with `donnees`. Raises jinja2.TemplateError (no such prompt, missing variable)."""
        body = self._render(modele, donnees)
        if "accueil" in donnees:
            body = self._render("accueil", {"nom_du_reseau": donnees["accueil"]}) + "\n\n" + body
        return f"{body}\n```\n{donnees['bloc']}\n```" if "bloc" in donnees else body

    def _render(self, modele: str, donnees: Mapping[str, Value]) -> str:
        template = self.prompts.get_template(modele.removesuffix(SUFFIX) + SUFFIX)
        lines = (_SPACES.sub(" ", line).strip() for line in template.render(donnees).split("\n"))
        return no_break(_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())
