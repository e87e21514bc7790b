"""What people type or tap to steer: exact words, reactions, and words that are nearly a command.

Everything is compared folded: case, accents, apostrophes, hyphens and punctuation do not count.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from rapidfuzz.distance import OSA

from aiguilleur_bot.dialogue.giving import read_giving
from aiguilleur_bot.dialogue.mots import Command, Mot
from aiguilleur_bot.dialogue.spoken import bare, read_spoken
from aiguilleur_bot.knowledge.folding import flat

EXACT = MappingProxyType(
    {
        "aide": Mot.AIDE,
        "humain": Mot.HUMAIN,
        "autre": Mot.AUTRE,
        "corriger": Mot.CORRIGER,
        "retirer": Mot.RETIRER,
        "mes donnees": Mot.MES_DONNEES,
        "mes donnees json": Mot.MES_DONNEES_JSON,
        "mes donnees en json": Mot.MES_DONNEES_JSON,
        "oublie moi": Mot.OUBLIE_MOI,
        "robot": Mot.ROBOT,
        "fiche fausse": Mot.FICHE_FAUSSE,
        "cette fiche est fausse": Mot.FICHE_FAUSSE,
        "mes contacts": Mot.MES_CONTACTS,
        "retirer mon contact": Mot.RETIRER_CONTACT,
        "oublie mon lieu": Mot.OUBLIE_LIEU,
        "oui": Mot.OUI,
        "non": Mot.NON,
    }
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


def strip_reaction(cle: str) -> str:
    """A reaction without skin tone, gender or variation selector: 🙋🏽‍♀️ is 🙋, 1️⃣ is 1⃣."""
    return _NOT_KEPT.sub("", cle.split("\u200d", maxsplit=1)[0]).strip()


def read_tap(cle: str) -> Command | None:
    """What a reaction of the asker means, or None."""
    return _REACTIONS.get(strip_reaction(cle))


def read_exact(texte: str) -> Command | None:
    """The word that `texte` is, to the letter: what counts without a mention in a thread."""
    folded = flat(texte)
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
    folded = flat(texte)
    for words in dict.fromkeys((folded, bare(folded))):
        if words in EXACT:
            return Command(EXACT[words])
        if chosen := _CHOICE.fullmatch(words):
            return Command(Mot.CHOIX, int(chosen[1]))
        if withdrawn := _WITHDRAW.fullmatch(words):
            return Command(Mot.RETIRER, int(withdrawn[1]))
    if led := _WITH_WORDS.fullmatch(texte):
        return Command(EXACT[led[1].lower()], reste=led[2].strip())
    if brought := read_giving(texte):
        return brought
    return read_spoken(folded) if folded else None


def greets(texte: str) -> bool:
    """Whether it opens with a greeting: « Bonjour, vous allez bien ? »."""
    first = flat(texte).split(maxsplit=1)[:1]
    return first in (["bonjour"], ["bonsoir"], ["salut"], ["coucou"], ["hello"])


def near(texte: str) -> Mot | None:
    """The command a short message nearly is (« mes donnes », « humian »), or None when it is one or none."""
    folded = bare(flat(texte))
    if not 3 < len(folded) <= 16 or folded in EXACT:
        return None
    for mot in _NEAR:
        word = flat(mot)
        far = 1 if len(word) <= 6 else 2
        if folded == word[1:] or (folded[0] == word[0] and OSA.distance(folded, word, score_cutoff=far) <= far):
            return mot
    return None
