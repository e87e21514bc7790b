"""A place is read when somebody says where they are, and never in ordinary chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.knowledge.places import place_names
from aiguilleur_bot.knowledge.territoires import Gazetteer
from aiguilleur_bot.vocabulary import Territoire

HDF, AURA, OCC, NA, BZH, PACA = "32", "84", "76", "75", "53", "93"
IDF, NOR, PDL, CVL, BFC, COR, REU = "11", "28", "52", "24", "27", "94", "04"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    base = load(folders(None)).base
    assert base is not None
    return base.gazetteer


ANSWERS = [
    # numbers, when they are the whole text
    ("59", HDF),
    ("le 59", HDF),
    ("Dans le 59 !", HDF),
    ("dept 59", HDF),
    ("Département du 59", HDF),
    ("bonjour, 59 merci", HDF),
    ("on est dans le 59", HDF),
    ("nous sommes dans le 12", OCC),
    ("c'est le 59", HDF),
    ("32", OCC),
    ("75", IDF),
    ("2A", COR),
    ("2b", COR),
    ("20", COR),
    ("971", "01"),
    ("974", REU),
    ("59000", HDF),
    ("20200", COR),
    ("97400", REU),
    ("code postal 35000", BZH),
    ("59000 Lille", HDF),
    ("59242 Templeuve", HDF),
    ("Lille (59)", HDF),
    ("Templeuve (59)", HDF),
    ("Nord 59", HDF),
    ("Saint-Denis 93", IDF),
    ("Saint-Denis (974)", REU),
    ("988", "?"),
    # names, when they are the whole text
    ("Nord", HDF),
    ("le nord", HDF),
    ("hauts de france", HDF),
    ("Hauts-de-France", HDF),
    ("LES HAUTS DE FRANCE", HDF),
    ("région Occitanie", OCC),
    ("paca", PACA),
    ("idf", IDF),
    ("la Somme", HDF),
    ("somme", HDF),
    ("Cher", CVL),
    ("Lille", HDF),
    ("Champs-sur-Marne", IDF),
    ("à lille", HDF),
    ("st etienne", AURA),
    ("Saint-Étienne", AURA),
    ("L'Haÿ-les-Roses", IDF),
    ("Mont de Marsan", NA),
    ("le havre", NOR),
    ("au Mans", PDL),
    ("tours", CVL),
    ("Schœlcher", "02"),
    ("La Réunion", REU),
    ("val d'oise", IDF),
    ("Territoire de Belfort", BFC),
    ("je suis en Ardèche", AURA),
    ("Nouvelle-Calédonie", "?"),
]
SENTENCES = [
    ("On monte un café associatif en Ardèche, par où commencer ?", AURA),
    ("on est a lille et on cherche un outil de résa", HDF),
    ("Notre tiers-lieu est situé dans la Drôme, on veut partager un agenda", AURA),
    ("fablab à Nantes cherche logiciel d'adhésion", PDL),
    ("coworking près de Rennes, besoin d'un wiki", BZH),
    ("on vient d'ouvrir au Mans, qui connaît un outil de compta ?", PDL),
    ("nous sommes à Tours et nous cherchons un agenda", CVL),
    ("on est dans le Cher, quel réseau ?", CVL),
    ("tiers-lieu en creuse, heu en Creuse pardon", NA),
    ("dans les Landes on a un souci de planning", NA),
    ("besoin d'aide pour la gouvernance, région PACA", PACA),
    ("tiers-lieux Bretagne, qui appeler ?", BZH),
    ("un réseau dans les hauts de france ?", HDF),
    ("dans le sud de l'Ardèche", AURA),
    ("on habite le Nord, dans le Nord exactement, vers Hazebrouck", HDF),
    ("À La Réunion, qui peut nous aider ?", REU),
    ("on cherche de l'aide à Templeuve, dans le département du Nord", HDF),
    ("Bonjour, L'Hermitage, Oise, on cherche un outil", HDF),
    ("commune de Guéret, on veut un lieu partagé", NA),
    ("tiers-lieu basé à Saint-Denis à La Réunion", REU),
    ("on est à Saint-Denis (93) et on cherche un outil", IDF),
    ("en île-de-france on a un réseau ?", IDF),
    ("la ferme est en Seine-et-Marne", IDF),
    ("nous on est sur Clermont-Ferrand", AURA),
    ("en Corse", COR),
]
SILENCES = [
    "nous sommes 12",
    "on est 59 adhérents",
    "nous sommes le 12",
    "on est le 12 juin",
    "dans 15",
    "dans 15 jours",
    "vers 14",
    "à 17",
    "1",
    "2",
    "3",
    "en 75",
    "les 12",
    "on a 59000 euros",
    "59242 euros",
    "c'est cher",
    "trop cher",
    "c'est trop cher pour nous",
    "la réunion de lundi est annulée",
    "à la réunion de lundi",
    "on fait la somme des factures",
    "ça n'a pas de sens",
    "à sens unique",
    "c'est nice !",
    "ça se corse un peu",
    "qui aura le temps de nous aider ?",
    "il en aura besoin",
    "le besoin le plus grand est de réserver",
    "dans le nord de la France",
    "quelque part dans le Nord de la France",
    "au sud",
    "le sud",
    "dans le sud-ouest",
    "au centre",
    "un lot de chaises, il y en a dans le lot",
    "la manche de ma veste",
    "fais tourner les chaises, chacun son tours",
    "rendez-vous rue de Bretagne",
    "12 avenue de Paris",
    "je pars de la gare de Lyon",
    "la méthode vient de Bar-sur-Aube",
    "voir forum.bretagne.bzh",
    "écris à @nantes",
    "le compte @Bretagne",
    "voir www.Bretagne.bzh",
    "voir le guide Aix en Provence",
    "merci à Valence pour son aide",
    "demande à Albert",
    "on est passés chez Orange pour la fibre",
    "un bon plaisir partagé",
    "Comment gérer les adhésions et le planning ?",
    "On a le port 443 fermé",
    "la garde des enfants, qui s'en occupe ?",
    "les lilas sont en fleur",
    "",
    "  ",
    "🙂",
    "bonjour",
    "merci",
]


@pytest.mark.parametrize(("text", "region"), [*ANSWERS, *SENTENCES])
def test_a_place_that_is_said_is_read(gazetteer: Gazetteer, text: str, region: str) -> None:
    assert [territoire.region for territoire in gazetteer.read(text)] == [None if region == "?" else region]


@pytest.mark.parametrize("text", SILENCES)
def test_ordinary_chat_is_no_place(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.read(text) == ()


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Saint-Denis", {IDF, REU}),
        ("on est à Saint-Denis", {IDF, REU}),
        ("les Hauts", {HDF, REU}),
        ("Vienne", {NA, AURA}),
        ("Saint-Pierre", {REU, None}),
        ("on hésite entre un lieu en Bretagne et un autre en Normandie", {BZH, NOR}),
    ],
)
def test_what_is_ambiguous_gives_all_its_readings(gazetteer: Gazetteer, text: str, regions: set[str | None]) -> None:
    assert {territoire.region for territoire in gazetteer.read(text)} == regions


def test_what_is_read_is_the_region_to_show_and_the_words_that_told_it(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("on est dans le 59") == (Territoire("32", "Hauts-de-France", "59"),)
    assert gazetteer.read("un wiki pour notre lieu à Mont-de-Marsan ?") == (
        Territoire("75", "Nouvelle-Aquitaine", "Mont-de-Marsan"),
    )
    assert gazetteer.read("Nouméa") == (Territoire(None, "Nouvelle-Calédonie", "Nouméa"),)


@pytest.mark.parametrize(
    ("text", "region"),
    [("32", "32"), (" 84 ", "84"), ("04", "04"), ("Hauts-de-France", "32"), ("bretagne", "53"), ("Nord", "32")],
)
def test_where_a_region_is_expected_its_own_code_counts(gazetteer: Gazetteer, text: str, region: str) -> None:
    found = gazetteer.region(text)
    assert found is not None
    assert found.region == region


@pytest.mark.parametrize("text", ["", "99", "Saint-Denis", "la lune"])
def test_where_a_region_is_expected_nothing_is_guessed(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.region(text) is None


def test_every_place_of_the_map_is_read_when_it_is_the_whole_text(gazetteer: Gazetteer) -> None:
    lost = [
        name.words
        for name in place_names(gazetteer.places)
        if name.words != ("9", "3") and name.region not in {t.region for t in gazetteer.read(" ".join(name.words))}
    ]
    assert lost == []


@given(st.text())
def test_any_text_can_be_read(gazetteer: Gazetteer, text: str) -> None:
    for territoire in gazetteer.read(text):
        assert territoire.nom
        assert territoire.lu


def test_the_shipped_ordinary_chat_names_few_places(gazetteer: Gazetteer) -> None:
    """Lines of hors/ were written to be chat: the places read in them are really written there."""
    base = load(folders(None)).base
    assert base is not None
    lus = {t.lu for hors in base.hors for line in hors.lignes for t in gazetteer.read(line)}
    assert all(parsed[0].isupper() for parsed in lus), lus
