"""« clore », in two taps, then what may be said or not: time given, what helped, a fiche to begin (transcript 4)."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from aiguilleur_bot.handoff.guichet.effects import (
    Annotate,
    Because,
    Close,
    Draft,
    Effect,
    Meant,
    Say,
    Served,
    Spent,
    Turn,
    asked,
    said,
)
from aiguilleur_bot.handoff.guichet.holding import refused
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, BesoinVu, Poste, World
from aiguilleur_bot.handoff.guichet.words import Mot, Word
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Issue, Motif

OPTIONAL = (Attente.TEMPS, Attente.SERVI, Attente.BROUILLON)
"""What « passer » skips."""

LONGEST = 24 * 60
"""The most minutes one answer may give: a day."""

SHOWN = 3
"""How many communs may be chosen by number."""

_ISSUES = (Issue.COUVERT, Issue.PARTIELLEMENT_COUVERT, Issue.NON_COUVERT, Issue.INCONNU)
_ISSUE_WORDS = MappingProxyType(
    {
        "regle": Issue.COUVERT,
        "resolu": Issue.COUVERT,
        "en partie": Issue.PARTIELLEMENT_COUVERT,
        "partiel": Issue.PARTIELLEMENT_COUVERT,
        "pas de solution": Issue.NON_COUVERT,
        "rien": Issue.NON_COUVERT,
        "plus de nouvelles": Issue.INCONNU,
        "sans nouvelles": Issue.INCONNU,
    }
)
_MOTIFS = (
    Motif.AUCUN_COMMUN_CONNU,
    Motif.TERRITOIRE_NON_COUVERT,
    Motif.TROP_COMPLEXE,
    Motif.REFERENT_INDISPONIBLE,
    Motif.MAUVAISE_CORRESPONDANCE,
)
_OURS = (Motif.MAUVAISE_CORRESPONDANCE, Motif.FICHE_MANQUANTE)
"""The robot's own failures that somebody can mend now: by saying what it should have found."""

_MOTIF_WORDS = (
    ("le robot s est trompe", Motif.MAUVAISE_CORRESPONDANCE),
    ("mauvaise correspondance", Motif.MAUVAISE_CORRESPONDANCE),
    ("mauvaise piste", Motif.MAUVAISE_CORRESPONDANCE),
    ("fiche manquante", Motif.FICHE_MANQUANTE),
    ("pas de fiche", Motif.FICHE_MANQUANTE),
    ("fiche perimee", Motif.FICHE_PERIMEE),
    ("n existe pas", Motif.AUCUN_COMMUN_CONNU),
    ("pas ici", Motif.TERRITOIRE_NON_COUVERT),
    ("trop cher ou trop complexe", Motif.TROP_COMPLEXE),
    ("trop cher", Motif.TROP_CHER),
    ("trop complexe", Motif.TROP_COMPLEXE),
    ("trop long", Motif.TROP_LONG),
    ("personne de disponible", Motif.REFERENT_INDISPONIBLE),
    ("personne", Motif.REFERENT_INDISPONIBLE),
)
_LEADING = re.compile(r"\s*([1-5])(?:\ufe0f?\u20e3)?(?:\s*[.:,;)\u2013\u2014-]|\s|$)\s*(.*)", re.DOTALL)
_TIME = re.compile(r"(?:(\d{1,2}) ?(?:h|heures?))? ?(?:(\d{1,4}) ?(?:m|mn|min|minutes?)?)?")
_LINK = re.compile(r"https?://\S+")
_HOURS = 12


def begin(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« clore »: what it became."""
    if no := refused(one, Mot.CLORE):
        return no
    poste = Poste(Attente.ISSUE, one.numero)
    return poste, (asked(poste, "guichet_issue", {"numero": one.numero}),)


def outcome(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """The first tap. Covered and without news end it; else the second says what is missing."""
    one = world.besoins.get(poste.numero or 0)
    if one is None or (word is not None and word.mot is Mot.NON):
        return said("guichet_non")
    issue = _ISSUE_WORDS.get(flat(texte))
    if word is not None and word.mot is Mot.CHOIX and word.choix <= len(_ISSUES):
        issue = _ISSUES[word.choix - 1]
    if issue is None:
        return poste, (asked(poste, "guichet_issue", {"numero": one.numero}),)
    chosen = replace(poste, issue=issue.value)
    if issue is Issue.COUVERT or one.coup_dur:
        return _closed(chosen, one, None)
    if issue is Issue.INCONNU:
        return _closed(chosen, one, Motif.SANS_NOUVELLES)
    waiting = replace(chosen, attente=Attente.MANQUE)
    return waiting, (asked(waiting, "guichet_manque"),)


def reads_issue(texte: str) -> bool:
    """Whether words are an outcome, said rather than tapped."""
    return flat(texte) in _ISSUE_WORDS


def reads_missing(texte: str, word: Word | None) -> bool:
    """Whether words say what is missing."""
    return _missing(texte, word)[0] is not None


def missing(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """The second tap: what is missing, with a note if they wish: « 2, il y en a un en Bretagne »."""
    one = world.besoins.get(poste.numero or 0)
    if one is None or (word is not None and word.mot is Mot.NON):
        return said("guichet_non")
    motif, note = _missing(texte, word)
    if motif is None:
        return poste, (asked(poste, "guichet_manque"),)
    if motif is Motif.AUCUN_COMMUN_CONNU and poste.issue == Issue.PARTIELLEMENT_COUVERT:
        motif = Motif.COMMUN_INCOMPLET
    return _closed(replace(poste, note=note), one, motif)


def _missing(texte: str, word: Word | None) -> tuple[Motif | None, str]:
    if word is not None and word.mot is Mot.CHOIX:
        return (_MOTIFS[word.choix - 1], "") if word.choix <= len(_MOTIFS) else (None, "")
    if led := _LEADING.fullmatch(texte):
        return _MOTIFS[int(led[1]) - 1], led[2].strip()
    folded = flat(texte)
    for words, motif in _MOTIF_WORDS:
        if folded == words:
            return motif, ""
        if folded.startswith(words + " "):
            return motif, texte.strip()
    return None, ""


def _closed(poste: Poste, one: BesoinVu, motif: Motif | None) -> Turn:
    waiting = replace(poste, attente=Attente.TEMPS)
    waiting = replace(waiting, motif=motif.value if motif in _OURS else "")
    effects: list[Effect] = [Close(one.numero, Issue(poste.issue), motif)]
    if poste.note:
        effects.append(Annotate(one.numero, poste.note))
    return waiting, (*effects, asked(waiting, "guichet_clos", {"numero": one.numero, "note": bool(poste.note)}))


# ---------------------------------------------------------------- after the end, all of it optional


def spent(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """« 15 min », « 1 h », « plus », « passer »; other words are a note."""
    one = world.besoins.get(poste.numero or 0)
    if one is None:
        return REPOS, ()
    if word is not None and word.mot in (Mot.PASSER, Mot.NON):
        return _after_time(poste, one, world)
    folded = flat(texte)
    minutes = read_minutes(folded)
    if minutes is not None:
        after, effects = _after_time(poste, one, world)
        return after, (Spent(one.numero, minutes), *effects)
    if word is not None or folded in ("", "plus"):
        return poste, (asked(poste, "guichet_temps_plus"),)
    noted = replace(poste, note=f"{poste.note} {texte.strip()}".strip())
    return noted, (Annotate(one.numero, noted.note), asked(noted, "guichet_note"))


def read_minutes(folded: str) -> int | None:
    """Minutes of « 15 min », « 1 h », « 1h30 », « une heure »; a bare number up to 12 is hours."""
    spelt = folded.replace("une demi heure", "30 min").replace("une heure", "1 h").replace("un quart d h", "15 min")
    found = _TIME.fullmatch(re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", spelt))
    if found is None or not (found[1] or found[2]):
        return None
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    if found[1] is None and found[2] == spelt and int(found[2]) <= _HOURS:
        minutes *= 60
    return minutes if 0 < minutes <= LONGEST else None


def _after_time(poste: Poste, one: BesoinVu, world: World) -> Turn:
    if one.coup_dur:
        return said("guichet_merci")
    if poste.motif:
        asking = replace(poste, attente=Attente.SERVI, choix=())
        return asking, (asked(asking, "guichet_aurait_servi"),)
    if poste.issue in (Issue.COUVERT, Issue.PARTIELLEMENT_COUVERT):
        communs = one.proposes[:SHOWN]
        asking = replace(poste, attente=Attente.SERVI, choix=communs)
        return asking, (asked(asking, "guichet_servi", {"noms": tuple(map(world.savoir.nom, communs))}),)
    return _maybe_draft(poste)


def served(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """What helped: a number, a name; a name without a fiche may begin one."""
    numero = poste.numero or 0
    if word is not None and word.mot in (Mot.PASSER, Mot.NON):
        return _maybe_draft(poste)
    if word is not None and word.mot is Mot.CHOIX and word.choix <= len(poste.choix):
        commun: str | None = poste.choix[word.choix - 1]
    else:
        commun = world.savoir.nomme(texte)
    if commun is not None:
        after, effects = _maybe_draft(poste)
        helped = Meant(numero, commun) if poste.motif else Served(numero, commun)
        return after, (helped, *effects)
    if word is not None or not texte.strip():
        return said("guichet_merci")
    named = replace(poste, note=f"{texte.strip()} {poste.note}".strip())
    after, effects = _maybe_draft(named)
    why = (Because(numero, Motif.FICHE_MANQUANTE),) if poste.motif == Motif.MAUVAISE_CORRESPONDANCE else ()
    return after, (*why, Annotate(numero, named.note), *effects)


def _maybe_draft(poste: Poste) -> Turn:
    if not poste.note:
        return said("guichet_merci")
    asking = replace(poste, attente=Attente.BROUILLON, choix=())
    return asking, (asked(asking, "guichet_brouillon", {"note": poste.note}),)


def draft(poste: Poste, _texte: str, word: Word | None, _world: World) -> Turn:
    """A yes begins a fiche from the note; anything else does not."""
    if word is None or word.mot is not Mot.OUI:
        return said("guichet_merci")
    link = _LINK.search(poste.note)
    return REPOS, (Draft(poste.numero or 0, poste.note, link[0] if link else ""), Say("guichet_brouillon_ouvert"))
