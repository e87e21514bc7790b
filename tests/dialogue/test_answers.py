"""What an answer and a fiche show: short, honest, from the fiche and with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import reduce

import pytest
from dialogue.person import FORUM, HDF, NOW, SmallSavoir, found, make_fiche
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.dialogue import facts
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


FROM_FIELDS: Mapping[str, tuple[str, ...]] = {
    "alerte": ("alerte",),
    "remplace_par": ("remplace_par",),
    "premiere_etape": ("premiere_etape",),
    "temps": ("temps_premier_essai", "temps_mise_en_route", "temps_note"),
    "complexite": ("complexite", "complexite_note"),
    "sante": ("sante.niveau", "statut"),
    "signe_de_vie": ("sante.dernier_signe_de_vie",),
    "accompagnement": ("accompagnement",),
    "contribuer": ("contribuer",),
}
"""What the fiche view shows, and the fields it comes from: each known one has a source that names it."""

WITH_ITS_OWN_SOURCE = {"couts", "contacts", "reseau"}
OF_THE_WHOLE_FICHE = {"nom", "resume", "site"}
NOT_A_FACT = {
    "departement",
    "demander_a",
    "inconnus",
    "verifie_le",
    "releve_le",
    "a_verifier",
    "pourquoi",
    "alternatives",
}
ABOUT_THE_ANSWER = {"sources", "suivi"}
_SAME_SUBJECT = {"complexite_note": "complexite", "statut": "sante"}
_NOT_SAID = ("", "inconnu", "actif", None)


def sourced(fiche: Commun, field: str) -> bool:
    """Whether a source names this field, the object it is in, or what it is a note of."""
    named = {source.champ for source in fiche.sources}
    return bool(named & {field, field.partition(".")[0], _SAME_SUBJECT.get(field, field)})


def value_of(fiche: Commun, field: str) -> object:
    return reduce(getattr, field.split("."), fiche)


def test_every_fact_of_a_shipped_fiche_has_a_source_that_names_it(shipped_base: Base) -> None:
    world = World(NOW, shipped_base, 42)
    for commun, fiche in shipped_base.communs.items():
        view = whole_fiche(commun, Conversation(direct=True), world, suivi=True)
        known = {*FROM_FIELDS, *WITH_ITS_OWN_SOURCE, *OF_THE_WHOLE_FICHE, *NOT_A_FACT, *ABOUT_THE_ANSWER}
        assert set(view) == known, "say where what is newly shown comes from"
        assert any(source.champ == "*" for source in fiche.sources), commun
        fields = [field for shown, fields in FROM_FIELDS.items() if view[shown] for field in fields]
        unsourced = [f for f in fields if value_of(fiche, f) not in _NOT_SAID and not sourced(fiche, f)]
        assert not unsourced, (commun, unsourced)
        assert all(contact.source for contact in fiche.contacts), commun
        assert all(cout.source for cout in fiche.couts if cout.type != "inconnu"), commun


def test_every_fact_of_a_shipped_answer_has_a_source_that_names_it(shipped_base: Base) -> None:
    """The short line of an answer: costs and times as above, the alert, and who to call."""
    world = World(NOW, shipped_base, 42)
    for commun, fiche in shipped_base.communs.items():
        conversation = Conversation(direct=True, reponse=found(commun, faq=False))
        assert conversation.reponse is not None
        options = first_options(conversation.reponse, shipped_base, direct=True)
        line = answer(options, conversation, world)["groupes"][0]["pistes"][0]  # type: ignore[index,call-overload]
        assert set(line) == {"rang", "nom", "en_bref", "faits", "alerte", "a_verifier"}
        if facts.TIMES[fiche.temps_premier_essai]:
            assert sourced(fiche, "temps_premier_essai"), commun
        assert not line["alerte"] or sourced(fiche, "alerte"), commun


def test_every_network_to_call_says_where_it_was_read(shipped_base: Base) -> None:
    for reseau in shipped_base.reseaux.values():
        assert any(source.champ == "*" for source in reseau.sources), reseau.id
        assert all(contact.source for contact in reseau.contacts), reseau.id


def test_a_shipped_alert_is_read_whole_in_an_answer(shipped_base: Base) -> None:
    alerts = {c.id: c.alerte.texte for c in shipped_base.communs.values() if c.alerte is not None}
    assert alerts
    assert not {commun: texte for commun, texte in alerts.items() if len(texte) > 90}


def test_a_date_that_was_not_confirmed_is_to_be_checked(voice: Voice, shipped_base: Base) -> None:
    reponse = found("comm-un-lundi", faq=False)
    conversation = Conversation(direct=True, reponse=reponse)
    world = World(NOW, shipped_base, 42)
    options = first_options(reponse, shipped_base, direct=True)
    text = seen(voice.render("reponse", answer(options, conversation, world)))
    assert "Prochaine date à vérifier auprès de l'équipe" in text
    assert "premier lundi" not in text


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
