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

from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS

NBSP = "\u00a0"
"""The no-break space of French punctuation."""
LENGTH_MAX = 2000
"""Characters read of a message. What comes after is a paste, not a need."""

_LINKS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,190}\.\w{2,20}")
_MENTIONS = re.compile(r"(?<!\w)@[\w.:-]+")
_HASHES = re.compile(r"#(?=\w)")
_HUMPS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_MARKS = "·•‧∙⋅"
_SUFFIXES = "e|es|s|ne|nes|le|les|te|tes|se|ses|ve|ves|ere|eres|ère|ères|euse|euses|rice|rices|trice|trices|x"
WORD = re.compile(
    rf"[^\W_]+(?:[{_MARKS}][^\W\d_]+)+|[^\W\d_]{{3,}}(?:[.(-](?:{_SUFFIXES})\b\)?){{1,2}}(?!\w)|[^\W_]+",
    re.IGNORECASE,
)
_INCLUSIVE_ENDING = re.compile(rf"[{_MARKS}.(-].*$")
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


_GAPS = re.compile(r"[' -]+")

Form = tuple[str, str]
"""A word as typed, and folded."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of content: `form` as typed, `folded` folded, `stem` its stem or its family's."""

    form: str
    folded: str
    stem: str


def fold(text: str) -> str:
    """Lower case, without accents, one kind of apostrophe, ligatures opened."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def clean(text: str) -> str:
    """Drop links, addresses, mentions, emoji and control characters; open hashtags. The person's words stay."""
    short = _LINKS.sub(" ", text[: 2 * LENGTH_MAX])
    short = _MENTIONS.sub(" ", short)
    if "#" in short:
        short = " ".join(_HUMPS.sub(" ", m) if m.startswith("#") else m for m in short.split())
        short = _HASHES.sub("", short)
    if not short.isascii():
        short = "".join(c if unicodedata.category(c)[0] in "LNPZM" or c == "€" else " " for c in short)
    return " ".join(short.split())[:LENGTH_MAX]


def forms(text: str) -> tuple[str, ...]:
    """The words of a text as typed, in order, elisions split, inclusive endings kept."""
    return tuple(m.group() for m in WORD.finditer(clean(text)))


def words(text: str) -> tuple[Form, ...]:
    """(form as typed, folded) of every word; a form spelt out in several words gives several."""
    return tuple((form, folded) for form in forms(text) for folded in _GAPS.split(fold_word(form)) if folded)


def fold_word(form: str) -> str:
    """One word folded: "adhérent·es" and "usager.e.s" are plurals, "trooop" loses its echo, "kelk1" is spelt out."""
    whole = _plain(form)
    known = FRENCH_SMS.get(whole.lower())
    folded = fold(known if known is not None else whole)
    return _REPETITION.sub(r"\1\1", folded)


def _plain(form: str) -> str:
    whole = _INCLUSIVE_ENDING.sub("", form)
    return whole + "s" if whole != form and form.rstrip(")").endswith("s") and not whole.endswith("s") else whole


def for_encoder(text: str) -> str:
    """The text as the sentence encoder reads it best: spelt out, without shouting, endings simplified."""
    plain = clean(text).translate(_LIGATURES)
    if sum(c.isupper() for c in plain) > 0.6 * sum(c.isalpha() for c in plain) and len(plain) > 12:
        plain = plain.lower()

    def spell(m: re.Match[str]) -> str:
        whole = _plain(m.group())
        return FRENCH_SMS.get(whole.lower(), whole)

    return WORD.sub(spell, plain) or "."


class Reader:
    """Reads texts into words of content, with the word families of the base (`[adhérent, adhésion]`).

    Families may hold expressions ("emploi du temps"); the longest one that is read wins.
    Immutable after construction, hence thread-safe: PyStemmer objects are not, each reading makes its own.
    """

    def __init__(self, families: Iterable[Sequence[str]] = ()) -> None:
        known: dict[tuple[str, ...], str] = {}
        for family in families:
            keys = [key for member in family if (key := tuple(stem for _, _, stem in _stemmed(words(member))))]
            for key in keys:
                known.setdefault(key, "_".join(keys[0]))
        self._families = MappingProxyType(known)
        self._longest: dict[str, int] = {}
        for key in known:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def read(self, typed: Sequence[Form]) -> tuple[Word, ...]:
        """The words of content among `words(text)`, in order: stop words and lone letters dropped."""
        stemmed = _stemmed(typed)
        found: list[Word] = []
        position = 0
        while position < len(stemmed):
            taken, stem = self._family(stemmed, position)
            form, folded, own = stemmed[position]
            if stem is not None:
                together = " ".join(dict.fromkeys(form for form, _, _ in stemmed[position : position + taken]))
                found.append(Word(together, folded, stem))
            elif len(folded) > 1 and folded not in STOP_WORDS:
                found.append(Word(form, folded, own))
            position += taken
        return tuple(found)

    def _family(self, stemmed: Sequence[tuple[str, str, str]], position: int) -> tuple[int, str | None]:
        """How many words the longest family member read there takes, and its stem; one word and None when none is."""
        longest = self._longest.get(stemmed[position][2], 0)
        for length in range(min(longest, len(stemmed) - position), 0, -1):
            key = tuple(stem for _, _, stem in stemmed[position : position + length])
            if key in self._families:
                return length, self._families[key]
        return 1, None


def stems(words_folded: Iterable[str]) -> tuple[str, ...]:
    """The French stems of folded words."""
    return tuple(stem for _, _, stem in _stemmed([(folded, folded) for folded in words_folded]))


def _stemmed(typed: Sequence[Form]) -> list[tuple[str, str, str]]:
    stemmer = Stemmer.Stemmer("french", 0)
    return [(form, folded, fold(stemmer.stemWord(_singular(folded)))) for form, folded in typed]


def _singular(folded: str) -> str:
    # Snowball keeps "usagers" apart from "usager": one plural mark less brings them together.
    return folded[:-1] if len(folded) > 4 and folded.endswith("s") else folded


def ngrams(typed: Sequence[Form], size: int = 4) -> tuple[str, ...]:
    """Character n-grams of the folded words of content, each padded with spaces: what a typo leaves intact."""
    pieces: list[str] = []
    for _, folded in typed:
        if len(folded) > 1 and folded not in STOP_WORDS:
            padded = f" {folded} "
            pieces.extend(padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))
    return tuple(pieces)
