"""Hiding what identifies or opens a door: nobody needs it to help, and the words of a besoin are read by others."""

from __future__ import annotations

import re

_LINK = re.compile(r"\b(?:https?|ftp|matrix)://[^\s<>«»\"]+|\bwww\.[^\s<>«»\"]+", re.IGNORECASE)
_CREDENTIALS = re.compile(r"://[^/\s@]+@")
_SECRET_PARAMETER = re.compile(
    r"[?&#;/](?:[\w.-]*(?:token|jeton|key|cle|secret|password|passwd|pwd|mdp|auth|sig|signature|session|code|invite"
    r"|access|share|sso|otp)[\w.-]*)[=/][^&#\s]+",
    re.IGNORECASE,
)
_OPAQUE = re.compile(r"[/=?#](?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")
_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(
    r"[\w.+-]+\s*[\[(]\s*(?:at|arobase|@)\s*[\])]\s*[\w-]+(?:\s*[\[(]\s*(?:dot|point|\.)\s*[\])]\s*|\.)[\w.-]+",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w])(?:(?:\+|00)\s?\d{2,3}[\s.\u00a0-]?(?:\(0\)[\s.\u00a0-]?)?|0)[1-9](?:[\s.\u00a0/-]?\d{2}){4}(?!\d)"
)
_PASSWORD = re.compile(
    r"\b(mots? de passe|mdp|password|code (?:wi-?fi|d['’]accès))(\s*(?:c['’]est|est|sont|:|=)\s*)(?!\[)(\S+)",
    re.IGNORECASE,
)
_LONG_DIGITS = re.compile(r"(?<!\w)(?:\d{8,}|\d(?:[ .\u00a0-]?\d){8,})(?!\w)")
_ACCOUNT = re.compile(r"(?<![\w.])@[\w.=/+-]+:[\w.-]+(?::\d+)?")


def mask(texte: str) -> str:
    """`texte` without e-mail addresses, phone numbers, chat accounts, bank accounts, long numbers and secret links.

    A link without anything secret stays. Masking twice changes nothing more.
    """
    masked = _LINK.sub(lambda found: "[lien masqué]" if _opens_a_door(found[0]) else found[0], texte)
    parts = _LINK.split(masked)
    links = _LINK.findall(masked)
    shown = [_mask_words(part) for part in parts]
    return "".join(part + link for part, link in zip(shown, [*links, ""], strict=True))


def hides_something(texte: str) -> bool:
    """Whether something was hidden in `texte`: a phrase like this one teaches nothing, and is nobody else's."""
    return "masqué]" in texte or "masquée]" in texte


def _opens_a_door(link: str) -> bool:
    return bool(
        _CREDENTIALS.search(link)
        or _SECRET_PARAMETER.search(link)
        or _OPAQUE.search(link.split("://", 1)[-1])
        or _EMAIL.search(link)
        or _PHONE.search(link)
    )


def _mask_words(texte: str) -> str:
    texte = _PASSWORD.sub(r"\1\2[secret masqué]", texte)
    texte = _ACCOUNT.sub("[compte masqué]", texte)
    texte = _EMAIL.sub("[adresse masquée]", texte)
    texte = _SPOKEN_EMAIL.sub("[adresse masquée]", texte)
    texte = _IBAN.sub("[compte masqué]", texte)
    texte = _PHONE.sub("[téléphone masqué]", texte)
    return _LONG_DIGITS.sub("[numéro masqué]", texte)
