"""The settings tree, and where the shipped folders are."""

from __future__ import annotations

from pathlib import Path


def shipped(nom: str) -> Path:
    """The folder `nom` ("knowledge" or "prompts") shipped with the package: in a wheel, or in the checkout."""
    package = Path(__file__).parent
    inside = package / "_livre" / nom
    return inside if inside.is_dir() else package.parent / nom
