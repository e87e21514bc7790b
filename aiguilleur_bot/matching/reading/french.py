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
        "1": "un", "1e": "une", "2m1": "demain", "ac": "avec", "acc": "avec", "ajd": "aujourd'hui", "alé": "aller",
        "alor": "alors", "ap": "apres", "apl": "appel", "aprem": "après-midi", "apres": "après",
        "aprèm": "après-midi", "aps": "pas", "asap": "vite", "auj": "aujourd'hui", "aujourdhui": "aujourd'hui",
        "av": "avec", "avc": "avec", "avek": "avec", "avk": "avec", "avt": "avant", "bcoup": "beaucoup",
        "bcp": "beaucoup", "bcp2": "beaucoup de", "bdd": "base de données", "besoi": "besoin", "bezoin": "besoin",
        "bi1": "bien", "biento": "bientôt", "bjr": "bonjour", "bkp": "beaucoup", "bsn": "besoin", "bsr": "bonsoir",
        "bz1": "besoin", "c": "c'est", "cb": "combien", "cc": "coucou", "cest": "c'est", "cetait": "c'était",
        "chak": "chaque", "chake": "chaque", "cher": "cher", "cherch": "cherche", "ché": "sais", "chq": "chaque",
        "chrch": "cherche", "chrche": "cherche", "chui": "suis", "chuis": "suis", "cki": "qui", "cmb": "combien",
        "cme": "comme", "cmme": "comme", "cmt": "comment", "combi1": "combien", "comen": "comment",
        "coment": "comment", "commen": "comment", "conait": "connait", "cotis": "cotisations", "cotiz": "cotisation",
        "d": "des", "dac": "d'accord", "dacc": "d'accord", "dc": "donc", "dde": "demande",
        "dem1": "demain", "dja": "déjà", "dmd": "demande", "dmde": "demande", "dps": "depuis", "dpuis": "depuis",
        "ds": "dans", "dsl": "désolé", "dun": "d'un", "dune": "d'une", "ensbl": "ensemble", "esk": "est-ce que",
        "eske": "est-ce que", "ete": "été", "é": "et", "fau": "faut", "fb": "Facebook", "fèr": "faire", "fo": "faut",
        "fodra": "faudra", "fodrait": "faudrait", "fodré": "faudrait", "fô": "faut", "g": "j'ai",
        "gbesoin": "j'ai besoin", "ggl": "Google", "gpa": "j'ai pas", "gpu": "j'ai plus", "grp": "groupe",
        "grpe": "groupe", "grv": "grave", "gt": "j'étais", "ispa": "pas", "jai": "j'ai", "jamé": "jamais",
        "jc": "je sais", "jfai": "je fais", "jms": "jamais", "jr": "jour", "jrs": "jours", "jsp": "je sais pas",
        "jspr": "j'espère", "jsui": "je suis", "jsuis": "je suis", "jve": "je veux", "jveu": "je veux",
        "jveux": "je veux", "ka": "qu'à", "kan": "quand", "ke": "que", "kel": "quel", "kelk1": "quelqu'un",
        "kelke": "quelque", "kelkechose": "quelque chose", "kelkes": "quelques", "kelkun": "quelqu'un",
        "kelle": "quelle", "kelles": "quelles", "kels": "quels", "kesk": "qu'est-ce que", "keske": "qu'est-ce que",
        "keskil": "qu'est-ce qu'il", "keskon": "qu'est-ce qu'on", "ki": "qui", "kil": "qu'il", "kils": "qu'ils",
        "kk1": "quelqu'un", "koi": "quoi", "kom": "comme", "koman": "comment", "komen": "comment",
        "koment": "comment", "kon": "qu'on", "konbien": "combien", "kqn": "quelqu'un", "lgiciel": "logiciel",
        "lgtmp": "longtemps", "lgtps": "longtemps", "logi": "logiciel", "lon": "l'on", "lontemps": "longtemps",
        "maintenan": "maintenant", "mci": "merci", "mdp": "mot de passe", "mm": "même",
        "mnt": "maintenant", "mrc": "merci", "ms": "mais", "msg": "message", "mtn": "maintenant",
        "mtnt": "maintenant", "nai": "n'ai", "narrive": "n'arrive", "nb": "nombre", "nn": "non", "nrj": "énergie",
        "ns": "nous", "ntr": "notre", "nv": "nouveau", "nvlle": "nouvelle", "nvo": "nouveau", "nvx": "nouveau",
        "o": "au", "oci": "aussi", "ojd": "aujourd'hui", "ojourdui": "aujourd'hui", "ossi": "aussi", "pa": "pas",
        "parske": "parce que", "paske": "parce que", "pb": "problème", "pbm": "problème", "pbs": "problèmes",
        "pcke": "parce que", "pcq": "parce que", "peu": "peut", "pê": "peut-être", "pk": "pourquoi",
        "pke": "parce que", "pkoi": "pourquoi", "pl1": "plein", "plrs": "plusieurs", "plsrs": "plusieurs",
        "pr": "pour", "prblm": "problème", "prk": "pourquoi", "prob": "problème", "probs": "problèmes",
        "prs": "personnes", "psk": "parce que", "pske": "parce que", "ptet": "peut-être", "ptetre": "peut-être",
        "ptêt": "peut-être", "pti": "petit", "ptit": "petit", "pwd": "mot de passe", "qd": "quand", "qlq": "quelque",
        "qlqch": "quelque chose", "qlqchose": "quelque chose", "qlqn": "quelqu'un", "qlqs": "quelques",
        "qlqun": "quelqu'un", "qq": "quelque", "qq1": "quelqu'un", "qqch": "quelque chose",
        "qqchose": "quelque chose", "qqn": "quelqu'un", "qqs": "quelques", "qques": "quelques", "qqun": "quelqu'un",
        "quelquun": "quelqu'un", "quil": "qu'il", "quils": "qu'ils", "quon": "qu'on", "rdv": "rendez-vous",
        "ri1": "rien", "rsv": "réserver", "rv": "rendez-vous", "sa": "ça", "slt": "salut", "snn": "sinon",
        "srtt": "surtout", "ss": "sans", "stp": "s'il te plaît", "surtt": "surtout", "svnt": "souvent",
        "svp": "s'il vous plaît", "svt": "souvent", "tjours": "toujours", "tjr": "toujours", "tjrs": "toujours",
        "tjs": "toujours", "tlm": "tout le monde", "tlmd": "tout le monde", "toujour": "toujours", "tps": "temps",
        "trv": "trouver", "trvr": "trouver", "ts": "tous", "tt": "tout", "tte": "toute", "ttes": "toutes",
        "ttlm": "tout le monde", "ttlmonde": "tout le monde", "utilz": "utilise", "vazi": "vas-y", "ve": "veut",
        "veu": "veut", "vla": "voilà", "vrment": "vraiment", "vrmt": "vraiment", "vs": "vous", "vtr": "votre",
        "xav": "besoin", "ya": "il y a", "yaka": "il y a qu'à", "yaurait": "il y aurait", "yen": "il y en",
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
    decomposed = unicodedata.normalize("NFKD", text).translate(_LIGATURES)  # In that order: « Ǣ » is Æ, and a macron.
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
    folded = fold(_spelt_out(_plain(form)))
    return _REPETITION.sub(r"\1\1", folded)


def _spelt_out(whole: str) -> str:
    """An abbreviation in full; in capitals, three letters or more are an acronym: "AVC", "RSA"."""
    return whole if whole.isupper() and len(whole) > 2 else FRENCH_SMS.get(whole.lower(), whole)


def _plain(form: str) -> str:
    whole = _INCLUSIVE_ENDING.sub("", form)
    return whole + "s" if whole != form and form.rstrip(")").endswith("s") and not whole.endswith("s") else whole


def for_encoder(text: str) -> str:
    """The text as the sentence encoder reads it best: spelt out, without shouting, endings simplified."""
    plain = clean(text).translate(_LIGATURES)
    if sum(c.isupper() for c in plain) > 0.6 * sum(c.isalpha() for c in plain) and len(plain) > 12:
        plain = plain.lower()

    def spell(m: re.Match[str]) -> str:
        elided = plain[m.end() : m.end() + 1] == "'"  # "c'est", "d'un": no abbreviation.
        return m.group() if elided else _spelt_out(_plain(m.group()))

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
