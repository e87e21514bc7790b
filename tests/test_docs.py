"""The documentation is true: what exists is documented, what is documented exists, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args, get_origin

import click
import pytest
from depot import ROOT, files, read
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aiguilleur_bot import cli, exits, settings
from aiguilleur_bot.dialogue.model import Phase
from aiguilleur_bot.handoff.guichet.model import Attente
from aiguilleur_bot.handoff.states import TRANSITIONS
from aiguilleur_bot.settings import NESTING, PREFIX, SECRET_KEYS, Settings
from aiguilleur_bot.vocabulary import Etat, Suite

DOCS = ROOT / "docs"
GENERATED = "docs/commandes.md"
CODE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(`+)[^`]+\1")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$", re.MULTILINE)


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return [file for file in files() if file.suffix == ".md"]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose(text: str) -> str:
    """A page without its code."""
    return INLINE.sub("", CODE.sub("", text))


def rows(text: str) -> dict[str, list[str]]:
    """The rows of all tables of a page, by the code word of their first cell."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("|") and (first := re.fullmatch(r"`([^`]+)`", cells[0])):
            found[first[1]] = cells[1:]
    return found


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("engendrer", ROOT / "scripts" / "engendrer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------ commands


def commands(command: click.Command = cli.aiguilleur, name: str = "aiguilleur") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child, f"{name} {child.name}")


LEAVES = [(name, command) for name, command in commands() if not isinstance(command, click.Group)]


def test_the_reference_of_the_commands_is_fresh() -> None:
    assert read(GENERATED) == cli.reference(), "à taper : make schemas"


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_command_and_option_is_in_the_reference(name: str, command: click.Command) -> None:
    _, _, after = read(GENERATED).partition(f"\n## `{name}`\n")
    section = after.split("\n## ", 1)[0]
    context = click.Context(command)
    for parameter in command.params:
        shown = parameter.opts if isinstance(parameter, click.Option) else [parameter.make_metavar(context)]
        assert any(word in section for word in shown), f"{name} : {shown}"
        if isinstance(parameter, click.Option):
            assert parameter.help or parameter.name == "how", f"{name} : {shown} n'a pas d'aide"


@pytest.mark.parametrize("name", [name for name, _ in LEAVES])
def test_a_guide_tells_when_to_use_each_command(name: str) -> None:
    guides = [page for page in pages() if page.parent in (ROOT, DOCS) and named(page) != GENERATED]
    assert any(name in page.read_text(encoding="utf-8") for page in guides), f"aucun guide ne parle de « {name} »"


def test_no_guide_shows_a_command_that_does_not_exist() -> None:
    known = {name for name, _ in commands()}
    for page in pages():
        for shown in re.findall(
            r"(?:^|`|bin/|-- )(aiguilleur(?: [a-z][a-z-]*)+)", page.read_text("utf-8"), re.MULTILINE
        ):
            words = shown.split()
            prefixes = {" ".join(words[:size]) for size in range(2, len(words) + 1)}
            assert prefixes & known, f"{named(page)} : « {shown} »"


# ------------------------------------------------------------------ settings


def tree(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo, bool]]:
    """Every setting: its dotted name, its field, whether it holds others."""
    for name, field in model.model_fields.items():
        inside = list(models(field.annotation))
        yield prefix + name, field, bool(inside)
        for below, many in inside:
            yield from tree(below, f"{prefix}{name}{'[]' if many else ''}.")


def models(annotation: object, *, many: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, many
        return
    for argument in get_args(annotation):
        yield from models(argument, many=many or get_origin(annotation) is tuple)


SETTINGS = list(tree(Settings))


def default_shown(field: FieldInfo) -> str:
    if field.is_required():
        return "(à donner)"
    if field.default is None:
        return "(rien)"
    return "`[]`" if field.default == () else f"`{field.default}`"


@pytest.mark.parametrize(("name", "field", "holds"), SETTINGS, ids=[name for name, _, _ in SETTINGS])
def test_every_setting_is_documented_with_its_default(name: str, field: FieldInfo, holds: bool) -> None:
    documented = rows(read("docs/exploiter.md"))
    assert name in documented, f"docs/exploiter.md : ajoutez une ligne pour `{name}`"
    if not (holds and isinstance(field.default, BaseModel)):
        assert documented[name][0] == default_shown(field)
    else:
        assert documented[name][0] == "voir dessous"


@pytest.mark.parametrize(("name", "field", "holds"), SETTINGS, ids=[name for name, _, _ in SETTINGS])
def test_every_choice_of_a_setting_is_documented(name: str, field: FieldInfo, holds: bool) -> None:
    documented = " ".join(rows(read("docs/exploiter.md"))[name])
    for choice in choices(field.annotation):
        assert f"`{choice}`" in documented or f"{choice}:" in documented, f"{name} : le choix « {choice} »"


def choices(annotation: object) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is not dict:
        for argument in get_args(annotation):
            yield from choices(argument)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    section = read("docs/exploiter.md").split("### Tous les réglages", 1)[1].split("\n### ", 1)[0]
    assert set(rows(section)) == {name for name, _, _ in SETTINGS}


def test_the_guide_names_every_example_domain_and_every_secret() -> None:
    guide = read("docs/exploiter.md")
    assert all(f"`{domain}`" in guide for domain in settings.EXAMPLE_DOMAINS)
    documented = rows(guide)
    for name, _, _ in SETTINGS:
        if name.rsplit(".", 1)[-1] in SECRET_KEYS:
            assert documented[name][1].startswith("secret."), name
    assert f"`{PREFIX}" in guide
    assert f"`{NESTING}`" in guide


# ------------------------------------------------------------------ exit codes, states, sentences


def exit_codes() -> set[int]:
    return {
        0,
        click.UsageError.exit_code,
        exits.FAILED,
        exits.CONFIGURATION,
        exits.AUTHENTICATION,
        exits.DATABASE,
    }


def test_every_exit_code_is_documented() -> None:
    section = read("docs/exploiter.md").split("## Les codes de sortie", 1)[1].split("\n## ", 1)[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)} == exit_codes()


def section_of(title: str) -> set[str]:
    return set(rows(read("docs/phrases.md").split(f"## {title}", 1)[1].split("\n## ", 1)[0]))


def test_every_state_of_a_conversation_and_of_a_besoin_is_documented() -> None:
    assert section_of("Où en est une conversation") == {phase.value for phase in Phase}
    assert section_of("Où en est une demande") == {etat.value for etat in Etat}
    assert section_of("Ce que le robot attend d'un aiguilleur") == {attente.value for attente in Attente}
    assert section_of("Ce que le robot fait d'un message") == {suite.value for suite in Suite}
    assert {etat for pair in TRANSITIONS for etat in (pair[0], TRANSITIONS[pair])} <= set(Etat)


def test_every_sentence_says_when_it_is_said_and_the_page_is_fresh() -> None:
    assert generator().with_sentences(read("docs/phrases.md")) == read("docs/phrases.md"), "à taper : make schemas"
    prompts = {prompt.name.removesuffix(".md.j2") for prompt in (ROOT / "prompts").glob("*.md.j2")}
    assert section_of("Quelle phrase, quand") == prompts


def test_every_folder_and_file_of_the_package_is_in_the_architecture() -> None:
    page = read("docs/architecture.md")
    package = ROOT / "aiguilleur_bot"
    for entry in package.iterdir():
        if entry.name.startswith("_") or entry.name == "locale":
            continue
        name = f"{entry.name}/" if entry.is_dir() else entry.name
        assert f"{name}`" in page, f"docs/architecture.md ne parle pas de {name}"


def test_every_file_named_in_the_architecture_exists() -> None:
    for path in re.findall(r"`([a-z_]+/[a-z_/]+(?:\.py)?)`", read("docs/architecture.md")):
        assert (
            (ROOT / path).exists() or (ROOT / "aiguilleur_bot" / path).exists() or (ROOT / "tests" / path).exists()
        ), path


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("page", pages(), ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aimed = (page.parent / path).resolve() if path else page
        assert aimed.exists(), f"{named(page)} : {target}"
        if anchor:
            assert anchor in anchors(aimed), f"{named(page)} : {target}"


def anchors(page: Path) -> set[str]:
    """The anchors a forge gives to the headings of a page."""
    titles = (title for _, title in HEADING.findall(CODE.sub("", page.read_text(encoding="utf-8"))))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def shape(name: str) -> Sequence[int]:
    return [len(marks) for marks, _ in HEADING.findall(CODE.sub("", read(name)))]


def test_the_two_readmes_say_the_same_things() -> None:
    french, english = "README.md", "README.en.md"
    assert shape(french) == shape(english)
    assert CODE.findall(read(french)) == CODE.findall(read(english))
    code = re.compile(r"```sh\n(.*?)```", re.DOTALL)
    assert code.findall(read(french)) == code.findall(read(english)) == ["make demo\n", "make test\n"]
    linked = [
        {link for link in LINK.findall(read(name)) if not link.startswith("README")} for name in (french, english)
    ]
    assert linked[0] == linked[1]


@pytest.mark.parametrize("page", [page for page in pages() if page.name != "README.en.md"], ids=named)
def test_french_typography(page: Path) -> None:
    """A no-break space before « : ; ! ? » and inside quotes, outside code."""
    without_code = CODE.sub(lambda code: "\n" * code[0].count("\n"), page.read_text(encoding="utf-8"))
    for number, line in enumerate(without_code.split("\n"), 1):
        bare = INLINE.sub("x", line)
        assert not re.search(r"\w [:;!?»](?:\s|$)|« ", bare), f"{named(page)}:{number} : {line}"
