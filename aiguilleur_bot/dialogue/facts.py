"""What a fiche says, in the words of a chat message. What it does not say is an empty string: prompts say "inconnu"."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from aiguilleur_bot.knowledge.schema import Alerte, Commun, Cout

TIMES = MappingProxyType(
    {
        "<1h": "moins d'une heure",
        "demi-journee": "une demi-journée",
        "1-3-jours": "un à trois jours",
        "1-4-semaines": "une à quatre semaines",
        "plus-d-un-mois": "plus d'un mois",
        "inconnu": "",
    }
)
_COMPLEXITY = MappingProxyType(
    {
        "1": "une personne seule y arrive",
        "2": "il faut une personne à l'aise avec l'outil",
        "3": "mieux vaut se faire accompagner",
        "inconnu": "",
    }
)
_HEALTH = MappingProxyType(
    {
        "dynamique": "très actif",
        "stable": "projet actif",
        "fragile": "fragile",
        "en-sommeil": "en sommeil",
        "inconnu": "",
    }
)
_STATUS = MappingProxyType(
    {
        "actif": "",
        "en-veille": "en veille en ce moment",
        "ferme": "fermé",
        "archive": "archivé, plus maintenu",
        "temporairement-indisponible": "indisponible en ce moment",
    }
)
_COST = MappingProxyType(
    {
        "gratuit": "gratuit",
        "prix-libre": "prix libre",
        "adhesion": "adhésion",
        "abonnement": "abonnement",
        "devis": "sur devis",
        "achat": "achat",
        "temps": "du temps à donner",
        "inconnu": "pas encore connu",
    }
)


def time(fiche: Commun) -> str:
    """How long a first try and the whole set-up take, with the note of the fiche; empty when nothing is known."""
    trial, setup = TIMES[fiche.temps_premier_essai], TIMES[fiche.temps_mise_en_route]
    if not trial and not setup:
        return fiche.temps_note or ""
    return _with_note(f"premier essai, {trial or 'inconnu'} ; mise en route, {setup or 'inconnue'}", fiche.temps_note)


def complexity(fiche: Commun) -> str:
    """How hard it is, with the note of the fiche."""
    return _with_note(_COMPLEXITY[fiche.complexite], fiche.complexite_note)


def health(fiche: Commun) -> str:
    """How alive it is: level, then what is wrong with its status."""
    return ", ".join(part for part in (_HEALTH[fiche.sante.niveau], _STATUS[fiche.statut]) if part)


def cost_in_short(fiche: Commun) -> str:
    """« gratuit », « gratuit ou abonnement dès 10 € », « connu en partie »; empty when nothing is known."""
    known = [cout for cout in fiche.couts if cout.type != "inconnu"]
    if not known:
        return ""
    if len(known) < len(fiche.couts):
        return "connu en partie"
    return " ou ".join(dict.fromkeys(_kind_from(cout) for cout in known))


def costs(fiche: Commun) -> tuple[str, ...]:
    """One line an option: what, how much, when it was true. Empty when nothing is known."""
    if all(cout.type == "inconnu" for cout in fiche.couts):
        return ()
    return tuple(_said_once(cout.libelle, _amount(cout)) + _dated(cout) for cout in fiche.couts)


def alert(alerte: Alerte | None, today: date) -> str:
    """The warning to show before anything, unless it is past."""
    if alerte is None or (alerte.jusqu_au is not None and alerte.jusqu_au < today):
        return ""
    return alerte.texte


def _said_once(label: str, amount: str) -> str:
    """« Gratuit », not « Gratuit : gratuit »."""
    return label if label.casefold() == amount.casefold() else f"{label} : {amount}"


def _with_note(words: str, note: str | None) -> str:
    """A note is a sentence of its own when it is written as one."""
    between = ". " if note and note[:1].isupper() else " ; "
    return between.join(part for part in (words, note) if part)


def _kind_from(cout: Cout) -> str:
    kind = _COST[cout.type]
    return f"{kind} dès {_money(cout.montant_min, cout.devise)}" if cout.montant_min else kind


def _amount(cout: Cout) -> str:
    low, high = cout.montant_min, cout.montant_max
    if low and high and high != low:
        between = f"de {_money(low, cout.devise)} à {_money(high, cout.devise)}"
    elif low or high:
        between = _money(low or high or 0, cout.devise)
    else:
        between = ""
    said = f"{_COST[cout.type]}, {between}" if between else _COST[cout.type]
    return f"{said} {cout.periode}" if cout.periode else said


def _dated(cout: Cout) -> str:
    return f" (en {cout.valide_au.year})" if cout.valide_au is not None else ""


def _money(amount: float, currency: str) -> str:
    digits = f"{amount:.2f}".removesuffix(".00").replace(".", ",")
    return f"{digits} {'€' if currency == 'EUR' else '$'}"
