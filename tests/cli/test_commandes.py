"""The command line as a whole: the contract's exit codes, French helps and errors, and nothing that should be kept."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import click
import pytest

from aiguilleur_bot.cli import _walk
from aiguilleur_bot.cli import aiguilleur as command

from .conftest import Aiguilleur, Here, plain

COMMANDS = dict(_walk(command, "aiguilleur"))
ENGLISH = re.compile(
    r"\b(Show|Error|Invalid|Missing|default|required|Commands|Directory|DIRECTORY|FILE|PATH|TEXT|INTEGER|Usage:|"
    r"COMMAND|ARGS|does not|is not|such|Traceback)\b"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings the program accepts."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/cle").write_text("0123456789abcdef0123456789abcdef\n")
    (tmp_path / "secrets/matrix").write_text("tres-secret-jeton\n")
    file = tmp_path / "aiguilleur.yaml"
    file.write_text(
        """\
cle: {fichier: secrets/cle}
plateformes:
  matrix:
    serveur: https://matrix.tiers-lieux.invalid
    compte: "@aiguilleur:tiers-lieux.invalid"
    mot_de_passe: {fichier: secrets/matrix}
"""
    )
    return file


# ------------------------------------------------------------------ help


def test_the_commands_are_those_of_the_contract() -> None:
    ours = ["lancer", "demo", "initialiser", "demander", "verifier", "evaluer", "besoins", "diagnostiquer"]
    expected = [
        *ours,
        "bilan",
        "completion",
        "apprendre",
        "heures",
        "cle",
        "donnees",
        "brouillons",
        "signalements",
        "fiches",
    ]
    assert {name.split()[1] for name in COMMANDS if " " in name} == set(expected)
    assert {"aiguilleur besoins lister", "aiguilleur besoins exporter"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_is_french_and_gives_an_example(name: str, here: Here) -> None:
    for flag in ("--help", "-h"):
        done = here(*name.split()[1:], flag)
        assert (done.returncode, done.stderr) == (0, "")
        assert not ENGLISH.search(done.stdout), done.stdout
        assert "aiguilleur " in done.stdout.partition("Options")[0].partition("\n\n")[2], "an example"
        assert "Montrer cette aide" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_written_for_each_shell(shell: str, here: Here) -> None:
    done = here("completion", shell)
    assert done.returncode == 0
    assert "_AIGUILLEUR_COMPLETE" in done.stdout


# ------------------------------------------------------------------ usage: code 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["deman", "x"], "Vouliez-vous dire"),
        (["--nimporte"], "n'existe pas"),
        (["demander"], "Il manque l'argument"),
        (["demander", "deux", "mots"], "Argument en trop"),
        (["demander", "x", "--region"], "demande une valeur"),
        (["demander", "x", "--json=oui"], "ne prend pas de valeur"),
        (["demander", "x", "--au", "hier"], "écrivez le jour comme 2026-11-21"),
        (["demander", "x", "--savoir", "/nulle/part"], "Le Dossier '/nulle/part' n'existe pas"),
        (["verifier", "/nulle/part"], "Le Dossier '/nulle/part' n'existe pas"),
        (["demo", "--port", "abc"], "'abc' n'est pas"),
        (["demo", "--port", "99999"], "n'est pas dans l'intervalle"),
        (["evaluer", "--besoins", "absent.jsonl"], "Le Fichier 'absent.jsonl' n'existe pas"),
        (["evaluer", "--besoins", "/dev/null", "--exiger", "top1>=beaucoup"], "top1>=0.75"),
        (["evaluer"], "donnez --besoins"),
        (["besoins", "exporter", "--format", "xml"], "'csv', 'json'"),
        (["completion", "tcsh"], "'bash', 'zsh', 'fish'"),
    ],
)
def test_what_is_typed_wrong_is_code_2_with_one_french_reason(typed: list[str], said: str, here: Here) -> None:
    done = here(*typed)
    assert done.returncode == 2, done.stderr
    assert said in plain(done.stderr)
    assert not ENGLISH.search(done.stderr), done.stderr
    assert done.stdout == ""


# ------------------------------------------------------------------ configuration: code 3


@pytest.mark.parametrize(
    "typed", [["lancer"], ["besoins", "lister"], ["besoins", "exporter"], ["lancer", "--config", "ailleurs.yaml"]]
)
def test_without_settings_every_command_says_how_to_write_them(typed: list[str], here: Here) -> None:
    done = here(*typed)
    assert done.returncode == 3
    assert "aiguilleur initialiser" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("salon: x\n", "aiguilleur.yaml:7 : salon : champ inconnu ; attendu : vouliez-vous dire « salons » ?"),
        ("base: mysql://h/b\n", "attendu : sqlite:///fichier.db ou postgresql://…"),
        ("web: {port: beaucoup}\n", "aiguilleur.yaml:7 : web.port : « beaucoup » trouvé ; attendu : un nombre entier"),
        ("cle: {fichier: absent}\n", "écrit une seconde fois"),
        ("limites:\n\tx: 1\n", "tabulation"),
        ("salons: [{plateforme: matrix, salon: '#a:exemple.org', role: entraide}]\n", "valeur d'exemple"),
        ("salons: [{plateforme: matrix, salon: '#a:b.fr', role: chef}]\n", "entraide, aiguilleurs ou coordination"),
        ("delais: {bail_jours: 0}\n", "un nombre à partir de 1"),
        ("delais: {rappel_jours: 5}\n", "le rappel vient avant la fin du bail"),
        ("delais: {relance_jours: 30}\n", "plus court que expiration_jours"),
        ("limites: {sonneries_par_jour: 4}\n", "limites.sonneries_par_jour"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line_and_what_is_allowed(
    added: str, said: str, here: Here, config: Path
) -> None:
    config.write_text(config.read_text() + added)
    done = here("lancer")
    assert done.returncode == 3
    assert said in plain(done.stderr)
    assert not ENGLISH.search(done.stderr), done.stderr


def test_all_wrong_settings_are_told_in_one_run(here: Here, config: Path) -> None:
    config.write_text(config.read_text() + "web: {port: x}\nlimites: {messages: 3}\ndelais: {bail_jours: y}\n")
    assert len(re.findall(r"^aiguilleur\.yaml:\d+", here("lancer").stderr, re.MULTILINE)) == 3


def test_an_unknown_variable_is_refused_by_name(here: Here, config: Path) -> None:
    done = here("besoins", "lister", AIGUILLEUR_WEBB__PORT="1", AIGUILLEUR_JETON="tres-secret")
    assert done.returncode == 3
    assert "AIGUILLEUR_JETON" in done.stderr
    assert "AIGUILLEUR_WEBB__PORT" in done.stderr
    assert "tres-secret" not in done.stderr


def test_a_variable_wins_over_the_file(here: Here, config: Path, tmp_path: Path) -> None:
    done = here("besoins", "lister", AIGUILLEUR_BASE=f"sqlite:///{tmp_path}/autre.db")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "autre.db").exists()
    assert not (tmp_path / "aiguilleur.db").exists()


def test_the_default_database_is_next_to_the_settings_wherever_one_is(here: Here, config: Path, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    config.rename(tmp_path / "etc/aiguilleur.yaml")
    (tmp_path / "secrets").rename(tmp_path / "etc/secrets")
    assert here("besoins", "lister", "--config", "etc/aiguilleur.yaml").returncode == 0
    assert (tmp_path / "etc/aiguilleur.db").exists()
    assert not (tmp_path / "aiguilleur.db").exists()


def test_an_unknown_region_is_code_3(here: Here) -> None:
    done = here("demander", "réserver nos salles", "--region", "Atlantide")
    assert (done.returncode, done.stdout) == (3, "")
    assert "région inconnue" in done.stderr


# ------------------------------------------------------------------ secrets


@pytest.mark.parametrize(
    "line",
    [
        "cle: TRES-SECRET",
        "base: postgres://robot:TRES-SECRET@h/b",
        f"base: postgres://robot:TRES-SECRET/{'x' * 80}@h/b",
        "plateformes: {matrix: {serveur: 'ftp://u:TRES-SECRET@h', compte: '@a:b'}}",
        "plateformes: {matrix: {serveur: 'https://u:TRES-SECRET@exemple.org', compte: '@a:b'}}",
        "plateformes: {matrix: {serveur: 'https://h', compte: '@a:b', mot_de_pase: TRES-SECRET}}",
        "plateformes: {matrix: {serveur: 'https://h', compte: '@a:b', mot_de_passe: TRES-SECRET}}",
        "plateformes: {matrix: {serveur: 'https://h', compte: '@a:b', jeton: [TRES-SECRET]}}",
        "plateformes: {matrix: {serveur: 'https://h', compte: '@a:b', jeton: {valeur: TRES-SECRET}}}",
        "plateformes: {rocketchat: {serveur: 'https://h', compte_id: a, jeton: TRES-SECRET}}",
    ],
)
@pytest.mark.parametrize("typed", [["lancer"], ["diagnostiquer"]])
def test_a_secret_written_in_the_wrong_place_is_refused_without_being_shown(
    line: str, typed: list[str], here: Here, tmp_path: Path
) -> None:
    (tmp_path / "aiguilleur.yaml").write_text(line + "\n")
    done = here(*typed)
    assert done.returncode == 3
    assert "TRES-SECRET" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "variable", ["AIGUILLEUR_PLATEFORMES__MATRIX__JETON", "AIGUILLEUR_PLATEFORMES", "AIGUILLEUR_CLE"]
)
@pytest.mark.parametrize("value", ["TRES-SECRET", '{"matrix": {"jeton": "TRES-SECRET"', '{"TRES-SECRET": 1}'])
def test_a_secret_in_a_variable_is_never_shown(variable: str, value: str, here: Here, config: Path) -> None:
    config.write_text(config.read_text() + "web: {port: x}\n")
    done = here("lancer", **{variable: value})
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    if value != '{"TRES-SECRET": 1}':  # there it is a name of setting, which is told to be unknown
        assert "TRES-SECRET" not in done.stderr


# ------------------------------------------------------------------ database: code 5


def test_a_database_that_cannot_be_used_is_code_5(here: Here, config: Path, tmp_path: Path) -> None:
    (tmp_path / "aiguilleur.db").write_text("ceci n'est pas une base " * 100)
    done = here("besoins", "lister")
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_a_database_of_a_later_version_is_code_5(aiguilleur: Aiguilleur, config: Path, tmp_path: Path) -> None:
    assert aiguilleur("besoins", "lister").returncode == 0
    with sqlite3.connect(tmp_path / "aiguilleur.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_demain'")
    connection.close()
    for typed in (["besoins", "exporter"], ["lancer"]):
        done = aiguilleur(*typed)
        assert done.returncode == 5, done.stderr
        assert "plus récente" in done.stderr


# ------------------------------------------------------------------ done, or not: codes 0 and 1


def test_a_need_is_answered_in_the_json_of_the_contract(here: Here) -> None:
    done = here("demander", "on galère avec les réservations de nos salles", "--region", "32", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"suite", "besoins", "question", "faq", "contacts"}
    assert set(answer["besoins"][0]) == {"texte", "action", "confiance", "propositions"}
    assert 1 <= len(answer["besoins"][0]["propositions"]) <= 3
    assert set(answer["besoins"][0]["propositions"][0]) == {"id", "nom", "score", "pourquoi", "contacts"}


def test_two_needs_of_one_message_are_both_in_the_json(here: Here) -> None:
    said = "On veut trouver une date de réunion à dix. Et aussi : comment publier nos vidéos ailleurs que sur YouTube ?"
    done = here("demander", said, "--json")
    assert done.returncode == 0, done.stderr
    besoins = json.loads(done.stdout)["besoins"]
    assert [besoin["propositions"][0]["id"] for besoin in besoins] == ["framadate", "peertube"]


def test_a_broken_knowledge_base_is_code_1_with_file_and_line(here: Here, tmp_path: Path) -> None:
    (tmp_path / "savoir/communs").mkdir(parents=True)
    (tmp_path / "savoir/communs/casse.yaml").write_text("id: autre\n")
    done = here("verifier", "savoir")
    assert done.returncode == 1
    assert "communs/casse.yaml:1" in done.stdout
    assert here("verifier").returncode == 0


def test_an_empty_log_is_exported_with_its_columns(here: Here, config: Path, tmp_path: Path) -> None:
    assert json.loads(here("besoins", "exporter", "--format", "json").stdout)["besoins"] == []
    done = here("besoins", "exporter", "--sortie", "besoins.csv")
    assert done.returncode == 0
    assert (tmp_path / "besoins.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # spreadsheets read the accents


def test_nothing_is_said_by_colour_and_the_machine_may_speak_another_language(aiguilleur: Aiguilleur) -> None:
    forced = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
    for variables in ({"NO_COLOR": "1", "LC_ALL": "C", "LANG": "de_DE"}, forced):
        for typed in (["--help"], ["deman"], ["diagnostiquer"]):
            done = aiguilleur(*typed, **variables)
            assert "\x1b" not in done.stdout + done.stderr
            assert not ENGLISH.search(done.stdout + done.stderr)
