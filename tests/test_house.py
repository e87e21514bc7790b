"""The shape of the house: what goes where, who imports whom, how long a file may be. Law: docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from depot import ROOT, files, walked

PACKAGE = ROOT / "aiguilleur_bot"
LONGEST = 350

TOP_LEVEL = {
    "aiguilleur_bot",
    "deploy",
    "docs",
    "knowledge",
    "prompts",
    "requirements",
    "scripts",
    "tests",
    ".ci",
    ".gitignore",
    "LICENSE",
    "Makefile",
    "README.en.md",
    "README.md",
    "pyproject.toml",
}
ROOMS = {"dialogue", "engine", "handoff", "knowledge", "matching", "modele", "needs", "platforms", "store", "web"}
OUR_TOOLS_PATH = "/".join(("", "work", ""))
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("huggingface", "co"),
    )
)


def modules() -> list[Path]:
    return sorted(file for file in PACKAGE.rglob("*.py") if "_livre" not in file.parts)


def beside() -> list[Path]:
    """The scripts, and the tests."""
    return [*sorted((ROOT / "scripts").glob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_lies_at_the_top_is_what_the_architecture_says() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in files()} == TOP_LEVEL


def test_every_room_of_the_architecture_is_a_package() -> None:
    assert {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file()} >= ROOMS


@pytest.mark.parametrize("module", modules(), ids=lambda module: str(module.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    if module.parent.name == "versions":
        return
    assert ast.get_docstring(tree), f"{module.relative_to(ROOT)} : une docstring en tête, d'une ligne au moins"


@pytest.mark.parametrize("module", [*modules(), *beside()], ids=lambda module: str(module.relative_to(ROOT)))
def test_a_file_is_read_in_one_sitting(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{module.relative_to(ROOT)} : {lines} lignes, {LONGEST} au plus ; coupez-le en deux"


@pytest.mark.parametrize("word", [OUR_TOOLS_PATH, *REGISTRIES])
def test_no_file_names_a_registry_or_the_machine_it_was_written_on(word: str) -> None:
    found = [str(file.relative_to(ROOT)) for file in files() if word.encode() in file.read_bytes()]
    assert found == []


def test_the_files_are_the_same_with_and_without_git() -> None:
    assert set(walked()) == set(files())
