"""What aiguilleurs type or tap: exact words only, so that talk in the room stays talk.

Everything is compared folded: case, accents, apostrophes, hyphens and punctuation do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz.distance import OSA

from aiguilleur_bot.handoff import absences, comptes
from aiguilleur_bot.knowledge.folding import flat


class Mot(StrEnum):
    """The words of the desk. The value is how the bot writes them."""

    PRENDRE = "prendre"
    PASSER = "passer"
    RELACHER = "relâcher"
    CONTACT = "contact"
    CLORE = "clore"
    ROUVRIR = "rouvrir"
    ATTENDRE = "attendre"
    REPRENDRE = "reprendre"
    PREPARER = "préparer"
    TRANSMETTRE = "transmettre"
    MES_BESOINS = "mes besoins"
    MON_TEMPS = "mon temps"
    ABSENT = "absent"
    ME_VOILA = "je suis là"
    PAUSE = "pause"
    CRENEAUX = "mes créneaux"
    INVITER = "inviter"
    RETIRER = "retirer"
    HEURES = "heures"
    TABLEAU = "tableau"
    FERMER = "fermer mes sessions"
    AIDE = "aide"
    OUI = "oui"
    NON = "non"
    CHOIX = "choix"


@dataclass(frozen=True, slots=True)
class Word:
    """A word read. `numero` is None when the card says which besoin; `compte` and `reste` are what follows.

    `choix` is the number of a closed choice (CHOIX only).
    """

    mot: Mot
    numero: int | None = None
    compte: str = ""
    reste: str = ""
    choix: int = 0


_NUMBER = r"(?:(?:le|la|du|sur le|pour le|celui du) )?(?:n |no |numero )?(\d{1,9})"
_POLITE = r"(?: (?:svp|stp|merci))?"

_SHAPES = MappingProxyType(
    {
        Mot.PRENDRE: r"je (?:le |la |m en |l )?(?:prends|prend|occupe)|prendre|prends|je m en occupe|pour moi",
        Mot.PASSER: r"(?:je )?passer?|je passe mon tour|pas pour moi|sans moi",
        Mot.RELACHER: r"(?:je )?(?:le |la )?(?:relache|rends)|relacher|rendre|je (?:ne )?peux plus",
        Mot.CONTACT: (
            r"(?:premier )?contact(?: fait| pris| etabli)?|c est fait|contactee?|je l ai (?:contactee?|appelee?)"
            r"|(?:je lui ai|j ai) (?:ecrit|parle|telephone)|on s est parle"
        ),
        Mot.CLORE: r"(?:je )?clo(?:re|s|turer?)|(?:c est )?(?:clos|termine)|fermer|je (?:le |la )?(?:ferme|termine)",
        Mot.ROUVRIR: r"(?:je )?(?:le |la )?(?:rouvrir|rouvre|reouvrir)",
        Mot.REPRENDRE: r"(?:je )?(?:le |la )?(?:reprends|reprendre)",
        Mot.PREPARER: r"(?:je )?prepare[rz]?|preparation|brief",
        Mot.MES_BESOINS: r"mes (?:besoins|demandes)|mes demandes en cours",
        Mot.MON_TEMPS: r"mon temps|mes heures",
        Mot.HEURES: r"heures|les heures",
        Mot.TABLEAU: r"(?:le |mon )?tableau(?: de bord)?",
        Mot.FERMER: r"(?:je )?ferme[rz]? (?:toutes )?mes sessions|deconnecte[rz]? moi",
        Mot.PAUSE: r"(?:je (?:fais|prends) une |en )?pause",
        Mot.AIDE: r"aide",
        Mot.OUI: r"oui|d accord|ok|j accepte",
        Mot.NON: r"non|je refuse|non merci",
    }
)
_PATTERNS = tuple(
    (mot, re.compile(rf"(?:{_NUMBER} )?(?:est )?(?:{shape})(?: {_NUMBER})?{_POLITE}")) for mot, shape in _SHAPES.items()
)
_WITH_REST = tuple(
    (mot, re.compile(rf"(?:{shape})(?: {_NUMBER}(?= |$))?(?: (.*))?"))
    for mot, shape in (
        (Mot.ATTENDRE, r"(?:j )?attend(?:re|s)|(?:mettre )?en attente|attente"),
        (Mot.CRENEAUX, r"mes (?:creneaux|horaires|disponibilites)(?: sont)?"),
        (Mot.INVITER, r"inviter?"),
        (Mot.RETIRER, r"retirer?"),
        (Mot.TRANSMETTRE, r"(?:je )?(?:le |la )?transmet(?:tre|s)|passer la main|confier"),
    )
)
_HANDS = frozenset("✋🤚🖐🙋")
_TAPS = MappingProxyType(
    {"👍": Mot.OUI, "✅": Mot.OUI, "✔": Mot.OUI, "👌": Mot.OUI, "👎": Mot.NON, "❌": Mot.NON, "✖": Mot.NON}
)
_MODIFIERS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CHOICE = re.compile(r"(?:le |la |l |numero |n |no |option |choix )?([1-9])")
_WORD = re.compile(r"[^\W_]+")
_ANY_DAY = date(2026, 1, 1)
_ONE_LINE = 80
_ABOUT_SOMEBODY = (Mot.INVITER, Mot.RETIRER)
_NEAR = tuple(
    mot
    for mot in Mot
    if mot not in (Mot.CHOIX, Mot.OUI, Mot.NON, Mot.CONTACT, Mot.HEURES, Mot.ABSENT, Mot.RETIRER, Mot.INVITER)
)


def read(texte: str, mentions: Sequence[str] = ()) -> Word | None:
    """The word of the desk that `texte` is, or None when it is only talk.

    `mentions` are the accounts the message points at, in order: on some platforms their words are only a name.
    """
    if tapped := read_tap(texte):
        return tapped
    named = comptes.named(texte) or list(mentions)
    if away := _away(texte, named):
        return away
    folded = flat(comptes.without(texte))
    for mot, pattern in _PATTERNS:
        if found := pattern.fullmatch(folded):
            number = found[1] or found[2]
            return Word(mot, int(number) if number else None)
    for mot, pattern in _WITH_REST:
        if (found := pattern.fullmatch(folded)) and (named or mot not in _ABOUT_SOMEBODY):
            rest = _last_words(comptes.without(texte), len((found[2] or "").split()))
            return Word(mot, int(found[1]) if found[1] else None, named[0] if named else "", rest)
    if chosen := _CHOICE.fullmatch(folded):
        return Word(Mot.CHOIX, choix=int(chosen[1]))
    return None


def _away(texte: str, named: Sequence[str]) -> Word | None:
    """« absent du 3 au 12, relais @x », « je suis là »: the days are read when the day is known."""
    match absences.read(texte, _ANY_DAY) if len(texte) <= _ONE_LINE else None:
        case absences.Retour():
            return Word(Mot.ME_VOILA)
        case absences.Absent(relais=relais):
            # A mention picked from a list leaves only a name in the words.
            account = relais if relais.startswith("@") or not named else named[0]
            return Word(Mot.ABSENT, compte=account, reste=texte)
        case absences.Illisible():
            return Word(Mot.ABSENT, reste=texte)
    return None


def read_tap(cle: str) -> Word | None:
    """What a reaction means: a raised hand of any colour takes, a thumb says yes, 1️⃣ chooses."""
    bare = _MODIFIERS.sub("", cle.strip().split("\u200d")[0])
    if bare in _HANDS:
        return Word(Mot.PRENDRE)
    if bare in _TAPS:
        return Word(_TAPS[bare])
    if len(bare) == 2 and bare[0] in "123456789" and bare[1] == "\u20e3":
        return Word(Mot.CHOIX, choix=int(bare[0]))
    return None


def near(texte: str) -> Mot | None:
    """The word a short message nearly is (« cloer », « relacehr »), or None when it is one or none."""
    folded = flat(texte)
    if not 3 < len(folded) <= 16 or read(texte) is not None:
        return None
    for mot in _NEAR:
        word = flat(mot)
        far = 1 if len(word) <= 6 else 2
        if folded[0] == word[0] and OSA.distance(folded, word, score_cutoff=far) <= far:
            return mot
    return None


def _last_words(texte: str, count: int) -> str:
    """The last words of a message as they were written: folding loses the bars of a date."""
    words = list(_WORD.finditer(texte))
    return texte[words[-count].start() :].strip() if 0 < count <= len(words) else ""
