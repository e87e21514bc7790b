"""Where a person is, from what they wrote: « 59 », « Nord », « à Lille », « Hauts-de-France », « dans le 59 ».

Ordinary chat must not be taken for a place: « nous sommes 12 » is not the Aveyron, « trop cher » is not the Cher. So a
number counts only when it is the whole text, and a name inside a sentence only where a place is said (« en Ardèche »,
« à Lille »). Two-digit numbers are départements first: « 32 » is the Gers, whatever the codes of regions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from aiguilleur_bot.knowledge import sentences
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.places import PlaceKind, PlaceName, Places, place_names
from aiguilleur_bot.knowledge.sentences import Token
from aiguilleur_bot.vocabulary import Territoire

_LONGEST_TEXT = 2000
"""Characters read: a place is said early, and a chat message can be a pasted page."""
_LOCATING = frozenset(
    folded_words(
        "moi nous ici je j on c ca est suis sommes habite habitons vis vivons bosse bossons travaille travaillons se"
        " situe situes situee situees base bases basee basees installe installes mon ma notre tiers lieu asso"
        " association trouve trouvons"
    )
)
_POLITE_WORDS = frozenset(
    folded_words("bonjour bonsoir salut coucou hello oui ok alors euh ben bah ah donc voila merci svp stp")
)
_ARTICLES = frozenset(folded_words("le la les l"))
_PREPOSITIONS = _ARTICLES | frozenset(
    folded_words(
        "dans en a au aux vers sur pres de du d des depuis proche departement dept dpt dep region numero commune ville"
        " cote autour"
    )
)
_DEPARTEMENT = frozenset(folded_words("departement dept dpt dep"))
_BEFORE_A_NUMBER = _DEPARTEMENT | frozenset(folded_words("dans le l du depuis numero code postal cp"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place said in a text, by the names it may have been meant as."""

    names: tuple[PlaceName, ...]
    written: str


@dataclass(frozen=True)
class Gazetteer:
    """Reads places in texts. Pure, and safe to share between threads."""

    places: Places

    def read(self, text: str) -> tuple[Territoire, ...]:
        """The places said, by region: one, several when it is ambiguous, none most often."""
        sentence = sentences.tokenise(text[:_LONGEST_TEXT])
        mention = self._whole_text(sentence.tokens)
        mentions = (mention,) if mention else tuple(self._in_the_sentence(sentence))
        return _merged(mentions)

    def region(self, text: str) -> Territoire | None:
        """A region where one is expected (an option, a setting): its INSEE code, else a name that has one reading."""
        stripped = text.strip()
        name = self.places.region_name(stripped)
        if name is not None:
            return Territoire(stripped, name, stripped)
        found = self.read(stripped)
        return found[0] if len(found) == 1 else None

    @cached_property
    def _names(self) -> Mapping[tuple[str, ...], tuple[PlaceName, ...]]:
        table: dict[tuple[str, ...], list[PlaceName]] = {}
        for name in place_names(self.places):
            table.setdefault(name.words, []).append(name)
        return {key: tuple(value) for key, value in table.items()}

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """For each first word of a name, the number of words of the longest name that begins with it."""
        lengths: dict[str, int] = {}
        for key in self._names:
            lengths[key[0]] = max(lengths.get(key[0], 0), len(key))
        return lengths

    @cached_property
    def _codes(self) -> Mapping[str, PlaceName]:
        return {
            departement.code.lower(): PlaceName(
                words=folded_words(departement.nom),
                kind=PlaceKind.DEPARTEMENT,
                region=departement.region,
                departement=departement.code,
                shown=self.places.shown(departement),
            )
            for departement in self.places.departements
        }

    # ------------------------------------------------------------ the whole text is a place

    def _whole_text(self, tokens: Sequence[Token]) -> Mention | None:
        tokens = _without_polite_words(tokens)
        if not 0 < len(tokens) <= 14:
            return None
        return self._number(tokens) or self._name_and_number(tokens) or self._name_alone(tokens)

    def _number(self, tokens: Sequence[Token]) -> Mention | None:
        *before, last = tokens
        code = self._code(last.folded)
        if code is None:
            return None
        located, rest = _without_locating(before)
        prepositions = {token.folded for token in rest}
        if not prepositions <= _BEFORE_A_NUMBER:
            return None
        # « nous sommes 12 », « on est le 12 », « dans 15 » (jours) are no places.
        clear = (
            {"dans", "le"} <= prepositions
            or not prepositions.isdisjoint({"du", *_DEPARTEMENT})
            or [token.folded for token in before] == ["c", "est", "le"]
        )
        if (located and not clear) or ("dans" in prepositions and not clear):
            return None
        return Mention((code,), last.raw)

    def _name_and_number(self, tokens: Sequence[Token]) -> Mention | None:
        """« Nord 59 », « Lille (59) », « 59000 Lille », and small towns we do not know: « 59242 Templeuve »."""
        for number, rest in ((tokens[-1], tokens[:-1]), (tokens[0], tokens[1:])):
            code = self._code(number.folded)
            if code is None or not rest:
                continue
            mention = self._name_alone(rest)
            if mention and any(name.region == code.region for name in mention.names):
                return Mention((code,), f"{mention.written} ({number.raw})")
            postal = number is tokens[0] and len(number.folded) == 5
            if (postal or number.in_parentheses) and len(rest) <= 6 and rest[0].capitalised:
                return Mention((code,), number.raw)
        return None

    def _name_alone(self, tokens: Sequence[Token]) -> Mention | None:
        located, rest = _without_locating(tokens)
        for start in range(len(rest)):
            spelled, before = rest[start:], {token.folded for token in rest[:start]}
            if not before <= _PREPOSITIONS:
                return None
            found = self._names.get(tuple(token.folded for token in spelled), ())
            kept = tuple(name for name in found if _may_stand_alone(name, spelled, before, located=located))
            if kept:
                return Mention(kept, sentences.as_written(spelled))
        return None

    def _code(self, folded: str) -> PlaceName | None:
        """A code of département, or a postcode."""
        if len(folded) == 5 and folded.isdigit():
            exceptions = {"97133": "977", "97150": "978"}
            start = exceptions.get(folded) or (folded[:3] if folded[:2] in ("97", "98") else folded[:2])
            folded = ("2a" if folded < "20200" else "2b") if start == "20" else start
        if folded == "20":  # the number of Corsica before 1976, still said
            folded = "2a"
        return self._codes.get(folded)

    # ------------------------------------------------------------ a place inside a sentence

    def _in_the_sentence(self, sentence: sentences.Sentence) -> Iterable[Mention]:
        index = 0
        while index < len(sentence.tokens):
            end = self._end_of_name(sentence.tokens, index)
            if end == index or self._begins_after_the_article(sentence.tokens, index, end):
                index += 1
                continue
            spelled = sentence.tokens[index:end]
            candidates = self._names[tuple(token.folded for token in spelled)]
            code = self._code(sentence.tokens[end].folded) if end < len(sentence.tokens) else None
            if code is not None and sentence.tokens[end].in_parentheses:
                yield Mention((code,), sentences.as_written(spelled))
            else:
                kept = tuple(name for name in candidates if sentences.says_a_place(name, sentence, index, end))
                if kept:
                    yield Mention(kept, sentences.as_written(spelled))
            # A name that was not meant as a place hides the shorter ones inside it (« Champs-sur-Marne »).
            index = end

    def _begins_after_the_article(self, tokens: Sequence[Token], index: int, end: int) -> bool:
        """« les Hauts » is a name, but « les Hauts-de-France » holds a longer one."""
        return tokens[index].folded in _ARTICLES and self._end_of_name(tokens, index + 1) > end

    def _end_of_name(self, tokens: Sequence[Token], index: int) -> int:
        longest = min(self._longest.get(tokens[index].folded, 0), len(tokens) - index)
        for count in range(longest, 0, -1):
            if tuple(token.folded for token in tokens[index : index + count]) in self._names:
                return index + count
        return index


def _without_polite_words(tokens: Sequence[Token]) -> Sequence[Token]:
    while tokens and tokens[0].folded in _POLITE_WORDS:
        tokens = tokens[1:]
    while tokens and tokens[-1].folded in _POLITE_WORDS:
        tokens = tokens[:-1]
    return tokens


def _without_locating(tokens: Sequence[Token]) -> tuple[bool, Sequence[Token]]:
    """Drop « je suis », « notre tiers-lieu est »… and tell whether there was any."""
    index = 0
    while index < len(tokens) and tokens[index].folded in _LOCATING:
        index += 1
    return index > 0, tokens[index:]


def _may_stand_alone(name: PlaceName, spelled: Sequence[Token], before: set[str], *, located: bool) -> bool:
    if name.words in (("sud",), ("centre",)) and before & {*_ARTICLES, "au"}:
        return False  # « le sud », « au centre »: too vague to name a region
    if name.common and located:
        return bool(before) and sentences.begins_with_capital(spelled)  # « c'est cher », but « c'est le Cher »
    return True


def _merged(mentions: Iterable[Mention]) -> tuple[Territoire, ...]:
    """By region. Places that agree settle each other: « Saint-Denis, à La Réunion » is one place."""
    by_mention: list[dict[str | None, Territoire]] = []
    for mention in mentions:
        found: dict[str | None, Territoire] = {}
        for name in mention.names:
            found.setdefault(name.region, Territoire(name.region, name.shown, mention.written))
        by_mention.append(found)
    if not by_mention:
        return ()
    shared = set(by_mention[0]).intersection(*by_mention[1:])
    everywhere: dict[str | None, Territoire] = {}
    for found in by_mention:
        for region, territoire in found.items():
            everywhere.setdefault(region, territoire)
    return tuple(territoire for region, territoire in everywhere.items() if not shared or region in shared)
