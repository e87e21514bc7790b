"""Addresses people give of themselves: what is one, and of which kind. Pure text, nothing is looked up."""

from __future__ import annotations

import re

from aiguilleur_bot.knowledge.folding import flat

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"https?://[^\s<>()«»\"\[\]*`]+[^\s<>()«»\"\[\]*`.,;:!?…]")
"""A link in a sentence, without the sign that ends the sentence."""

_PHONE = re.compile(r"(?:\+\d{2,3}\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\u00a0-]?\d{2}){4}")
_BARE_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:org|fr|com|net|coop|eu|info|io|re|bzh|cc|be|ch)(?:/\S*)?")
_SHARED = re.compile(
    r"(?:contact|bonjour|hello|info|infos|accueil|asso|association|mairie|secretariat|equipe|support|aide|coucou|admin"
    r"|administration|bureau|collectif|communication|com|coordination|reservation|reservations|lieu|tierslieu)[\w.+-]*"
)
_LONGEST = 200
_DIALLED = re.compile(r"\+?[\d\s.()\u00a0-]{6,40}")
_FRENCH = ("33", "262", "590", "594", "596")
"""Countries whose numbers are dialled « 0… » from France, the overseas departments included."""

_NATIONAL = 9
"""Digits of such a number, after the 0."""


def read_address(texte: str) -> tuple[str, str] | None:
    """The kind (courriel, telephone, site) and the address that `texte` is; None when it is none, or more than one."""
    said = texte.strip().strip("<>").removeprefix("mailto:").strip()
    if len(said) > _LONGEST:
        return None
    if MAIL.fullmatch(said):
        return "courriel", said
    if _PHONE.fullmatch(said):
        return "telephone", said
    if LINK.fullmatch(said):
        return "site", said
    return ("site", f"https://{said}") if _BARE_SITE.fullmatch(said) else None


def same_address(texte: str) -> str:
    """A mail address or a phone number in the one way of writing it that all its others share.

    « Moi@Exemple.net » is moi@exemple.net; « +33 (0)1 23 45 67 89 » is 0123456789, as one dials it in France.
    """
    said = texte.strip().strip("<>").removeprefix("mailto:").strip().casefold()
    if not _DIALLED.fullmatch(said):
        return said
    digits = re.sub(r"\D", "", said)
    if not said.startswith(("+", "00")):
        return digits
    abroad = digits.removeprefix("00")
    for code in _FRENCH:
        if abroad.startswith(code) and len(rest := abroad.removeprefix(code).lstrip("0")) == _NATIONAL:
            return f"0{rest}"
    return f"+{abroad}"


def first_link(texte: str) -> str:
    """The first link said in `texte`, or a bare site alone; empty when there is none."""
    found = LINK.search(texte)
    if found:
        return found[0]
    alone = read_address(texte)
    return alone[1] if alone is not None and alone[0] == "site" else ""


def without_links(texte: str) -> str:
    """`texte` without its links."""
    return " ".join(LINK.sub(" ", texte).split())


def of_an_organisation(texte: str) -> str:
    """The address in `texte` that can only be an organisation's: a site, or a shared mailbox (contact@, accueil@…).

    Empty when there is none: a personal address is kept only from the person it is, who agrees to it.
    """
    mails = [mail for mail in MAIL.findall(texte) if _SHARED.fullmatch(flat(mail.split("@", 1)[0]).replace(" ", ""))]
    return mails[0] if mails else first_link(texte)
