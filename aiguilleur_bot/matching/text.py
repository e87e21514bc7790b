"""What a message says, made comparable: words as typed, their folded form, their French stem.

Words keep the form the person typed, so that a reason shown to them quotes their own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import Stemmer

from aiguilleur_bot.matching.stopwords import MOTS_VIDES

LONGUEUR_MAX = 2000
"""Characters read of a message. What comes after is a paste, not a need."""

_LIENS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,190}\.\w{2,20}")
_MENTIONS = re.compile(r"(?<!\w)@[\w.:-]+")
_DIESES = re.compile(r"#(?=\w)")
_BOSSES = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_MARQUES = "·•‧∙⋅"
_SUFFIXES = "e|es|s|ne|nes|le|les|te|tes|se|ses|ve|ves|ere|eres|ère|ères|euse|euses|rice|rices|trice|trices|x"
MOT = re.compile(
    rf"[^\W_]+(?:[{_MARQUES}][^\W\d_]+)+|[^\W\d_]{{3,}}(?:[.(-](?:{_SUFFIXES})\b\)?){{1,2}}(?!\w)|[^\W_]+",
    re.IGNORECASE,
)
_COUPE_INCLUSIF = re.compile(rf"[{_MARQUES}.(-].*$")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_REPETITION = re.compile(r"(\w)\1{2,}")

FRENCH_SMS = MappingProxyType(
    {
        "1": "un", "alor": "alors", "ac": "avec", "acc": "avec", "ap": "apres", "apl": "appel", "asap": "vite",
        "av": "avec", "bcp": "beaucoup", "bjr": "bonjour", "bsr": "bonsoir", "c": "c'est", "cb": "combien",
        "cc": "coucou", "ché": "sais", "cher": "cher", "chui": "suis", "cki": "qui", "cmb": "combien",
        "cmt": "comment", "comen": "comment", "coment": "comment", "conait": "connait", "d": "des", "dc": "donc",
        "ds": "dans", "dsl": "désolé", "é": "et", "fo": "faut", "fodrait": "faudrait", "g": "j'ai", "gt": "j'étais",
        "ispa": "pas", "ke": "que", "kel": "quel", "kelk1": "quelqu'un", "kelkun": "quelqu'un", "kelke": "quelque",
        "keskil": "qu'est-ce qu'il", "ki": "qui", "koi": "quoi", "komen": "comment", "kom": "comme", "kan": "quand",
        "lgtps": "longtemps", "lgiciel": "logiciel", "mm": "même", "ms": "mais", "msg": "message", "nb": "nombre",
        "ns": "nous", "oci": "aussi", "ossi": "aussi", "pb": "problème", "pbm": "problème", "pcq": "parce que",
        "pk": "pourquoi", "pkoi": "pourquoi", "pr": "pour", "prk": "pourquoi", "ptet": "peut-être", "pti": "petit",
        "ptit": "petit", "qd": "quand", "qqch": "quelque chose", "qqn": "quelqu'un", "qqun": "quelqu'un",
        "qq1": "quelqu'un", "qlq": "quelque", "qlqun": "quelqu'un", "rdv": "rendez-vous", "rv": "rendez-vous",
        "sa": "ça", "slt": "salut", "ss": "sans", "stp": "s'il te plaît", "svp": "s'il vous plaît", "tjr": "toujours",
        "tjs": "toujours", "tps": "temps", "ts": "tous", "tt": "tout", "tte": "toute", "ttes": "toutes",
        "vs": "vous", "vrmt": "vraiment", "xav": "besoin", "ya": "il y a", "jfai": "je fais", "jsp": "je sais pas",
        "jsui": "je suis", "ete": "été", "ve": "veut", "veu": "veut", "peu": "peut", "besoi": "besoin",
    }
)  # fmt: skip


_ECARTS = re.compile(r"[' -]+")

Forme = tuple[str, str]
"""A word as typed, and folded."""


@dataclass(frozen=True, slots=True)
class Mot:
    """One word of content: `forme` as typed, `plie` folded, `racine` its stem or its family's."""

    forme: str
    plie: str
    racine: str


def fold(texte: str) -> str:
    """Lower case, without accents, one kind of apostrophe, ligatures opened."""
    if texte.isascii():
        return texte.lower()
    decompose = unicodedata.normalize("NFKD", texte.translate(_LIGATURES))
    return "".join(c for c in decompose if not unicodedata.combining(c)).lower()


def clean(texte: str) -> str:
    """Drop links, addresses, mentions, emoji and control characters; open hashtags. The person's words stay."""
    court = _LIENS.sub(" ", texte[: 2 * LONGUEUR_MAX])
    court = _MENTIONS.sub(" ", court)
    if "#" in court:
        court = " ".join(_BOSSES.sub(" ", m) if m.startswith("#") else m for m in court.split())
        court = _DIESES.sub("", court)
    if not court.isascii():
        court = "".join(c if unicodedata.category(c)[0] in "LNPZM" or c == "€" else " " for c in court)
    return " ".join(court.split())[:LONGUEUR_MAX]


def forms(texte: str) -> tuple[str, ...]:
    """The words of a text as typed, in order, elisions split, inclusive endings kept."""
    return tuple(m.group() for m in MOT.finditer(clean(texte)))


def words(texte: str) -> tuple[Forme, ...]:
    """(form as typed, folded) of every word; a form spelt out in several words gives several."""
    return tuple((forme, plie) for forme in forms(texte) for plie in _ECARTS.split(fold_word(forme)) if plie)


def fold_word(forme: str) -> str:
    """One word folded: "adhérent·es" and "usager.e.s" are plurals, "trooop" loses its echo, "kelk1" is spelt out."""
    entier = _plain(forme)
    connu = FRENCH_SMS.get(entier.lower())
    plie = fold(connu if connu is not None else entier)
    return _REPETITION.sub(r"\1\1", plie)


def _plain(forme: str) -> str:
    entier = _COUPE_INCLUSIF.sub("", forme)
    return entier + "s" if entier != forme and forme.rstrip(")").endswith("s") and not entier.endswith("s") else entier


def for_encoder(texte: str) -> str:
    """The text as the sentence encoder reads it best: spelt out, without shouting, endings simplified."""
    propre = clean(texte).translate(_LIGATURES)
    if sum(c.isupper() for c in propre) > 0.6 * sum(c.isalpha() for c in propre) and len(propre) > 12:
        propre = propre.lower()

    def ecrire(m: re.Match[str]) -> str:
        entier = _plain(m.group())
        return FRENCH_SMS.get(entier.lower(), entier)

    return MOT.sub(ecrire, propre) or "."


class Reader:
    """Reads texts into words of content, with the word families of the base (`[adhérent, adhésion]`).

    Families may hold expressions ("emploi du temps"); the longest one that is read wins.
    Immutable after construction, hence thread-safe: PyStemmer objects are not, each reading makes its own.
    """

    def __init__(self, familles: Iterable[Sequence[str]] = ()) -> None:
        lues: dict[tuple[str, ...], str] = {}
        for famille in familles:
            cles = [cle for membre in famille if (cle := tuple(racine for _, _, racine in _stemmed(words(membre))))]
            for cle in cles:
                lues.setdefault(cle, "_".join(cles[0]))
        self._familles = MappingProxyType(lues)
        self._plus_longue: dict[str, int] = {}
        for cle in lues:
            self._plus_longue[cle[0]] = max(len(cle), self._plus_longue.get(cle[0], 0))

    def read(self, formes: Sequence[Forme]) -> tuple[Mot, ...]:
        """The words of content among `words(texte)`, in order: stop words and lone letters dropped."""
        mots = _stemmed(formes)
        lus: list[Mot] = []
        rang = 0
        while rang < len(mots):
            pris, racine = self._family(mots, rang)
            forme, plie, propre = mots[rang]
            if racine is not None:
                ensemble = " ".join(dict.fromkeys(forme for forme, _, _ in mots[rang : rang + pris]))
                lus.append(Mot(ensemble, plie, racine))
            elif len(plie) > 1 and plie not in MOTS_VIDES:
                lus.append(Mot(forme, plie, propre))
            rang += pris
        return tuple(lus)

    def _family(self, mots: Sequence[tuple[str, str, str]], rang: int) -> tuple[int, str | None]:
        longueur_max = self._plus_longue.get(mots[rang][2], 0)
        for longueur in range(min(longueur_max, len(mots) - rang), 0, -1):
            cle = tuple(racine for _, _, racine in mots[rang : rang + longueur])
            if cle in self._familles:
                return longueur, self._familles[cle]
        return 1, None


def stems(plies: Iterable[str]) -> tuple[str, ...]:
    """The French stems of folded words."""
    return tuple(racine for _, _, racine in _stemmed([(plie, plie) for plie in plies]))


def _stemmed(formes: Sequence[Forme]) -> list[tuple[str, str, str]]:
    racineur = Stemmer.Stemmer("french", 0)
    return [(forme, plie, fold(racineur.stemWord(_singular(plie)))) for forme, plie in formes]


def _singular(plie: str) -> str:
    # Snowball keeps "usagers" apart from "usager": one plural mark less brings them together.
    return plie[:-1] if len(plie) > 4 and plie.endswith("s") else plie


def ngrams(formes: Sequence[Forme], taille: int = 4) -> tuple[str, ...]:
    """Character n-grams of the folded words of content, each padded with spaces: what a typo leaves intact."""
    morceaux: list[str] = []
    for _, plie in formes:
        if len(plie) > 1 and plie not in MOTS_VIDES:
            borde = f" {plie} "
            morceaux.extend(borde[i : i + taille] for i in range(max(1, len(borde) - taille + 1)))
    return tuple(morceaux)
