"""What people type or tap to steer: exact words, reactions, and words that are nearly a command.

Everything is compared folded: case, accents, apostrophes, hyphens and punctuation do not count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz.distance import OSA


class Mot(StrEnum):
    """The words that steer. The value is how the bot writes them."""

    AIDE = "aide"
    HUMAIN = "humain"
    AUTRE = "autre"
    CORRIGER = "corriger"
    RETIRER = "retirer"
    MES_DONNEES = "mes données"
    OUBLIE_MOI = "oublie-moi"
    ROBOT = "robot"
    OUI = "oui"
    NON = "non"
    CHOIX = "choix"
    MERCI = "merci"
    BONJOUR = "bonjour"


@dataclass(frozen=True, slots=True)
class Command:
    """A word read. `numero` is the choice (1 to 4) or the besoin to withdraw; `reste` what follows on the line."""

    mot: Mot
    numero: int = 0
    reste: str = ""


EXACT = MappingProxyType(
    {
        "aide": Mot.AIDE,
        "humain": Mot.HUMAIN,
        "autre": Mot.AUTRE,
        "corriger": Mot.CORRIGER,
        "retirer": Mot.RETIRER,
        "mes donnees": Mot.MES_DONNEES,
        "oublie moi": Mot.OUBLIE_MOI,
        "robot": Mot.ROBOT,
        "oui": Mot.OUI,
        "non": Mot.NON,
    }
)

_SAID = MappingProxyType(
    {
        Mot.AIDE: "help, menu, l aide, de l aide, comment ca marche",
        Mot.HUMAIN: "humaine, un humain, une humaine, parler a quelqu un, parler a un humain, parler a une personne, "
        "je veux parler a quelqu un, humain svp, humain s il vous plait, humain stp, humain merci, une personne",
        Mot.AUTRE: "autres, autre chose, une autre, un autre, autre piste, autre svp",
        Mot.CORRIGER: "corrige, correction",
        Mot.RETIRER: "retire, retirer ma demande, annuler, annule, annuler ma demande",
        Mot.MES_DONNEES: "mes infos, mes donnees svp, mes donnees personnelles",
        Mot.OUBLIE_MOI: "oubliez moi, oublie moi svp, efface mes donnees, effacez mes donnees, supprime mes donnees",
        Mot.ROBOT: "le robot, robot revient, reviens robot",
        Mot.OUI: "ouais, oui oui, oui merci, oui svp, oui stp, oui s il vous plait, oui s il te plait, "
        "oui je veux bien, oui volontiers, volontiers, je veux bien, avec plaisir, ok, d accord, oui d accord, yes",
        Mot.NON: "nan, non merci, non non, pas la peine, ce n est pas la peine, no, non pas la peine, non ca va",
        Mot.MERCI: "mercii, merci beaucoup, merci bien, un grand merci, grand merci, super merci, ok merci, "
        "parfait merci, top merci, merci c est parfait, merci a vous, merci a toi, parfait, super",
        Mot.BONJOUR: "bonsoir, salut, coucou, hello, bonjour a tous, bonjour a toutes et tous, salut a tous, hey, yo, "
        "bonjour robot, bonjour le robot, salut le robot",
    }
)

_SPOKEN = MappingProxyType(
    {phrase.strip(): mot for mot, phrases in _SAID.items() for phrase in phrases.split(",")}
    | {"merci": Mot.MERCI, "bonjour": Mot.BONJOUR}
)

_REACTIONS = MappingProxyType(
    {
        "🙋": Command(Mot.HUMAIN),
        "✋": Command(Mot.HUMAIN),
        "👍": Command(Mot.OUI),
        "✅": Command(Mot.OUI),
        "✔": Command(Mot.OUI),
        "👌": Command(Mot.OUI),
        "👎": Command(Mot.NON),
        "❌": Command(Mot.NON),
        "✖": Command(Mot.NON),
        "🙏": Command(Mot.MERCI),
        "❤": Command(Mot.MERCI),
    }
    | {f"{n}⃣": Command(Mot.CHOIX, n) for n in range(1, 5)}
)

_NOT_KEPT = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CHOICE = re.compile(r"(?:le |la |l |numero |n |no |option |choix )?([1-4])")
_WITHDRAW = re.compile(r"retirer (?:le |la )?(?:n |no |numero )?(\d{1,9})")
_WITH_WORDS = re.compile(r"\s*(humain|corriger)\s*[:,\u2013\u2014-]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_NEAR = (Mot.AIDE, Mot.HUMAIN, Mot.AUTRE, Mot.CORRIGER, Mot.RETIRER, Mot.MES_DONNEES, Mot.OUBLIE_MOI, Mot.ROBOT)


def fold(texte: str) -> str:
    """Lower case without accents, ligatures, punctuation or double spaces: « Oublie-moi ! » is `oublie moi`."""
    plain = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def strip_reaction(cle: str) -> str:
    """A reaction without skin tone, gender or variation selector: 🙋🏽‍♀️ is 🙋, 1️⃣ is 1⃣."""
    return _NOT_KEPT.sub("", cle.split("\u200d", maxsplit=1)[0]).strip()


def read_tap(cle: str) -> Command | None:
    """What a reaction of the asker means, or None."""
    return _REACTIONS.get(strip_reaction(cle))


def read_exact(texte: str) -> Command | None:
    """The word that `texte` is, to the letter: what counts without a mention in a thread."""
    folded = fold(texte)
    if folded in EXACT:
        return Command(EXACT[folded])
    if folded in ("1", "2", "3", "4"):
        return Command(Mot.CHOIX, int(folded))
    return None


def read(texte: str) -> Command | None:
    """The command `texte` is, as people say it: « Humain svp », « le 2 », « 👍 », « corriger : un bail rural »."""
    command = read_exact(texte) or read_tap(texte)
    if command is not None:
        return command
    folded = fold(texte)
    if folded in _SPOKEN:
        return Command(_SPOKEN[folded])
    if chosen := _CHOICE.fullmatch(folded):
        return Command(Mot.CHOIX, int(chosen[1]))
    if withdrawn := _WITHDRAW.fullmatch(folded):
        return Command(Mot.RETIRER, int(withdrawn[1]))
    if led := _WITH_WORDS.fullmatch(texte):
        return Command(EXACT[led[1].lower()], reste=led[2].strip())
    return None


def greets(texte: str) -> bool:
    """Whether it opens with a greeting: « Bonjour, vous allez bien ? »."""
    first = fold(texte).split(maxsplit=1)[:1]
    return first in (["bonjour"], ["bonsoir"], ["salut"], ["coucou"], ["hello"])


def near(texte: str) -> Mot | None:
    """The command a short message nearly is (« mes donnes », « humian »), or None when it is one or none."""
    folded = fold(texte)
    if not 3 < len(folded) <= 16 or folded in EXACT:
        return None
    for mot in _NEAR:
        word = fold(mot)
        far = 1 if len(word) <= 6 else 2
        if folded[0] == word[0] and OSA.distance(folded, word, score_cutoff=far) <= far:
            return mot
    return None
