"""Where a person is, from what they wrote: « 59 », « Nord », « à Lille », « Hauts-de-France », « dans le 59 ».

Ordinary chat must not be taken for a place: « nous sommes 12 » is not the Aveyron, « trop cher » is not the Cher. So a
number counts only when it is the whole text, and a name inside a sentence only where a place is said (« en Ardèche »,
« à Lille »). Two-digit numbers are départements first: « 32 » is the Gers, whatever the codes of regions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from aiguilleur_bot.knowledge import phrases
from aiguilleur_bot.knowledge.carte import Carte, Genre, Nom, noms
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.phrases import Jeton
from aiguilleur_bot.vocabulary import Territoire

_TEXTE_MAX = 2000
"""Characters read: a place is said early, and a chat message can be a pasted page."""
_SITUER = frozenset(
    folded_words(
        "moi nous ici je j on c ca est suis sommes habite habitons vis vivons bosse bossons travaille travaillons se"
        " situe situes situee situees base bases basee basees installe installes mon ma notre tiers lieu asso"
        " association trouve trouvons"
    )
)
_POLITESSES = frozenset(
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
_AVANT_UN_NUMERO = _DEPARTEMENT | frozenset(folded_words("dans le l du depuis numero code postal cp"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place said in a text, by the names it may have been meant as."""

    noms: tuple[Nom, ...]
    lu: str


@dataclass(frozen=True)
class Gazetteer:
    """Reads places in texts. Pure, and safe to share between threads."""

    carte: Carte

    def lire(self, texte: str) -> tuple[Territoire, ...]:
        """The places said, by region: one, several when it is ambiguous, none most often."""
        phrase = phrases.decouper(texte[:_TEXTE_MAX])
        mention = self._texte_entier(phrase.jetons)
        mentions = (mention,) if mention else tuple(self._dans_la_phrase(phrase))
        return _territoires(mentions)

    def region(self, texte: str) -> Territoire | None:
        """A region where one is expected (an option, a setting): its INSEE code, else a name that has one reading."""
        propre = texte.strip()
        nom = self.carte.nom_de_region(propre)
        if nom is not None:
            return Territoire(propre, nom, propre)
        trouves = self.lire(propre)
        return trouves[0] if len(trouves) == 1 else None

    @cached_property
    def _noms(self) -> Mapping[tuple[str, ...], tuple[Nom, ...]]:
        table: dict[tuple[str, ...], list[Nom]] = {}
        for nom in noms(self.carte):
            table.setdefault(nom.words, []).append(nom)
        return {cle: tuple(valeur) for cle, valeur in table.items()}

    @cached_property
    def _plus_long(self) -> Mapping[str, int]:
        """For each first word of a name, the number of words of the longest name that begins with it."""
        longueurs: dict[str, int] = {}
        for cle in self._noms:
            longueurs[cle[0]] = max(longueurs.get(cle[0], 0), len(cle))
        return longueurs

    @cached_property
    def _codes(self) -> Mapping[str, Nom]:
        affiches = {region.code: region.nom for region in self.carte.regions}
        return {
            d.code.lower(): Nom(
                folded_words(d.nom), Genre.DEPARTEMENT, d.region, d.code, affiches.get(d.region or "", d.nom)
            )
            for d in self.carte.departements
        }

    # ------------------------------------------------------------ the whole text is a place

    def _texte_entier(self, jetons: Sequence[Jeton]) -> Mention | None:
        jetons = _sans_politesses(jetons)
        if not 0 < len(jetons) <= 14:
            return None
        return self._numero(jetons) or self._nom_et_numero(jetons) or self._nom_seul(jetons)

    def _numero(self, jetons: Sequence[Jeton]) -> Mention | None:
        *avant, dernier = jetons
        code = self._code(dernier.plie)
        if code is None:
            return None
        situe, reste = _sans_situer(avant)
        prepositions = {jeton.plie for jeton in reste}
        if not prepositions <= _AVANT_UN_NUMERO:
            return None
        # « nous sommes 12 », « on est le 12 », « dans 15 » (jours) are no places.
        clair = (
            {"dans", "le"} <= prepositions
            or not prepositions.isdisjoint({"du", *_DEPARTEMENT})
            or [jeton.plie for jeton in avant] == ["c", "est", "le"]
        )
        if (situe and not clair) or ("dans" in prepositions and not clair):
            return None
        return Mention((code,), dernier.brut)

    def _nom_et_numero(self, jetons: Sequence[Jeton]) -> Mention | None:
        """« Nord 59 », « Lille (59) », « 59000 Lille », and small towns we do not know: « 59242 Templeuve »."""
        for numero, reste in ((jetons[-1], jetons[:-1]), (jetons[0], jetons[1:])):
            code = self._code(numero.plie)
            if code is None or not reste:
                continue
            mention = self._nom_seul(reste)
            if mention and any(nom.region == code.region for nom in mention.noms):
                return Mention((code,), f"{mention.lu} ({numero.brut})")
            postal = numero is jetons[0] and len(numero.plie) == 5
            if (postal or numero.entre_parentheses) and len(reste) <= 6 and reste[0].majuscule:
                return Mention((code,), numero.brut)
        return None

    def _nom_seul(self, jetons: Sequence[Jeton]) -> Mention | None:
        situe, reste = _sans_situer(jetons)
        for debut in range(len(reste)):
            lus, avant = reste[debut:], {jeton.plie for jeton in reste[:debut]}
            if not avant <= _PREPOSITIONS:
                return None
            trouves = self._noms.get(tuple(jeton.plie for jeton in lus), ())
            gardes = tuple(n for n in trouves if _peut_etre_seul(n, lus, avant, situe=situe))
            if gardes:
                return Mention(gardes, phrases.brut(lus))
        return None

    def _code(self, plie: str) -> Nom | None:
        """A code of département, or a postcode."""
        if len(plie) == 5 and plie.isdigit():
            exceptions = {"97133": "977", "97150": "978"}
            debut = exceptions.get(plie) or (plie[:3] if plie[:2] in ("97", "98") else plie[:2])
            plie = ("2a" if plie < "20200" else "2b") if debut == "20" else debut
        if plie == "20":  # the number of Corsica before 1976, still said
            plie = "2a"
        return self._codes.get(plie)

    # ------------------------------------------------------------ a place inside a sentence

    def _dans_la_phrase(self, phrase: phrases.Phrase) -> Iterable[Mention]:
        rang = 0
        while rang < len(phrase.jetons):
            fin = self._fin_du_nom(phrase.jetons, rang)
            if fin == rang or self._commence_apres_l_article(phrase.jetons, rang, fin):
                rang += 1
                continue
            lus = phrase.jetons[rang:fin]
            candidats = self._noms[tuple(jeton.plie for jeton in lus)]
            code = self._code(phrase.jetons[fin].plie) if fin < len(phrase.jetons) else None
            if code is not None and phrase.jetons[fin].entre_parentheses:
                yield Mention((code,), phrases.brut(lus))
            else:
                gardes = tuple(nom for nom in candidats if phrases.dit_un_lieu(nom, phrase, rang, fin))
                if gardes:
                    yield Mention(gardes, phrases.brut(lus))
            # A name that was not meant as a place hides the shorter ones inside it (« Champs-sur-Marne »).
            rang = fin

    def _commence_apres_l_article(self, jetons: Sequence[Jeton], rang: int, fin: int) -> bool:
        """« les Hauts » is a name, but « les Hauts-de-France » holds a longer one."""
        return jetons[rang].plie in _ARTICLES and self._fin_du_nom(jetons, rang + 1) > fin

    def _fin_du_nom(self, jetons: Sequence[Jeton], rang: int) -> int:
        longueur = min(self._plus_long.get(jetons[rang].plie, 0), len(jetons) - rang)
        for combien in range(longueur, 0, -1):
            if tuple(jeton.plie for jeton in jetons[rang : rang + combien]) in self._noms:
                return rang + combien
        return rang


def _sans_politesses(jetons: Sequence[Jeton]) -> Sequence[Jeton]:
    while jetons and jetons[0].plie in _POLITESSES:
        jetons = jetons[1:]
    while jetons and jetons[-1].plie in _POLITESSES:
        jetons = jetons[:-1]
    return jetons


def _sans_situer(jetons: Sequence[Jeton]) -> tuple[bool, Sequence[Jeton]]:
    """Drop « je suis », « notre tiers-lieu est »… and tell whether there was any."""
    rang = 0
    while rang < len(jetons) and jetons[rang].plie in _SITUER:
        rang += 1
    return rang > 0, jetons[rang:]


def _peut_etre_seul(nom: Nom, lus: Sequence[Jeton], avant: set[str], *, situe: bool) -> bool:
    if nom.words in (("sud",), ("centre",)) and avant & {*_ARTICLES, "au"}:
        return False  # « le sud », « au centre »: too vague to name a region
    if nom.courant and situe:
        return bool(avant) and phrases.en_majuscule(lus)  # « c'est cher », but « c'est le Cher »
    return True


def _territoires(mentions: Iterable[Mention]) -> tuple[Territoire, ...]:
    """By region. Places that agree settle each other: « Saint-Denis, à La Réunion » is one place."""
    par_mention: list[dict[str | None, Territoire]] = []
    for mention in mentions:
        trouves: dict[str | None, Territoire] = {}
        for nom in mention.noms:
            trouves.setdefault(nom.region, Territoire(nom.region, nom.affiche, mention.lu))
        par_mention.append(trouves)
    if not par_mention:
        return ()
    communes = set(par_mention[0]).intersection(*par_mention[1:])
    tous: dict[str | None, Territoire] = {}
    for trouves in par_mention:
        for region, territoire in trouves.items():
            tous.setdefault(region, territoire)
    return tuple(t for region, t in tous.items() if not communes or region in communes)
