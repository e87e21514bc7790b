"""What both the tests of `initialiser` and of `diagnostiquer` need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from serveurs.fixtures import unique
from serveurs.matrix_client import Person
from serveurs.synapse import SERVER_NAME, Synapse

PASSWORD = "lab-password"


@dataclass(frozen=True)
class Place:
    """A bot's account, and three public rooms kept by a person who is in them."""

    synapse: Synapse
    account: str
    entraide: str
    aiguilleurs: str
    coordination: str

    @property
    def name(self) -> str:
        return self.account.removeprefix("@").partition(":")[0]


async def place(synapse: Synapse, keeper: Person) -> Place:
    aliases = []
    for role in ("entraide", "aiguilleurs", "coordination"):
        alias = unique(role)
        await keeper.create_room(preset="public_chat", room_alias_name=alias)
        aliases.append(f"#{alias}:{SERVER_NAME}")
    return Place(synapse, synapse.register(unique("aiguilleur")), *aliases)


def answers(where: Place, **changes: str) -> str:
    """What a person types, one line a question."""
    lines = {
        "serveur": where.synapse.url,
        "compte": where.account,
        "mot_de_passe": PASSWORD,
        "entraide": where.entraide,
        "ecoute": "2",
        "aiguilleurs": where.aiguilleurs,
        "coordination": where.coordination,
        "region": "hauts-de-france",
        "invitations": "",
    }
    return "\n".join((lines | changes).values()) + "\n"


def settings_of(where: Place, folder: Path, *, login: str = "", more: str = "") -> Path:
    """An `aiguilleur.yaml` written by hand, with a password."""
    (folder / "secrets").mkdir(mode=0o700, exist_ok=True)
    for name, content in {"cle": "00" * 32, "matrix": PASSWORD}.items():
        file = folder / "secrets" / name
        if not file.exists():
            file.write_text(content + "\n")
            file.chmod(0o600)
    config = folder / "aiguilleur.yaml"
    config.write_text(
        f"""\
cle: {{fichier: secrets/cle}}
plateformes:
  matrix:
    serveur: {where.synapse.url}
    compte: "{where.account}"
    {login or "mot_de_passe: {fichier: secrets/matrix}"}
    invitations: ["@*:lab.local"]
salons:
  - {{plateforme: matrix, salon: "{where.entraide}", role: entraide, region: "32"}}
  - {{plateforme: matrix, salon: "{where.aiguilleurs}", role: aiguilleurs, region: "32"}}
web: {{port: 0}}
{more}"""
    )
    return config
