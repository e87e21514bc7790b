"""Drafts of what a défi becomes elsewhere: a post on the forum (Discourse), a page of the wiki (Movilab).

Only what those who coordinate wrote and what is counted: no words of anybody who asked. To be read and completed by a
human before it is published; what is not known says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiguilleur_bot.needs.condense import rounded
from aiguilleur_bot.needs.defis import Defi
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Demande

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~@!])")
_WIKI = re.compile(r"[\[\]{}|<>'=]")
_TO_WRITE = "à compléter"
_UNTITLED = f"Question ouverte\u00a0: {_TO_WRITE}"


def discourse(defi: Defi, asked: Demande, noms: Mapping[str, str], *, numero: int | None) -> str:
    """The Markdown of a forum post. `noms` are the names of communs by their ids.

    `numero` is a besoin of this défi that « moi aussi » can be said to; None when there is none left.
    """
    parts = [
        f"# {_markdown(defi.titre) or _UNTITLED}",
        _markdown(defi.description) or f"_Ce qui manque, en quelques phrases\u00a0: {_TO_WRITE}._",
        "## Qui en a besoin",
        f"{_asked(asked)}",
        "## Ce qui existe déjà et s'en approche",
        _list([f"- {_markdown(noms.get(one, one))}" for one in defi.communs], "Rien de connu. Vous connaissez quelque "
              "chose\u00a0? Dites-le ici."),
        "## La prochaine étape",
        "\n".join(f"- {name}\u00a0: {_markdown(value)}" for name, value in _step(defi)),
        "## Participer",
        _how(numero),
        f"_Ces chiffres\u00a0: {CAVEAT}._",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def movilab(defi: Defi, asked: Demande, noms: Mapping[str, str]) -> str:
    """The wikitext of a page of défi."""
    communs = "\n".join(f"* [[{_wiki(noms.get(one, one))}]]" for one in defi.communs)
    parts = [
        f"= {_wiki(defi.titre) or _UNTITLED} =",
        _wiki(defi.description) or f"''Description\u00a0: {_TO_WRITE}.''",
        "== Le besoin ==",
        _asked(asked),
        "== Communs qui peuvent y répondre ==",
        communs or f"* {_TO_WRITE}",
        "== Étape de développement ==",
        "\n".join(f"* '''{name}'''\u00a0: {_wiki(value)}" for name, value in _step(defi)),
        "== Contribuer, cofinancer ==",
        f"* Fil du forum\u00a0: {defi.lien or _TO_WRITE}",
        f"''Ces chiffres\u00a0: {CAVEAT}.''",
        "[[Catégorie:Défi]]",
    ]
    return "\n\n".join(parts) + "\n"


def _asked(asked: Demande) -> str:
    """Counts that point at nobody: rounded when few."""
    said = [f"Demandé par {rounded(asked.personnes)}"]
    if asked.lieux > 1:
        said.append(f"dans {asked.lieux} lieux connus")
    if asked.regions > 1:
        said.append(f"et {asked.regions} régions")
    willing = [
        f"{count} {word}"
        for count, word in (
            (asked.contribuer, "prêt·es à contribuer"),
            (asked.cofinancer, "prêt·es à cofinancer"),
        )
        if count > 1
    ]
    return " ".join(said) + "." + (f" Parmi eux\u00a0: {', '.join(willing)}." if willing else "")


def _step(defi: Defi) -> tuple[tuple[str, str], ...]:
    budget = f"{defi.etape.budget}\u00a0€" if defi.etape.budget is not None else _TO_WRITE
    return (
        ("quoi", defi.etape.quoi or _TO_WRITE),
        ("quand", defi.etape.quand or _TO_WRITE),
        ("budget", budget),
        ("qui porte", defi.porteur or _TO_WRITE),
    )


def _how(numero: int | None) -> str:
    if numero is None:
        return "Répondez à ce message."
    return (
        f"Répondez à ce message, ou écrivez au robot\u00a0: **moi aussi {numero}**, **prêt à contribuer {numero}**, "
        f"**prêt à cofinancer {numero}**."
    )


def _list(lines: list[str], otherwise: str) -> str:
    return "\n".join(lines) or otherwise


def _markdown(text: str) -> str:
    """Text that Markdown reads as nothing else; on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _wiki(text: str) -> str:
    """Text that the wiki reads as nothing else; on one line."""
    return _WIKI.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))
