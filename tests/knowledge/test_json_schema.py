"""The schemas editors use are fresh, and accept what the loader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from aiguilleur_bot.knowledge.json_schema import NAMES, schemas, write_schemas
from aiguilleur_bot.knowledge.yaml_files import parse_yaml
from aiguilleur_bot.settings import shipped

DOCS = Path(__file__).parents[2] / "docs" / "schema"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_of_the_documentation_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == schemas()[name], "run `make schemas`"


def test_no_schema_is_left_from_before(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert {f.name for f in DOCS.glob("*.json")} == {f.name for f in tmp_path.iterdir()}


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_every_shipped_file_satisfies_its_schema_as_we_read_it_and_as_editors_do(kind: str) -> None:
    schema = json.loads(schemas()[f"{NAMES[kind]}.json"])
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    for file in sorted((shipped("knowledge") / kind).glob("*.yaml")):
        document, _ = parse_yaml(file.read_bytes(), file.name)
        assert document is not None
        # PyYAML also makes days and booleans, which the editors' YAML 1.2 leaves as text.
        numbers = {k: v for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items() if k in list("-+0123456789.")}
        reader = type("Reader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": numbers})
        as_an_editor_reads = json.loads(json.dumps(yaml.load(file.read_text("utf-8"), Loader=reader), default=str))
        for data in (document.data, as_an_editor_reads):
            assert [f"{file.name} {list(e.path)} {e.message}" for e in judge.iter_errors(data)] == []


@pytest.mark.parametrize(
    "data", [{"id": "x", "genre": "blabla", "lignes": ["a"]}, {"id": "x", "genre": "annonce"}, {"inconnu": "x"}]
)
def test_what_the_loader_refuses_is_underlined(data: object) -> None:
    assert list(Draft202012Validator(json.loads(schemas()["hors.json"])).iter_errors(data))


def test_a_fiche_needs_the_grid_of_its_nature() -> None:
    schema = json.loads(schemas()["commun.json"])
    missing = [e.message for e in Draft202012Validator(schema).iter_errors({"nature": "methode"})]
    assert "'methode' is a required property" in missing
    assert "'logiciel' is a required property" not in missing
