"""One message, several needs: each gets its own communs, in the order they are said; a story with one need gets one."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.answers import LONGEST, answer, first_options, fitting
from aiguilleur_bot.dialogue.model import Conversation, World
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.ranking.fusion import shipped_fusion
from aiguilleur_bot.matching.reading.segments import PIECES_MAX, cuts, marked
from aiguilleur_bot.presentation import answer_as_json
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Ecoute, Suite, Territoire

NORD = Territoire("32", "Hauts-de-France", "59")

TWO = [
    (
        "Un logiciel pour tenir la comptabilité de l'asso. Par ailleurs, un sondage pour trouver une date de réunion.",
        {"noalyss", "paheko", "dolibarr", "dokos"},
        {"framadate"},
    ),
    (
        "On voudrait un agenda partagé des événements du village. Sinon, comment encaisser des dons en ligne ?",
        {"keskonfai", "gancio", "mobilizon"},
        {"helloasso"},
    ),
    (
        "Comment réserver nos salles en ligne ? Et aussi, comment publier nos vidéos ailleurs que sur YouTube ?",
        {"dokos"},
        {"peertube"},
    ),
    (
        "Il faut une messagerie pour discuter entre bénévoles, et par ailleurs une liste de diffusion par courriel",
        {"chat-des-tiers-lieux", "matrix-element", "rocket-chat"},
        {"framagroupes-sympa"},
    ),
    (
        "On veut mesurer l'impact social du lieu. Deuxièmement, il nous faut un formulaire en ligne pour une enquête.",
        {"commune-mesure"},
        {"framaforms"},
    ),
    (
        "Bonjour ! On veut trouver une date de réunion à dix. Et aussi, comment faire des visios sans Zoom ? Merci",
        {"framadate"},
        {"jitsi-meet", "bigbluebutton"},
    ),
]
"""Messages of two clear needs, and the communs that may come first for each."""

STORIES = """
Notre asso gère trois salles. Tout est dans un tableur, on se mélange. On voudrait un outil pour réserver en ligne.
On est douze. Chaque mois c'est la galère pour trouver une date de réunion. Un sondage de dates, ça existe en libre ?
Notre collectif filme. Tout dort sur un disque dur. On voudrait publier nos vidéos ailleurs que sur YouTube.
On fait des visios chaque semaine. Avec Zoom on est coupés au bout de quarante minutes. Une visio libre, ça existe ?
"""


@pytest.mark.parametrize(("text", "first", "second"), TWO)
def test_two_needs_get_two_answers_in_the_order_said(
    matcher: Matcher, text: str, first: set[str], second: set[str]
) -> None:
    reponse = matcher.understand(text)
    assert reponse.suite is Suite.REPONSE
    one, other = reponse.besoins
    assert one.propositions[0].id in first
    assert other.propositions[0].id in second
    assert text.index(one.texte) < text.index(other.texte), "each is said in the person's own words, in their order"
    assert reponse.question is None
    assert set(reponse.contacts) >= set(other.propositions[0].contacts)


def test_said_the_other_way_round_they_come_the_other_way_round(matcher: Matcher) -> None:
    date, video = "comment trouver une date de réunion à dix ?", "Comment publier nos vidéos ailleurs que sur YouTube ?"
    there = matcher.understand(f"{date} Et aussi : {video}")
    back = matcher.understand(f"{video} Et aussi : {date}")
    ids = [besoin.propositions[0].id for besoin in there.besoins]
    assert ids == ["framadate", "peertube"]
    assert [besoin.propositions[0].id for besoin in back.besoins] == ids[::-1]


@pytest.mark.parametrize("text", STORIES.strip().splitlines())
def test_a_story_with_one_need_gets_one(matcher: Matcher, text: str) -> None:
    reponse = matcher.understand(text)
    assert reponse.suite is Suite.REPONSE
    assert len(reponse.besoins) == 1


def test_unasked_in_a_room_nothing_is_cut(base: Base, encoder: UniversalEncoder, cache: Path) -> None:
    """However sure it is that there are two needs."""
    weights = shipped_fusion()
    bold = {one: replace(thresholds, plusieurs=0.0) for one, thresholds in weights.thresholds.items()}
    matcher = Matcher.load(base, cache=cache, encoder=encoder, fusion=replace(weights, thresholds=bold))
    for text, _, _ in TWO:
        assert len(matcher.understand(text, ecoute=Ecoute.INVITE).besoins) <= 1
        assert len(matcher.understand(text, ecoute=Ecoute.MENTION).besoins) == 2


def test_the_json_holds_both(matcher: Matcher) -> None:
    text, first, second = TWO[1]
    read = json.loads(json.dumps(answer_as_json(matcher.understand(text))))
    one, other = read["besoins"]
    assert one["propositions"][0]["id"] in first
    assert other["propositions"][0]["id"] in second


@pytest.mark.parametrize(("text", "first", "second"), TWO)
@pytest.mark.parametrize("place", [None, NORD])
@pytest.mark.parametrize("direct", [True, False])
def test_one_commun_is_shown_for_each_and_all_fits_a_phone(
    matcher: Matcher, text: str, first: set[str], second: set[str], direct: bool, place: Territoire | None
) -> None:
    reponse = matcher.understand(text, territoire=place)
    conversation = Conversation(direct=direct, reponse=reponse, territoire=place)
    world = World(datetime(2026, 11, 22, tzinfo=UTC), matcher.base, 42)
    options = fitting(first_options(reponse, matcher.base, direct=direct), conversation, world)
    assert [len(groupe) for groupe in options.groupes] == [1, 1]
    assert options.ids[0] in first
    assert options.ids[1] in second
    shown = re.sub(
        r"\[([^\]]*)\]\([^)]*\)",
        r"\1",
        Voice(shipped("prompts")).render("reponse", answer(options, conversation, world)),
    )
    assert len(shown) <= LONGEST
    assert all(matcher.base.fiche(commun).usage in shown for commun in options.ids)


# ---------------------------------------------------------------- where to cut


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("une carte du coin. une visio sans Zoom", ("une carte du coin", "une visio sans Zoom")),
        (
            "on cherche :\n- une visio libre\n- la carte du coin",
            ("on cherche :\n- une visio libre", "la carte du coin"),
        ),
        ("1) une visio libre 2) la carte du coin", ("une visio libre", "la carte du coin")),
        ("1. une visio libre\n2. la carte du coin", ("une visio libre", "la carte du coin")),
        ("* une visio libre\n* la carte du coin", ("une visio libre", "la carte du coin")),
        ("a) une visio libre b) la carte du coin", ("une visio libre", "la carte du coin")),
        ("il faut une visio // il faut une carte", ("il faut une visio", "il faut une carte")),
    ],
)
def test_the_coarsest_cut_follows_sentences_and_lists(text: str, pieces: tuple[str, ...]) -> None:
    assert cuts(text)[0] == pieces


def test_finer_cuts_follow_subjects_then_et_then_commas() -> None:
    text = "une visio pour vingt par ailleurs la carte du coin et un agenda commun, un wiki à nous"
    assert [len(pieces) for pieces in cuts(text)] == [2, 3, 4]


@pytest.mark.parametrize(
    "text", ["réserver nos salles", "", "à 3.5 euros", "la compta et co", "oui. non. si", "un truc et demi de large"]
)
def test_what_holds_one_piece_is_not_cut(text: str) -> None:
    assert cuts(text) == ()


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("une visio. Par ailleurs, une carte", True),
        ("1) une visio 2) une carte", True),
        ("on cherche :\n- une visio\n- une carte", True),
        ("une visio libre pour nos réunions", False),
        ("un rendez-vous - peut-être - mardi", False),
    ],
)
def test_a_message_says_itself_that_it_holds_another_subject(text: str, says_so: bool) -> None:
    assert marked(text) is says_so


PIECES = st.sampled_from(
    ["une visio", "la carte du coin", ".", "\n", "- ", " et ", ", ", "2) ", "Par ailleurs,", " puis ", "?", " ", "🙂"]
)


@settings(max_examples=300)
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=300)))
def test_pieces_are_stretches_of_the_text_in_order(text: str) -> None:
    for pieces in cuts(text):
        assert 2 <= len(pieces) <= PIECES_MAX
        position = 0
        for piece in pieces:
            assert piece
            position = text.index(piece, position) + len(piece)


HOSTILE = [".", "." * 9999 + "a", " ", "et ", ", ", "a. ", "un deux trois. ", "\n- a", "1) ", "et ,", "-", "et puis "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_costs_no_more(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.perf_counter()
    cuts(text)
    marked(text)
    assert time.perf_counter() - start < 0.5
