"""Every sentence the bot says: it renders, somebody says it, it is French, plain, and leaves a way to a human."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dialogue.phrases_coordination import COORDINATION
from jinja2 import meta

import aiguilleur_bot
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.settings import shipped

PROMPTS = {path.name.removesuffix(".md.j2"): path for path in sorted(shipped("prompts").glob("*.md.j2"))}
HOUSE = Path(aiguilleur_bot.__file__).parent
CODE = "\n".join(
    path.read_text() for room in ("dialogue", "engine", "handoff") for path in sorted((HOUSE / room).rglob("*.py"))
)

CONTACT = {"libelle": "le forum", "type": "forum", "valeur": "https://forum.exemple.org/t/1"}
RESEAU = {
    "nom": "La Compagnie",
    "lieu": "Hauts-de-France",
    "type": "site",
    "valeur": "https://exemple.org",
    "regional": True,
    "site": "https://exemple.org",
}
CALL = {"propre": CONTACT, "reseau": None, "departement": True}
BESOIN = {
    "numero": 42,
    "texte": "un bail",
    "etat": "en_cours",
    "cree_le": "2026-11-23T13:02:00+00:00",
    "pris_par": "@a:exemple.org",
}
LIEU = {"commune": "Lille", "region": "Hauts-de-France", "stade": "idee", "aisance": "peu"}
REFERENT = {
    "noms": ("Dokos", "Loomio"),
    "nom_affiche": "",
    "contact": "@camille:exemple.org",
    "compte": True,
    "portee": "aiguilleurs",
    "fin": "2027-11-23",
    "version": "1",
    "par": "",
}
REFERENT_HELD = {
    "nom": "Dokos",
    "nom_affiche": "Camille",
    "contact": "camille@exemple.org",
    "portee": "membres",
    "etat": "actif",
    "depuis": "2026-11-23",
    "fin": "2027-11-23",
}
HELD = {
    "premier_contact": "2026-11-23",
    "besoins": (BESOIN,),
    "conversations": 2,
    "suivis": 1,
    "phrases": ("un bail",),
    "tenus": (42,),
    "mots": ("nos salles",),
    "tables": {"lieu": ({"commune": "Auch", "stade": "ouvert", "aisance": None},)},
    "nombres": {"lieu": 1, "journal": 4},
}
OPTION = {"rang": 1, "nom": "Dokos", "en_bref": "salles", "faits": "", "alerte": "en travaux", "a_verifier": True}
CARD = {
    "numero": 42,
    "etat": "nouvelle",
    "region": "",
    "recu_le": "2026-11-23T13:02:00+00:00",
    "texte": "un bail",
    "coup_dur": False,
    "stade": "",
    "proposes": ("Dokos", "Odoo"),
    "par": "",
    "le": "",
    "entete": "coordination",
}
FICHE = {
    "nom": "Dokos",
    "resume": "Salles et factures.",
    "alerte": "en travaux",
    "remplace_par": "",
    "contacts": (CONTACT,),
    "reseau": RESEAU,
    "departement": False,
    "demander_a": "à La Compagnie",
    "inconnus": ("Temps",),
    "premiere_etape": "Lisez https://exemple.org",
    "temps": "",
    "complexite": "une personne seule y arrive",
    "couts": ("Le logiciel : gratuit", "L'hébergement : 10 €"),
    "sante": "projet actif",
    "signe_de_vie": "2025",
    "accompagnement": "",
    "verifie_le": "2026-11-21",
    "releve_le": "2026-11-20",
    "a_verifier": False,
    "pourquoi": ("vos mots",),
    "alternatives": ("Odoo",),
    "contribuer": "Sur le forum.",
    "site": "https://exemple.org",
    "sources": ("https://exemple.org",),
    "suivi": True,
}
WORD = {"numero": 42, "texte": "un bail", "personne": "@a:exemple.org", "pour": "@b:exemple.org"}
LINES = ("offre", "coordination", "rappel", "rendu", "repris", "relance", "expire")
LINE = {"numero": 42, "region": "Bretagne", "texte": "un bail", "recu_le": CARD["recu_le"], "a_moi": False}
HOURS = {"heures": 1, "minutes": 5}
AT_THE_DESK: Mapping[str, Mapping[str, Any]] = {
    "guichet_a_vous": {"numero": 42},
    "guichet_aide": {},
    "guichet_attend": {"numero": 42, "jour": "2026-12-12", "qui": "referent"},
    "guichet_attendre": {"numero": 42},
    "guichet_attendre_loin": {"numero": 42, "jours": 92},
    "guichet_besoins": {"besoins": ({**BESOIN, "coup_dur": False},)},
    "guichet_brouillon": {"note": "un modèle en Bretagne"},
    "guichet_brouillon_ouvert": {},
    "guichet_clos": {"numero": 42, "note": False},
    "guichet_contact": {"numero": 42},
    "guichet_impossible": {"numero": 42, "etat": "transmise", "mot": "clore"},
    "guichet_incompris": {},
    "guichet_inconnu": {"numero": 42},
    "guichet_issue": {"numero": 42},
    "guichet_lequel": {"mot": "clore", "choix": ({"numero": 7, "texte": "un bail", "coup_dur": False},)},
    "guichet_manque": {},
    "guichet_merci": {},
    "guichet_montre": {"numero": 42, "a": "@x:exemple.org"},
    "guichet_non": {},
    "guichet_note": {},
    "guichet_pas_pris": {"numero": 42, "etat": "nouvelle"},
    "guichet_pas_rouvrir": {"numero": 42, "trop_tard": True, "jours": 90},
    "guichet_passe": {"numero": 42},
    "guichet_rendu": {"numero": 42},
    "guichet_repris": {"numero": 42},
    "guichet_rien_a_vous": {"mot": "clore"},
    "guichet_rien_attendu": {},
    "guichet_rouvert": {"numero": 42},
    "guichet_servi": {"noms": ("Dokos",)},
    "guichet_temps_plus": {},
    "guichet_vouliez_vous": {"mot": "clore"},
    "guichet_absent": {"du": "2026-12-03", "au": "2026-12-12", "relais": "@x:exemple.org", "tenus": (42, 7)},
    "guichet_absent_illisible": {},
    "guichet_charte": {"de": "@c:exemple.org", "coordonne": False, "region": "Bretagne"},
    "guichet_collegue_inconnu": {"compte": "@x:exemple.org", "vous": False},
    "guichet_coordination": {},
    "guichet_creneaux": {"creneaux": "mardi 18 h à 20 h"},
    "guichet_creneaux_illisible": {"mot": "quand"},
    "guichet_de_retour": {},
    "guichet_heures": {"annee": 2026, "lignes": ({"region": "", **HOURS},), "total": HOURS},
    "guichet_invite": {"compte": "@x:exemple.org", "coordonne": False},
    "guichet_inviter": {"compte": "@x:exemple.org"},
    "guichet_lieu_inconnu": {"lieu": "Atlantide"},
    "guichet_offres": {"offres": ({"genre": "relais", "de": "@x:exemple.org", "cle": 3},)},
    "guichet_pas_membre": {},
    "guichet_pause": {},
    "guichet_preparation": {
        "numero": 42,
        "coup_dur": False,
        "questions": ("Qui tiendra le planning ?",),
        "ressources": ({"nom": "Dokos", "appeler": "le forum", "connaissent": ("@x:exemple.org",)},),
        "voisins": ({"numero": 7, "etat": "close", "issue": "couvert", "commun": "Dokos"},),
        "reseau": RESEAU,
    },
    "guichet_relais": {"de": "@x:exemple.org", "du": "2026-12-03", "au": "2026-12-12"},
    "guichet_relais_suite": {"a": "@x:exemple.org", "oui": True},
    "guichet_relais_tourne": {"compte": "@x:exemple.org"},
    "guichet_remercie": {},
    "guichet_repondu": {"genre": "charte", "oui": True, "cle": 0},
    "guichet_retire": {"compte": "@x:exemple.org"},
    "guichet_sessions_fermees": {"nombre": 2},
    "guichet_tableau": {"lien": "https://exemple.org/entrer/x", "minutes": 10, "heures": 12, "coordonne": True},
    "guichet_tableau_prive": {},
    "guichet_temps": {"mois": HOURS, "annee": HOURS},
    "guichet_transmettre": {"numero": 42},
    "guichet_transmis": {"numero": 42, "a": "@x:exemple.org"},
    "guichet_transmission": {"numero": 42, "de": "@x:exemple.org", "texte": "un bail", "region": "Bretagne"},
    "guichet_transmission_reprise": {"numero": 42},
    "guichet_trop_tard": {"numero": 42, "par": "@x:exemple.org"},
    "guichet_transmission_suite": {"numero": 42, "a": "@x:exemple.org", "oui": True},
}
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    **AT_THE_DESK,
    "_charte": {},
    "silence_dit": {},
    "silence_fini": {},
    "silence_refuse": {},
    "fin_personne": {"par": "@a:exemple.org", "numero": 42, "manque": True},
    "rendu_personne": {"numero": 42},
    "expire_personne": {"numero": 42, "seul": True, "reseau": RESEAU},
    **{f"mot_{genre}": WORD for genre in ("rappel", "rendu", "repris", "relance", "expire")},
    "resume": {"lignes": tuple({**LINE, "genre": genre} for genre in LINES), "reste": 2},
    "_appeler": {"appeler": CALL, "premier": "Dokos"},
    "_etat": {"besoin": BESOIN},
    "_numeros": {"numeros": (1, 2)},
    "_masque": {"texte": "un bail, [téléphone masqué]"},
    "_transmettre": {"texte": "un bail", "reformule": True},
    "desole": {},
    "lieu_inconnu": {},
    "presentation": {"nom_du_reseau": "des tiers-lieux"},
    "rappel_details": {"numeros": (1, 2)},
    "vie_privee": {},
    "accueil": {"nom_du_reseau": "des tiers-lieux"},
    "accueil_aide": {"nom_du_reseau": "des tiers-lieux"},
    "aide": {"source": "https://code.exemple.org"},
    "base_invalide": {"constats": ({"fichier": "dokos.yaml", "ligne": 3, "message": "nom vide"},), "reste": 2},
    "base_rechargee": {"fiches": 72},
    "besoin_efface": {"numero": 42},
    "question_effacee": {"numero": 42, "ouverte": True},
    "correction_proposee": {"numero": 42, "texte": "un bail rural"},
    "besoin_corrige": {"numero": 42, "texte": "un bail rural"},
    "besoin_oublie": {"numero": 42},
    "besoin_retire": {"numero": 42},
    "bienvenue": {},
    "carte": CARD,
    "confirmation": {"texte": "un bail"},
    "corrige": {"numero": 42, "texte": "un bail"},
    "corriger": {},
    "corriger_salon": {},
    "deja_pris": {"numero": 42, "par": "@a:exemple.org", "le": "2026-11-23T13:02:00+00:00"},
    "deja_transmis": {"numero": 42},
    "en_prive": {},
    "fiche": FICHE,
    "fiche_disparue": {},
    "hors_perimetre": {"direct": True},
    "incompris": {},
    "inconnu": {"texte": "un bail", "reformule": False},
    "media": {},
    "mes_donnees": HELD,
    "mes_donnees_json": {"partie": 1, "parties": 2, "bloc": "{}"},
    "_donnees": HELD,
    "non": {},
    "non_sensible": {},
    "offre_humain": {"texte": "un bail", "reformule": False},
    "oubli": HELD,
    "personne_encore": {"numero": 42, "coup_dur": False, "reseau": RESEAU},
    "phrase": {},
    "phrase_gardee": {},
    "phrase_non_gardee": {},
    "plus_rien": {"texte": "un bail", "reformule": False},
    "pris_ok": {"numero": 42, "personne": "@p:exemple.org", "texte": "un bail", "comment": "duo", "charte": True},
    "pris_personne": {"par": "@a:exemple.org", "comment": "duo"},
    "question": {"texte": "Il s'agit de :", "choix": ("a", "b"), "autre": 3},
    "question_ouverte": {"texte": "De quoi s'agit-il ?"},
    "question_retiree": {"numero": 42},
    "rappel": {"numeros": (1, 2, 3)},
    "rappel_confirmation": {"texte": "un bail"},
    "rappel_sensible": {},
    "region": {"lieu": "Hauts-de-France", "reseau": RESEAU, "nom": "Dokos", "propre": CONTACT, "numeros": (1,)},
    "relais_a_qui": {"numeros": (42, 43)},
    "relais_fin": {"numero": 42},
    "relais_message": {"qui": "@a:exemple.org", "numero": 42, "lignes": ("bonjour, en privé",)},
    "relais_pause": {"numero": 42},
    "relais_perdu": {"numero": 42},
    "relais_texte_seul": {},
    "relais_trop_long": {},
    "rencontre_chiffree": {},
    "rencontre_debut": {"personne": "@p:exemple.org", "aide": "@a:exemple.org", "numero": 42, "texte": "un bail"},
    "rencontre_fin": {"cause": "clos", "numero": 42, "reste": False},
    "rencontre_impossible": {"autres": ("@a:exemple.org",), "numero": 42},
    "rencontre_interrompue": {
        "pourquoi": "refus",
        "autre": "@p:exemple.org",
        "numero": 42,
        "aide": True,
        "voisins": False,
    },
    "rencontre_nom": {"numero": 42},
    "rencontre_rappel": {},
    "rencontre_voisins": {"personnes": ({"compte": "@p:exemple.org", "texte": "un bail"},)},
    "_noms": {"noms": ("Dokos", "Loomio")},
    "_portee": {"portee": "public"},
    "_lieu": {"lieu": LIEU},
    "_referent": REFERENT,
    "referent_accord": REFERENT,
    "referent_invitation": REFERENT | {"par": "@a:exemple.org"},
    "referent_lequel": {},
    "referent_inconnu": {"dit": "dokkis", "proches": ("Dokos", "Odoo")},
    "referent_nom_refuse": {},
    "referent_adresse_refusee": {},
    "referent_oui": {"noms": ("Dokos",), "fin": "2027-11-23", "portee": "membres"},
    "referent_non": {"noms": ("Dokos",), "invite": True},
    "referent_encore": {"noms": ("Dokos",), "fin": "2027-11-23"},
    "mes_contacts": {"contacts": (REFERENT_HELD,)},
    "contact_retire": {"noms": ("Dokos",)},
    "contact_garde": {"noms": ("Dokos",), "fin": "2027-11-23"},
    "proposer_nom": {},
    "proposer_lien": {"nom": "un modèle de convention", "encore": False},
    "proposer_usage": {"nom": "un modèle de convention"},
    "proposer_contact": {},
    "proposer_contact_refuse": {},
    "proposer_merci": {"nom": "un modèle de convention", "accord": True},
    "proposer_non": {},
    "fiche_laquelle": {"noms": ("Dokos", "Odoo"), "dit": "trucmuche"},
    "fiche_signalee": {"nom": "Dokos", "mots": "le prix a changé"},
    "fiche_non": {},
    "lieu_dire": {"lieu": LIEU},
    "lieu_illisible": {"choix": ("Saint-Denis (La Réunion)", "Saint-Denis (Île-de-France)")},
    "lieu_note": {"lieu": LIEU},
    "lieu_oublie": {},
    "lieu_non": {},
    "communs_inconnu": {"dit": "dokkos", "proches": ("Dokos",)},
    "communs_qui": {
        "nom": "Dokos",
        "personnes": ({"nom": "", "contact": "@c:exemple.org", "portee": "public"},),
        "aident": ("@a:exemple.org",),
        "contacts": (CONTACT,),
    },
    "communs_fiche": FICHE | {"demandes": 3, "perimee": True, "statut": "actif", "id": "dokos"},
    "communs_sans_personne": {"fiches": ({"nom": "Dokos", "demandes": 3, "ouvertes": 1},), "reste": 4},
    "communs_invite": {"compte": "@c:exemple.org", "nom": "Dokos"},
    "communs_deja_invite": {"compte": "@c:exemple.org", "nom": "Dokos"},
    "communs_soi": {"compte": "@c:exemple.org", "nom": "Dokos"},
    "jardin": {"noms": ("Dokos", "Loomio"), "brouillons": 2},
    "reponse": {
        "groupes": ({"usage": "réserver des salles", "pistes": (OPTION,), "aussi": 1},),
        "rien_de_connu": True,
        "bref": False,
        "appeler": CALL,
        "premier": "Dokos",
        "avant": "qui tiendra le planning ?",
        "idee": False,
        "accompagner": True,
        "numeros": (1,),
        "encore": False,
    },
    "rappel_a_relire": {"page": "https://exemple.org/coordination/rappels", "aussi": False},
    "retire": {"numero": 42},
    "retirer_lequel": {"numeros": (7, 9)},
    "rien_a_prendre": {"numero": 42},
    "rien_a_retirer": {"numero": 0},
    "robot_rappele": {"numero": 42},
    "robot_revient": {"numero": 42},
    "salon_chiffre": {},
    "sans_relais": {"numero": 42},
    "sensible": {"premier": True},
    "sensible_salon": {},
    "suivi_fini": {},
    "suivi_merci": {"avance": "oui", "parle": False},
    "suivi_non": {},
    "suivi_oui": {"jours": 15, "texte": "un bail"},
    "suivi_parle": {"avance": "non"},
    "suivi_question": {"sujet": "réserver des salles"},
    "territoires": {"choix": ("Saint-Denis (La Réunion)", "Saint-Denis (Île-de-France)")},
    "transmis": {"numero": 42, "texte": "un bail"},
    "transmis_coup_dur": {},
    "transmis_salon": {},
    "trop_vite": {},
    "voisins_non": {},
    "voisins_oui": {},
    "voisins_question": {},
    "vouliez_vous": {"mot": "mes données"},
}

SAMPLES |= COORDINATION

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
