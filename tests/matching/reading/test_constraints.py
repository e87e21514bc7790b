"""What people ask of an answer besides its use is read from their words, and held against what the fiche says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun, Cout
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.reading.constraints import (
    CONSTRAINTS,
    Demand,
    adjustment,
    demands,
    verdict_reasons,
    without_constraints,
)
from aiguilleur_bot.matching.reading.french import words
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Proposition, Suite

ASKED = """
gratuit: on cherche un outil gratuit pour les inscriptions | un truc gratos pour la visio | gratuitement
gratuit: on n'a pas un sou, comment faire nos affiches ? | sans budget, comment faire un site ? | sans abonnement
gratuit: 0€, quelle visio ? | ça ne doit rien coûter | on n’a pas les moyens | GRATUIT SVP | une visio gratuite
heberge: un outil de compta déjà hébergé | sans rien installer | clé en main | une solution hébergée pour nos fichiers
heberge: on n'a pas de serveur | un wiki hébergé en France | rien à installer
auto-heberge: on veut l'auto-héberger | à mettre sur notre propre serveur | hébergé chez nous | sur notre yunohost
auto-heberge: on a un petit serveur, quel cloud ? | un cloud hébergé sur notre NAS | un wiki auto-hébergé
sans-compte: sans créer de compte | sans inscription | sans avoir à s'inscrire | pas besoin de compte | sans login
sans-compte: sans que les gens aient à créer un compte | sans mot de passe | sans se connecter
francais: un logiciel en français | personne ne parle anglais | pas en anglais svp | on comprend mal l'anglais
accessible: accessible aux malvoyants | une personne aveugle doit l'utiliser | RGAA | compatible lecteur d'écran
chiffre: une messagerie chiffrée de bout en bout | des fichiers chiffrés | des notes cryptées | documents confidentiels
mobile: qui marche sur téléphone | sur mon portable | une appli mobile | depuis un smartphone
vite: il nous faut ça pour demain | d'ici la fin du mois | c'est urgent | en urgence | on cherche une visio avant jeudi
accompagne: on veut une personne pour nous former | quelqu'un pour nous accompagner | se faire accompagner
accompagne: qui peut nous montrer comment marche Dokos ? | un wiki, avec une formation | qui peut me former ?
simple: simple à utiliser | pas une usine à gaz | pas trop compliqué | on est nuls en informatique
simple: facile à prendre en main | un outil simple d'usage | pas une usine à gaz
taille: pour 15 personnes | un groupe de 12 personnes | on est 20 bénévoles
gratuit, heberge: un logiciel de compta gratuit et déjà hébergé | une visio sans rien installer et sans payer
gratuit, sans-compte: un sondage gratuit, sans compte
sans-compte, chiffre, mobile: chiffrée de bout en bout, sur téléphone, sans créer de compte
"""
"""What is asked -> several messages that ask it, and nothing else."""

NOT_ASKED = """
les chiffres du bilan | un rapport chiffré | un devis chiffré | données chiffrées de fréquentation
les données chiffrées de notre activité | présenter nos chiffres à la mairie | il faut que le projet soit chiffré
une appli pour faire visiter la crypte, les cryptes de l'église | en toute confidentialité
hébergement pour les artistes | héberger des artistes en résidence | on héberge une AMAP le jeudi
on héberge des associations, comment facturer les loyers ? | un artiste hébergé chez nous | on héberge des exilés
les associations hébergées dans nos murs | une remise des clés en main propre | on n'a pas de serveur au bar
pas forcément gratuit, mais fiable | ça peut être payant, pas besoin que ce soit gratuit | gratuit ou payant
peu importe que ce soit gratuit | on se méfie du gratuit | ce n'est pas obligatoirement gratuit
gratuit pour les adhérents
proposer des ateliers gratuits aux habitants | comment annoncer nos concerts gratuits | monter une gratuiterie
l'entrée est gratuite, comment compter les gens ? | une billetterie avec des places gratuites et des payantes
une formation en comptabilité | organiser une formation pour nos bénévoles | former un collectif
on propose une formation à la soudure, comment gérer les inscriptions ? | nous accompagnons des jeunes
les artistes veulent nous montrer leurs œuvres | on veut montrer notre travail | accompagner les habitants
on accueille des jeunes et on veut les former | une asso qui accompagne des familles
compte bancaire | un compte rendu de réunion | on n'a pas de compte bancaire | sans compte rendu, on oublie tout
on fait des réunions sans compte-rendu | pas de compte en banque pour l'asso | sans compter les bénévoles
sans connexion internet, comment documenter ? | des ateliers sans inscription, comment compter les gens ?
une simple question | c'est tout simple | une question simple | ce n'est pas compliqué mais on manque de bras
le concert de samedi | une affiche pour le concert de samedi | la réunion de demain | on organise un atelier pour samedi
un marché chaque dimanche, comment gérer les stands ? | il faut s'inscrire avant jeudi | c'est pas urgent
on grandit rapidement | accueillir des familles en urgence | on a vite fait de se perdre
des cours de français pour les réfugiés | un public non francophone | traduire un document en anglais
un prix accessible | un lieu accessible en fauteuil | une salle accessible aux personnes handicapées
une dégustation à l'aveugle | réparer les téléphones | un atelier pour débuter sur son téléphone
on a un ordinateur portable à partager | prévenir les gens par téléphone | à 3 km | 500 personnes sont venues
vendre nos légumes en ligne sans commission | un bar qui tourne bien
"""


def table(lines: str) -> list[tuple[str, str]]:
    pairs = (line.split(": ", 1) for line in lines.strip().splitlines())
    return [(text.strip(), names) for names, texts in pairs for text in texts.split(" | ")]


@pytest.mark.parametrize(("text", "names"), table(ASKED))
def test_what_is_asked_is_read(text: str, names: str) -> None:
    assert [demand.constraint.name for demand in demands(text)] == names.split(", ")


@pytest.mark.parametrize("text", [text for line in NOT_ASKED.strip().splitlines() for text in line.split(" | ")])
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert [demand.constraint.name for demand in demands(text)] == []


def test_every_constraint_is_in_the_table() -> None:
    assert set(CONSTRAINTS) == {name for _, names in table(ASKED) for name in names.split(", ")}


def test_a_size_is_read_with_its_number(base: Base) -> None:
    (asked,) = demands("une formation pour monter un lieu, on est un groupe de 14 personnes")
    animacoop = base.fiche("animacoop")  # « 12 à 18 personnes »
    assert asked.words == "14"
    assert asked.verdict(animacoop) is True
    assert replace(asked, words="40").verdict(animacoop) is False
    assert asked.verdict(base.fiche("piloter-un-tiers-lieu")) is None, "one number is no range"


# ---------------------------------------------------------------- verdicts, against a plain reading of the files

Sheet = Mapping[str, Any]
EXPECTED: Mapping[str, Callable[[Sheet], object]] = {
    "gratuit": lambda f: _free([cout["type"] for cout in f["couts"]]),
    "heberge": lambda f: True if f["nature"] in ("service-heberge", "hebergeur") else _mode(f, "heberge"),
    "auto-heberge": lambda f: False if f["nature"] in ("service-heberge", "hebergeur") else _mode(f, "auto-heberge"),
    "sans-compte": lambda f: _said(f.get("sans_compte")),
    "francais": lambda f: _french(f.get("logiciel", {}).get("langues", [])),
    "accessible": lambda f: _said(f.get("logiciel", {}).get("accessibilite_rgaa")),
    "chiffre": lambda f: _said(f.get("chiffrement")),
    "mobile": lambda f: _said(f.get("logiciel", {}).get("mobile")),
    "vite": lambda f: _soon([f["temps_mise_en_route"], f["temps_premier_essai"]]),
    "accompagne": lambda f: (
        True if "accompagnement" in f or f["nature"] in ("formation", "communaute-entraide") else None
    ),
    "simple": lambda f: {"inconnu": None, "1": True}.get(f["complexite"], False),
}
"""What a person who reads the file would say: True, False, or that it does not say."""


def _free(costs: list[str]) -> bool | None:
    return True if {"gratuit", "prix-libre", "temps"} & set(costs) else None if "inconnu" in costs else False


def _mode(fiche: Sheet, mode: str) -> bool | None:
    modes = fiche.get("logiciel", {}).get("mode_acces")
    return None if not modes else mode in modes


def _said(value: str | None) -> bool | None:
    return None if value in (None, "inconnu") else value != "non"


def _french(languages: list[str]) -> bool | None:
    return None if not languages else any(language.lower().startswith("fr") for language in languages)


def _soon(times: list[str]) -> bool | None:
    known = [time for time in times if time != "inconnu"]
    return None if not known else known[0] not in ("1-4-semaines", "plus-d-un-mois")


@pytest.fixture(scope="module")
def sheets() -> Mapping[str, Sheet]:
    folder = Path(shipped("knowledge")) / "communs"
    read = [yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) for file in sorted(folder.glob("*.yaml"))]
    return {sheet["id"]: sheet for sheet in read}


@pytest.mark.parametrize("name", [name for name in CONSTRAINTS if name != "taille"])
def test_verdicts_are_what_the_files_say(base: Base, sheets: Mapping[str, Sheet], name: str) -> None:
    asked = Demand(CONSTRAINTS[name], "")
    read = {fiche.id: asked.verdict(fiche) for fiche in base.proposable()}
    assert read == {commun: EXPECTED[name](sheets[commun]) for commun in read}
    lines = {commun: verdict_reasons(base.fiche(commun), (asked,)) for commun in read}
    for commun, verdict in read.items():
        kept, broken = (CONSTRAINTS[name].kept in lines[commun], CONSTRAINTS[name].broken in lines[commun])
        assert (kept, broken) == (verdict is True, verdict is False), commun


def test_some_known_facts(base: Base) -> None:
    facts = {
        ("gratuit", "benevalibre"): True,
        ("gratuit", "nextcloud"): None,
        ("heberge", "framadate"): True,
        ("heberge", "odoo"): False,
        ("auto-heberge", "helloasso"): False,
        ("sans-compte", "etherpad-framapad"): True,
        ("sans-compte", "nextcloud"): None,
        ("chiffre", "matrix-element"): True,
        ("vite", "animacoop"): False,
        ("simple", "matrix-element"): False,
    }
    assert {(n, c): Demand(CONSTRAINTS[n], "").verdict(base.fiche(c)) for n, c in facts} == facts


def with_costs(fiche: Commun, *types: str) -> Commun:
    return fiche.model_copy(update={"couts": tuple(Cout.model_validate({"libelle": "Prix", "type": t}) for t in types)})


def test_what_is_paid_for_is_announced_and_comes_after(base: Base) -> None:
    asked = demands("un outil gratuit")
    paid = with_costs(base.fiche("nextcloud"), "abonnement")
    assert verdict_reasons(paid, asked) == ("attention\u00a0: payant, d’après la fiche",)
    assert adjustment(paid, asked) < adjustment(with_costs(paid, "inconnu"), asked) == 0
    assert adjustment(with_costs(paid, "abonnement", "gratuit"), asked) > 0
    assert verdict_reasons(with_costs(paid, "inconnu"), asked) == (
        "vous demandez que ce soit gratuit\u00a0: la fiche ne le dit pas encore",
    )


def test_ready_soon_is_about_being_ready_not_about_a_first_try(base: Base) -> None:
    (asked,) = demands("c'est urgent")
    tried = base.fiche("umap").model_copy(update={"temps_premier_essai": "<1h", "temps_mise_en_route": "inconnu"})
    assert asked.verdict(tried) is True
    assert asked.verdict(tried.model_copy(update={"temps_mise_en_route": "plus-d-un-mois"})) is False


# ---------------------------------------------------------------- through the engine


@pytest.mark.parametrize(
    ("text", "commun"),
    [
        ("on cherche une messagerie chiffrée pour l'équipe", "matrix-element"),
        ("une messagerie pour l'équipe, chiffrée de bout en bout", "matrix-element"),
        ("on veut écrire un document à plusieurs, chiffré de bout en bout", "cryptpad"),
    ],
)
def test_what_is_encrypted_is_ahead_and_end_to_end_is_no_distress(matcher: Matcher, text: str, commun: str) -> None:
    reponse = matcher.understand(text)
    assert reponse.suite is Suite.REPONSE, "« de bout en bout » is not « à bout »"
    first = reponse.besoins[0].propositions[0]
    assert first.id == commun
    assert "chiffré de bout en bout" in first.pourquoi


def test_the_reasons_say_what_was_asked(matcher: Matcher) -> None:
    reponse = matcher.understand("un texte à écrire à plusieurs, sans créer de compte")
    first = reponse.besoins[0].propositions[0]
    assert first.id == "etherpad-framapad"
    assert "s’utilise sans créer de compte" in first.pourquoi
    plain = matcher.understand("un texte à écrire à plusieurs").besoins[0].propositions[0]
    assert "s’utilise sans créer de compte" not in plain.pourquoi, "nobody asked"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("un agenda gratuit", "un agenda"),
        ("un agenda GRATUIT, simple d'usage et en français", "un agenda des et"),
        ("un agenda sans compte", "un agenda"),
        ("gratuit ?", "gratuit"),
        ("c'est gratuit", "c est est gratuit"),
        ("on n'a pas de serveur", "on n a pas de serveur"),
        ("des ateliers gratuits pour nos habitants", "des ateliers gratuits pour nos habitants"),
    ],
)
def test_words_that_only_ask_for_a_constraint_are_not_compared(text: str, left: str) -> None:
    kept = without_constraints(words(text), demands(text))
    assert [folded for _, folded in kept] == left.split()


def test_a_constraint_s_own_word_is_no_reason_and_lifts_nobody(matcher: Matcher) -> None:
    plain, free = matcher.read("partager nos fichiers"), matcher.read("partager nos fichiers, gratuit")
    assert free.message.stems == plain.message.stems
    assert free.message.ngrams == plain.message.ngrams
    given = matcher.understand("partager nos fichiers, gratuit").besoins[0].propositions
    assert given
    assert not any("gratuit\u00a0»" in reason for one in given for reason in one.pourquoi if "vous parlez" in reason)


def test_a_payant_fiche_is_announced_and_loses_its_place(base: Base, encoder: UniversalEncoder) -> None:
    paid = {commun: with_costs(base.fiche(commun), "abonnement") for commun in ("galette", "dokos")}
    communs = {**paid, "paheko": base.fiche("paheko"), "framadate": base.fiche("framadate")}
    matcher = Matcher.load(replace(base, communs=communs, faqs={}, produits=(), referents={}), encoder=encoder)

    def best(text: str) -> Proposition:
        return matcher.understand(text).besoins[0].propositions[0]

    assert best("gérer les adhérents de l'asso").id == "galette"
    free = best("un outil gratuit pour gérer les adhérents de l'asso")
    assert free.id == "paheko"
    assert CONSTRAINTS["gratuit"].kept in free.pourquoi
    assert not any("payant" in reason for reason in free.pourquoi)
    alone = best("un outil gratuit pour réserver nos salles")
    assert alone.id == "dokos"
    assert "attention\u00a0: payant, d’après la fiche" in alone.pourquoi


# ---------------------------------------------------------------- any text


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = demands(text)
    assert [demand.constraint.name for demand in found] == [
        name for name in CONSTRAINTS if name in {demand.constraint.name for demand in found}
    ]


@pytest.mark.parametrize(
    "piece", ["sans que ", "pas de compte ", "heberge ", "faut ", "il faut a b c ", "sans sans ", "a"]
)
def test_a_long_text_costs_no_more(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.perf_counter()
    demands(text)
    assert time.perf_counter() - start < 0.5
