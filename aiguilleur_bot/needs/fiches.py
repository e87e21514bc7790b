"""From a draft to the file of a fiche: what is known written, everything else said unknown, with source and date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.schema import Commun

_LONGEST_ID, _RESUME, _USE, _SHORT = 60, 150, 80, 60
TO_COMPLETE = (
    *("usage, en_bref, resume : à relire", "besoins_types : quatre à huit phrases de gens", "nature, actions, besoins"),
    *("premiere_etape", "temps_premier_essai, temps_mise_en_route", "complexite", "couts", "contacts", "sante"),
    *("est_un_commun, licence", "faq, alternatives"),
)
"""What a gardener still has to find out, after the file is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a resource to write. `contact` is an organisation's address, of type `contact_type`.

    `phrases`: needs it would have served, in the words of people.
    """

    numero: int
    nom: str
    lien: str
    usage: str
    contact: str
    contact_type: str
    nature: str
    actions: Sequence[str]
    familles: Sequence[str]
    le: date
    phrases: Sequence[str] = ()


def slug(nom: str) -> str:
    """The id of a fiche of that name: « Un modèle de bail ! » is `un-modele-de-bail`. "" when nothing is left."""
    cut = "-".join(folded_words(nom))[:_LONGEST_ID]
    return re.sub(r"[^a-z0-9-]", "", cut).strip("-")


def as_yaml(id: str, draft: Draft) -> str:
    """The text of `communs/<id>.yaml`."""
    source = draft.lien or f"proposé au robot, brouillon n° {draft.numero}"
    use = _cut(draft.usage, _USE) if len(draft.usage) >= 5 else "inconnu, à écrire à l'infinitif"
    resume = _cut(f"{draft.nom} : {draft.usage or 'à décrire par une personne qui connaît'}", _RESUME)
    lines = [
        f"# Brouillon n° {draft.numero}, proposé au robot. À relire ligne à ligne : ce qui est « inconnu » se demande.",
        f"id: {id}",
        f"nom: {_text(_cut(draft.nom, 200))}",
        f"usage: {_text(use)}",
        f"en_bref: {_text(_cut(draft.nom, _SHORT).rstrip('.…') or 'à écrire')}",
        f"resume: {_text(resume)}",
        f"nature: {draft.nature}",
        *_list("actions", draft.actions),
        *_list("besoins", draft.familles),
        *(_list("besoins_types", map(_text, draft.phrases)) if draft.phrases else []),
        "statut: actif",
        "est_un_commun:",
        *(
            f"  {name}: inconnu"
            for name in ("licence_ouverte", "communaute", "gouvernance_connue", "documentation_publique")
        ),
        "licence: inconnue",
        *([f"site: {_text(draft.lien)}"] if draft.lien else []),
        f"premiere_etape: {_text(f'Lisez {draft.lien}') if draft.lien else 'inconnu'}",
        *_list("modes_mobilisation", ("inconnu",)),
        "temps_premier_essai: inconnu",
        "temps_mise_en_route: inconnu",
        "complexite: inconnu",
        *("couts:", "  - libelle: Coût", "    type: inconnu"),
        *_contacts(draft, source),
        *_list("territoires", ("FR",)),
        *("sante:", "  niveau: inconnu"),
        *_grid(draft.nature),
        f"releve_le: {draft.le.isoformat()}",
        "cadence_mois: 12",
        *("sources:", '  - champ: "*"', f"    url: {_text(source)}", f"    lu_le: {draft.le.isoformat()}"),
    ]
    return "\n".join(lines) + "\n"


def _contacts(draft: Draft, source: str) -> list[str]:
    if not draft.contact:
        return ["contacts: []"]
    return [
        "contacts:",
        f"  - libelle: {_text(_cut(f'qui tient « {draft.nom} »', 200))}",
        f"    type: {draft.contact_type}",
        f"    valeur: {_text(draft.contact)}",
        f"    source: {_text(source)}",
    ]


def _grid(nature: str) -> list[str]:
    """The grid of a nature, with one line that says nothing is known yet."""
    key = nature.replace("-", "_")
    annotation = Commun.model_fields[key].annotation
    grid = next(one for one in getattr(annotation, "__args__", ()) if hasattr(one, "model_fields"))
    unknown = next((name for name, field in grid.model_fields.items() if field.default == "inconnu"), None)
    return [f"{key}:", f"  {unknown}: inconnu"] if unknown else [f"{key}: {{}}"]


def _list(name: str, values: Iterable[str]) -> list[str]:
    return [f"{name}:", *(f"  - {value}" for value in values)]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str, limit: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-") + "…"
