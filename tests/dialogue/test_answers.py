"""What an answer and a fiche show: short, honest, from the fiche and with its source."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from dialogue.person import FORUM, HDF, NOW, SmallSavoir, found, make_fiche
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.answers import LONGEST, answer, first_options, fitting
from aiguilleur_bot.dialogue.fiche import whole_fiche
from aiguilleur_bot.dialogue.model import Conversation, World
from aiguilleur_bot.dialogue.stage import at_idea_stage
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Territoire

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def seen(text: str) -> str:
    """What is read on the screen: a link shows its label."""
    return LINK.sub(r"\1", text).replace("\u00a0", " ")


def shown(voice: Voice, *fiches: Commun, direct: bool = False, where: Territoire | None = None) -> str:
    savoir = SmallSavoir({f.id: f for f in fiches})
    conversation = Conversation(direct=direct, territoire=where, reponse=found(*(f.id for f in fiches)))
    world = World(NOW, savoir, 42)
    assert conversation.reponse is not None
    options = fitting(first_options(conversation.reponse, savoir, direct=direct), conversation, world)
    return seen(voice.render("reponse", answer(options, conversation, world)))


def fiche_shown(voice: Voice, fiche: Commun, overdue: frozenset[str] = frozenset()) -> str:
    world = World(NOW, SmallSavoir({fiche.id: fiche}, overdue), 42)
    return seen(voice.render("fiche", whole_fiche(fiche.id, Conversation(direct=False), world, suivi=False)))


def test_nobody_to_call_asks_for_the_departement(voice: Voice) -> None:
    assert "À qui parler : votre réseau régional. Dites-moi votre département." in shown(voice, make_fiche("dokos"))


def test_only_known_costs_are_said(voice: Voice) -> None:
    free = {"libelle": "Le logiciel", "type": "gratuit"}
    paid = {"libelle": "Hébergé", "type": "abonnement", "montant_min": 10, "periode": "par mois"}
    unknown = {"libelle": "Hébergé", "type": "inconnu"}
    assert "Coût : gratuit ou abonnement dès 10 € ; délai : pas encore connu." in shown(
        voice, make_fiche("dokos", couts=[free, paid])
    )
    assert "Coût : connu en partie ; délai : pas encore connu." in shown(
        voice, make_fiche("dokos", couts=[free, unknown])
    )
    assert "Coût et délai : pas encore connus." in shown(voice, make_fiche("dokos"))
    both = shown(voice, make_fiche("dokos", couts=[free]), make_fiche("odoo"))
    assert "**2. Odoo** : salles, adhésions, factures. Coût et délai : pas encore connus." in both


def test_an_alert_is_read_before_the_summary_until_its_day(voice: Voice) -> None:
    alert = {"texte": "Le service ferme fin décembre.", "jusqu_au": date(2026, 12, 31)}
    warned = "**1. Dokos**, attention : Le service ferme fin décembre.\nSalles, adhésions, factures.\n"
    assert warned in shown(voice, make_fiche("dokos", alerte=alert))
    assert fiche_shown(voice, make_fiche("dokos", alerte=alert)).startswith("Attention : Le service ferme")
    past = {**alert, "jusqu_au": date(2026, 11, 1)}
    assert "ttention" not in shown(voice, make_fiche("dokos", alerte=past))


def test_a_fiche_says_when_it_was_checked_and_by_whom(voice: Voice) -> None:
    assert "Relevé le 21 novembre 2026 dans des documents." in fiche_shown(voice, make_fiche("dokos"))
    checked = make_fiche("dokos", verifie_le=date(2026, 12, 1))
    assert "Vérifié le 1er décembre 2026." in fiche_shown(voice, checked)
    assert "à revérifier" in fiche_shown(voice, checked, frozenset({"dokos"}))


def test_what_is_unknown_is_said_with_whom_to_ask(voice: Voice) -> None:
    everything = "Première étape, Temps, Difficulté, Coût, Santé du projet"
    assert f"**{everything}** : inconnus, à demander à votre réseau régional." in fiche_shown(
        voice, make_fiche("dokos")
    )
    with_forum = make_fiche("dokos", contacts=[FORUM], complexite="3", sante={"niveau": "stable"})
    text = fiche_shown(voice, with_forum)
    assert "**Première étape, Temps, Coût** : inconnus, à demander aux contacts ci-dessus." in text
    assert "**Difficulté** : mieux vaut se faire accompagner." in text


def test_known_times_and_costs_are_said_in_full(voice: Voice) -> None:
    cost = {"libelle": "Hébergé", "type": "abonnement", "montant_min": 9.5, "montant_max": 14, "periode": "par mois"}
    fiche = make_fiche(
        "dokos",
        temps_premier_essai="demi-journee",
        couts=[{**cost, "valide_au": date(2025, 1, 1)}],
        premiere_etape="Demandez un essai sur https://essai.exemple.org/inscription.",
    )
    text = fiche_shown(voice, fiche)
    assert "**Temps** : premier essai, une demi-journée ; mise en route, inconnue." in text
    assert "**Coût** : Hébergé : abonnement, de 9,50 € à 14 € par mois (en 2025)." in text
    assert "**Première étape** : Demandez un essai sur essai.exemple.org." in text


@given(
    st.lists(
        st.tuples(st.integers(1, 300), st.integers(3, 60), st.integers(5, 80), st.integers(0, 120), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([None, HDF]),
)
def test_an_answer_fits_a_phone_whatever_the_fiches(
    voice: Voice, sizes: list[tuple[int, int, int, int, bool]], where: Territoire | None
) -> None:
    fiches = [
        make_fiche(
            f"fiche-{n}",
            nom="N" * name,
            en_bref=("mot " * 50)[: summary - 1] + "x",
            usage="u" * usage,
            alerte={"texte": ("alerte " * 20)[:alert] + "!"} if alert else None,
            contacts=[{**FORUM, "libelle": "le forum d'entraide des usagers"}] if forum else [],
        )
        for n, (name, summary, usage, alert, forum) in enumerate(sizes)
    ]
    text = shown(voice, *fiches, direct=True, where=where)
    assert len(text) <= LONGEST
    assert text.count("**humain**") == 1


@pytest.fixture(scope="module")
def shipped_base() -> Base:
    base = load([shipped("knowledge")]).base
    assert base is not None
    return base


def test_every_shipped_fiche_makes_a_short_answer_and_a_sourced_fiche(voice: Voice, shipped_base: Base) -> None:
    world = World(NOW, shipped_base, 42)
    for commun, fiche in shipped_base.communs.items():
        conversation = Conversation(direct=True, reponse=found(commun, *fiche.alternatives[:2], faq=False))
        faq = next(iter(fiche.faq), next(iter(shipped_base.faqs)))
        assert conversation.reponse is not None
        reponse = replace(conversation.reponse, faq=(faq,))
        options = first_options(reponse, shipped_base, direct=True)
        for where in (None, Territoire("32", "Hauts-de-France")):
            placed = replace(conversation, territoire=where)
            text = seen(voice.render("reponse", answer(fitting(options, placed, world), placed, world)))
            assert len(text) <= LONGEST, (commun, len(text), text)
            assert "À qui parler" in text
            whole = seen(voice.render("fiche", whole_fiche(commun, placed, world, suivi=True)))
            assert "À qui parler" in whole
            assert re.search(r"^Sources : .+", whole, re.MULTILINE), commun
            assert re.search(r"^(Relevé|Vérifié) le \d", whole, re.MULTILINE), commun


def test_every_fact_of_a_shipped_fiche_has_a_source(shipped_base: Base) -> None:
    for fiche in shipped_base.communs.values():
        assert any(source.champ == "*" for source in fiche.sources), fiche.id
        assert all(contact.source for contact in fiche.contacts), fiche.id
        assert all(cout.source for cout in fiche.couts if cout.type != "inconnu"), fiche.id


@pytest.mark.parametrize(
    ("texte", "idea"),
    [
        ("on démarre un tiers-lieu", True),
        ("on a juste l'idée d'un café", True),
        ("notre projet de ressourcerie", True),
        ("le lieu n'est pas encore ouvert", True),
        ("une idée pour la compta ?", False),
        ("on galère avec les salles", False),
        ("que dit le projet de loi ?", False),
    ],
)
def test_starting_out(texte: str, idea: bool) -> None:
    assert at_idea_stage(texte) is idea
