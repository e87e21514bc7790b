"""What an aiguilleur says, and what it does: one pure function. Commands first, then what the bot waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from aiguilleur_bot.handoff.guichet import closing, holding, oneself, passing, taking, team
from aiguilleur_bot.handoff.guichet.effects import Say, Turn, asked, said, shown
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, BesoinVu, Poste, Said, Tap, World
from aiguilleur_bot.handoff.guichet.words import Mot, Word, near, read, read_tap

Handler = Callable[[BesoinVu, Word, World], Turn]
Alone = Callable[[Word, World], Turn]
Answer = Callable[[Poste, str, Word | None, World], Turn]

WORDS_TO_HOLDERS = ("rappel", "relance")
"""The subjects of what is asked of whoever holds a besoin, long after: 👍 says that they are in touch."""

MOST_CHOICES = 4
"""How many besoins a closed choice shows (domain notes §4: more than three "may be too many")."""

_ANSWERS = (Mot.CHOIX, Mot.OUI, Mot.NON)


def step(poste: Poste, event: Said, world: World) -> Turn:
    """What the bot waits for next, and what to do, in order."""
    if isinstance(event, Tap):
        return _tapped(poste, event, world)
    word = read(event.texte, event.mentions)
    if poste.attente is not Attente.RIEN and _answers(poste, word):
        named = event.mentions[0] if poste.attente is Attente.QUI and event.mentions else event.texte
        return _ANSWER[poste.attente](poste, named, word, world)
    if word is None:
        return _unread(event.texte, world)
    if word.mot in _ANSWERS:
        late = passing.too_late(event.numero, word, world)
        return late or passing.answer(word, world) or said("guichet_rien_attendu")
    return _obey(word if word.numero is not None else replace(word, numero=event.numero), world)


def speaks_to(poste: Poste, texte: str, mentions: Sequence[str] = ()) -> bool:
    """Whether words said in private answer what the bot waits for: whoever helps may also ask for something."""
    word = read(texte, mentions)
    if poste.attente is Attente.RIEN or not _answers(poste, word):
        return False
    match poste.attente:
        case Attente.TEMPS | Attente.SERVI | Attente.DATE:
            return True
        case Attente.QUI:
            return word is not None or len(texte.split()) == 1 or "@" in texte or bool(mentions)
        case Attente.ISSUE:
            return word is not None or closing.reads_issue(texte)
        case Attente.MANQUE:
            return word is not None or closing.reads_missing(texte, word)
        case Attente.LEQUEL:
            return word is not None or _digits(texte) in poste.choix
    return word is not None


def _digits(texte: str) -> str:
    return "".join(sign for sign in texte if sign.isdigit())


def _answers(poste: Poste, word: Word | None) -> bool:
    """Whether words answer what is waited for: what is no command does, and « passer » skips what may be skipped."""
    if word is None or word.mot in _ANSWERS:
        return word is None or word.numero is None
    return word.mot is Mot.PASSER and word.numero is None and poste.attente in closing.OPTIONAL


def _tapped(poste: Poste, tap: Tap, world: World) -> Turn:
    """On a card a raised hand takes; on a question a tap answers it, if it is still the one waited for."""
    word = read_tap(tap.cle)
    if word is None:
        return poste, ()
    if not tap.sujet:
        return _obey(replace(word, numero=tap.numero), world) if word.mot is Mot.PRENDRE else (poste, ())
    about, _, number = tap.sujet.partition(":")
    if about in WORDS_TO_HOLDERS:
        return _obey(Word(Mot.CONTACT, int(number)), world) if word.mot is Mot.OUI else (poste, ())
    if (turn := passing.tapped(tap.sujet, word, world)) is not None:
        return turn
    if about != poste.attente or number != str(poste.numero or 0):
        return poste, ()
    return _ANSWER[poste.attente](poste, "", word, world)


def _unread(texte: str, _world: World) -> Turn:
    meant = near(texte)
    if meant is None:
        return said("guichet_incompris")
    return Poste(Attente.SUGGESTION, mot=meant.value, reste=texte), (Say("guichet_vouliez_vous", {"mot": meant.value}),)


# ---------------------------------------------------------------- which besoin


def _obey(word: Word, world: World) -> Turn:
    alone = _ALONE.get(word.mot)
    if alone is not None:
        return alone(word, world)
    if word.numero is None:
        return _only_one(word, world)
    one = world.besoins.get(word.numero)
    if one is None:
        return said("guichet_inconnu", {"numero": word.numero})
    return _ABOUT_ONE[word.mot](one, word, world)


def _only_one(word: Word, world: World) -> Turn:
    """The only besoin the word can mean; several: a closed choice, never a guess."""
    found = _meant(word.mot, world)
    if len(found) == 1:
        return _ABOUT_ONE[word.mot](found[0], word, world)
    if not found:
        taking_one = word.mot in (Mot.PRENDRE, Mot.PASSER)
        return said("rien_a_prendre", {"numero": 0}) if taking_one else said("guichet_rien_a_vous", {"mot": word.mot})
    few = found[-MOST_CHOICES:]
    poste = Poste(
        Attente.LEQUEL,
        mot=word.mot.value,
        choix=tuple(str(one.numero) for one in few),
        reste=word.reste,
        compte=word.compte,
    )
    return poste, (asked(poste, "guichet_lequel", {"mot": word.mot, "choix": tuple(shown(one) for one in few)}),)


def _meant(mot: Mot, world: World) -> Sequence[BesoinVu]:
    shown_here = [world.besoins[numero] for numero in world.montres if numero in world.besoins]
    if mot in (Mot.PRENDRE, Mot.PASSER):
        return shown_here
    if mot is Mot.ROUVRIR:
        return [one for one in world.besoins.values() if one.a_moi and taking.may_reopen(one, world)]
    mine = [one for one in world.miens if mot not in holding.FROM or one.etat in holding.FROM[mot]]
    return mine or (shown_here if mot in (Mot.PREPARER, Mot.TRANSMETTRE) else ())


def _which(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """An answer to « lequel ? »: its rank, or its number."""
    chosen = ""
    if word is not None and word.mot is Mot.CHOIX and word.choix <= len(poste.choix):
        chosen = poste.choix[word.choix - 1]
    else:
        chosen = next((one for one in poste.choix if one == _digits(texte)), "")
    if not chosen:
        return said("guichet_non") if word is not None and word.mot is Mot.NON else said("guichet_incompris")
    return _obey(Word(Mot(poste.mot), int(chosen), poste.compte, poste.reste), world)


def _suggested(poste: Poste, _texte: str, word: Word | None, world: World) -> Turn:
    if word is not None and word.mot is Mot.OUI:
        return _obey(Word(Mot(poste.mot)), world)
    return said("guichet_non")


# ---------------------------------------------------------------- words that are about no besoin


def _help(_word: Word, _world: World) -> Turn:
    return said("guichet_aide")


def _of_the_team(handler: Alone) -> Alone:
    """Words that only mean something for somebody who may be rung."""
    return lambda word, world: handler(word, world) if world.membre else said("guichet_pas_membre")


def _mine(_word: Word, world: World) -> Turn:
    """Only their own: nobody compares themselves with others."""
    held = tuple({**shown(one), "etat": one.etat.value} for one in world.miens)
    return REPOS, (Say("guichet_besoins", {"besoins": held}, "prive"),)


_ALONE: Mapping[Mot, Alone] = MappingProxyType(
    {
        Mot.AIDE: _help,
        Mot.MES_BESOINS: _mine,
        Mot.MON_TEMPS: oneself.time_given,
        Mot.ABSENT: _of_the_team(oneself.away),
        Mot.ME_VOILA: _of_the_team(oneself.back),
        Mot.PAUSE: _of_the_team(oneself.pause),
        Mot.CRENEAUX: _of_the_team(oneself.hours),
        Mot.INVITER: team.invite,
        Mot.RETIRER: team.remove,
        Mot.HEURES: team.all_hours,
        Mot.TABLEAU: oneself.board,
        Mot.FERMER: oneself.close_pages,
    }
)

_ABOUT_ONE: Mapping[Mot, Handler] = MappingProxyType(
    {
        Mot.PRENDRE: taking.take,
        Mot.PASSER: taking.let_go,
        Mot.ROUVRIR: taking.reopen,
        Mot.RELACHER: holding.give_back,
        Mot.CONTACT: holding.contacted,
        Mot.REPRENDRE: holding.resume,
        Mot.ATTENDRE: holding.wait,
        Mot.CLORE: closing.begin,
        Mot.TRANSMETTRE: passing.pass_on,
        Mot.PREPARER: passing.prepare,
    }
)

_ANSWER: Mapping[Attente, Answer] = MappingProxyType(
    {
        Attente.LEQUEL: _which,
        Attente.SUGGESTION: _suggested,
        Attente.DATE: holding.until_when,
        Attente.QUI: passing.to_whom,
        Attente.OFFRE: passing.which_offer,
        Attente.ISSUE: closing.outcome,
        Attente.MANQUE: closing.missing,
        Attente.TEMPS: closing.spent,
        Attente.SERVI: closing.served,
        Attente.BROUILLON: closing.draft,
    }
)
