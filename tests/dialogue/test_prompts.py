"""Every sentence the bot says: it renders, somebody says it, it is French, plain, and leaves a way to a human."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dialogue.phrases_conversation import CARD, CONVERSATION
from dialogue.phrases_coordination import COORDINATION
from dialogue.phrases_guichet import GUICHET
from jinja2 import meta

import aiguilleur_bot
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.settings import shipped

PROMPTS = {path.name.removesuffix(".md.j2"): path for path in sorted(shipped("prompts").glob("*.md.j2"))}
HOUSE = Path(aiguilleur_bot.__file__).parent
CODE = "\n".join(
    path.read_text() for room in ("dialogue", "engine", "handoff") for path in sorted((HOUSE / room).rglob("*.py"))
)
SAMPLES: Mapping[str, Mapping[str, Any]] = {**CONVERSATION, **GUICHET, **COORDINATION}

TO_THE_NETWORK = (
    *("communs_inconnu", "communs_qui", "communs_fiche", "communs_sans_personne"),
    *("communs_invite", "communs_deja_invite", "communs_soi"),
    "jardin",
    *("carte", "pris_ok", "deja_pris", "rien_a_prendre", "robot_rappele"),
    *("besoin_retire", "besoin_corrige", "besoin_oublie", "besoin_efface"),
    *("resume", "mot_rappel", "mot_rendu", "mot_repris", "mot_relance", "mot_expire"),
    *("relais_a_qui", "relais_fin", "relais_pause"),
    *("base_invalide", "base_rechargee", "salon_chiffre", "rencontre_nom", "accueil_aide", "rappel_a_relire"),
)
"""Not said to somebody who asks."""

TO_AIGUILLEURS = ("guichet_", "coordination_")
"""How the name of what is said to those who help begins."""

WAY_TO_A_HUMAN = re.compile(r"humain|personnes? du réseau|en privé|message privé|robot\*\*")


@pytest.fixture(params=sorted(PROMPTS))
def prompt(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(voice: Voice, prompt: str) -> str:
    return voice.render(prompt, SAMPLES[prompt])


def test_every_prompt_renders_with_the_variables_its_header_names(voice: Voice, prompt: str) -> None:
    source = PROMPTS[prompt].read_text()
    header, _, body = source.partition("#}")
    assert header.startswith("{# ")
    wanted = meta.find_undeclared_variables(voice.prompts.parse(body))
    assert not {name for name in wanted if not re.search(rf"\b{name}\b", header)}
    assert said(voice, prompt)


def test_every_prompt_is_said_by_somebody(prompt: str) -> None:
    if prompt.startswith("_"):
        assert any(f'"{prompt}.md.j2"' in path.read_text() for path in PROMPTS.values())
    else:
        assert f'"{prompt}"' in CODE


def test_every_prompt_the_code_says_exists() -> None:
    named = re.findall(r'(?:said\(\s*\w+, |[ (]Say\(|privately\(\w+, |voice\.render\(|offer_human\(\w+, )"(\w+)"', CODE)
    assert {"reponse", "fiche", "transmis_salon"} <= set(named)
    assert not {name for name in named if name not in PROMPTS}


def test_spaces_are_those_of_french(voice: Voice, prompt: str) -> None:
    text = said(voice, prompt)
    assert not re.search(r"(?<! ) [:;!?»](?:\s|$)", text)
    assert "« " not in text
    assert not re.search(r"[^\s\u00a0:/?!(][?!;»](?![\w/=&])", re.sub(r"\(https?://[^)]*\)", "", text))


def test_somebody_who_asks_never_reads_our_jargon(voice: Voice, prompt: str) -> None:
    if prompt in TO_THE_NETWORK or prompt.startswith(TO_AIGUILLEURS):
        return
    words = set(re.findall(r"\w+", said(voice, prompt).lower()))
    assert not words & {"commun", "communs", "besoins", "orientation", "aiguilleur", "aiguilleurs", "fiches", "handoff"}


def test_a_way_to_a_human_is_always_said(voice: Voice, prompt: str) -> None:
    if prompt in TO_THE_NETWORK or prompt.startswith(("_", *TO_AIGUILLEURS)):
        return
    assert WAY_TO_A_HUMAN.search(said(voice, prompt)), prompt


def test_sentences_fit_two_lines_of_a_phone(voice: Voice, prompt: str) -> None:
    visible = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said(voice, prompt))
    sentences = re.split(r"(?<=[.!?…])\s|\n| · ", visible)
    assert not [s for s in sentences if len(s) > 100]


def test_owning_up_promises_nothing_and_hides_what_is_grave(voice: Voice) -> None:
    plain = voice.render("personne_encore", SAMPLES["personne_encore"]).replace("\u00a0", " ")
    assert plain.splitlines() == [
        "Personne n'a encore pris votre demande n° 42, et je vous le dis. Je viens de la rappeler au réseau.",
        "Je ne sais pas quand ce sera. Dès qu'une personne s'en charge, je vous l'écris.",
        "Sans attendre : **La Compagnie** (Hauts-de-France), [exemple.org](https://exemple.org).",
        "**retirer** · **corriger** · **mes données** · **humain**",
    ]
    grave = voice.render("personne_encore", {"numero": 42, "coup_dur": True, "reseau": None})
    assert "42" not in grave
    assert "112" in grave
    assert "3114" in grave


def test_a_card_shows_its_whole_life(voice: Voice) -> None:
    def card(**changes: object) -> str:
        return voice.render("carte", {**CARD, "entete": "", **changes}).replace("\u00a0", " ")  # type: ignore[dict-item]

    assert card(proposes=()).splitlines() == [
        "**n° 42** · région inconnue · reçu à 14 h 02",
        "« un bail »",
        "Stade : inconnu · rien proposé",
        "**prendre** (✋) · **passer** · **préparer** · **transmettre**",
    ]
    taken = card(etat="prise_en_charge", par="@aiguilleuse-1:exemple.org", le="2026-11-23T13:09:00+00:00")
    assert taken.splitlines()[0] == "**n° 42** · pris par @aiguilleuse-1:exemple.org à 14 h 09, merci."
    assert "un bail" not in card(etat="annulee")
    assert card(coup_dur=True, texte="").startswith("**Coup dur** · **n° 42**")
