"""The schemas editors use are fresh, and accept what the loader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from aiguilleur_bot.knowledge.json_schema import NOMS, schemas, write_schemas
from aiguilleur_bot.knowledge.yaml_files import parse_yaml
from aiguilleur_bot.settings import shipped

DOCS = Path(__file__).parents[2] / "docs" / "schema"


@pytest.mark.parametrize("nom", sorted(schemas()))
def test_the_schemas_of_the_documentation_are_fresh(nom: str) -> None:
    assert (DOCS / nom).read_text("utf-8") == schemas()[nom], "run `make schemas`"


def test_no_schema_is_left_from_before(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert {f.name for f in DOCS.glob("*.json")} == {f.name for f in tmp_path.iterdir()}


@pytest.mark.parametrize("genre", sorted(NOMS))
def test_every_shipped_file_satisfies_its_schema_as_we_read_it_and_as_editors_do(genre: str) -> None:
    schema = json.loads(schemas()[f"{NOMS[genre]}.json"])
    Draft202012Validator.check_schema(schema)
    juge = Draft202012Validator(schema)
    for fichier in sorted((shipped("knowledge") / genre).glob("*.yaml")):
        document, _ = parse_yaml(fichier.read_bytes(), fichier.name)
        assert document is not None
        # PyYAML also makes days and booleans, which the editors' YAML 1.2 leaves as text.
        nombres = {k: v for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items() if k in list("-+0123456789.")}
        lecteur = type("Lecteur", (yaml.SafeLoader,), {"yaml_implicit_resolvers": nombres})
        comme_un_editeur = json.loads(json.dumps(yaml.load(fichier.read_text("utf-8"), Loader=lecteur), default=str))
        for donnees in (document.data, comme_un_editeur):
            assert [f"{fichier.name} {list(e.path)} {e.message}" for e in juge.iter_errors(donnees)] == []


@pytest.mark.parametrize(
    "donnees", [{"id": "x", "genre": "blabla", "lignes": ["a"]}, {"id": "x", "genre": "annonce"}, {"inconnu": "x"}]
)
def test_what_the_loader_refuses_is_underlined(donnees: object) -> None:
    assert list(Draft202012Validator(json.loads(schemas()["hors.json"])).iter_errors(donnees))


def test_a_fiche_needs_the_grid_of_its_nature() -> None:
    schema = json.loads(schemas()["commun.json"])
    manques = [e.message for e in Draft202012Validator(schema).iter_errors({"nature": "methode"})]
    assert "'methode' is a required property" in manques
    assert "'logiciel' is a required property" not in manques
