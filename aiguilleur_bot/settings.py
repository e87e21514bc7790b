"""One typed tree of settings, from `aiguilleur.yaml` and `AIGUILLEUR_*` variables (which win over the file).

Unknown keys and unknown variables are refused, example values too. A secret is read from a file
(`{fichier: secrets/matrix}`) or from a variable, never written in the settings file, and never printed.
The file itself is read, and errors are told in French, by `app.read_settings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from aiguilleur_bot.vocabulary import Action

PREFIX = "AIGUILLEUR_"
NESTING = "__"
MOST_RINGS = 3
"""What nobody may set above: the hard limit of `handoff.availability`."""
DEFAULT_BASE = "sqlite:///aiguilleur.db"
SECRET_KEYS = frozenset({"cle", "mot_de_passe", "jeton"})
EXAMPLE_DOMAINS = ("exemple.org", "exemple.fr", "example.org", "example.com")


def shipped(nom: str) -> Path:
    """The folder `nom` ("knowledge" or "prompts") shipped with the package: in a wheel, or in the checkout."""
    package = Path(__file__).parent
    inside = package / "_livre" / nom
    return inside if inside.is_dir() else package.parent / nom


def _read_secret(value: object) -> object:
    """`{fichier: F}` becomes the first line of F. Raises ValueError, in French, when it cannot be read."""
    if not isinstance(value, Mapping):
        return value
    if set(value) != {"fichier"}:
        raise ValueError("un secret s'écrit {fichier: CHEMIN}, ou se donne par une variable d'environnement")
    path = Path(str(value["fichier"]))
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"le fichier secret {path} ne peut pas être lu") from error
    if not lines or not lines[0].strip():
        raise ValueError(f"le fichier secret {path} est vide")
    return lines[0].strip()


def _read_keys(value: object) -> object:
    """`{fichier: F}` becomes the lines of F: the current key, then those of before. Raises ValueError, in French."""
    if not isinstance(value, Mapping):
        return value
    _read_secret(value)
    lines = Path(str(value["fichier"])).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _refuse_example(value: str) -> str:
    if any(domain in value for domain in EXAMPLE_DOMAINS):
        raise ValueError(f"« {value} » est une valeur d'exemple : mettez la vôtre")
    return value


Secret = Annotated[SecretStr, BeforeValidator(_read_secret)]
Cles = Annotated[SecretStr, BeforeValidator(_read_keys)]
Texte = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Reel = Annotated[Texte, BeforeValidator(lambda value: _refuse_example(value) if isinstance(value, str) else value)]
Adresse = Annotated[Reel, StringConstraints(pattern=r"^https?://[^\s/]+", strip_whitespace=True)]
Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
NomDePlateforme = Literal["matrix", "rocketchat"]


class Reglage(BaseModel):
    """Base of every part of the tree: frozen, and a key nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Matrix(Reglage):
    """A Matrix account: a password, or a token with its device. `invitations` are patterns; empty = nobody."""

    serveur: Adresse
    compte: Annotated[Reel, StringConstraints(pattern=r"^@[^:\s]+:\S+$")]
    mot_de_passe: Secret | None = None
    jeton: Secret | None = None
    appareil: Texte | None = None
    invitations: tuple[Reel, ...] = ()

    @model_validator(mode="after")
    def _one_way_in(self) -> Matrix:
        if (self.mot_de_passe is None) == (self.jeton is None):
            raise ValueError("donnez mot_de_passe, ou jeton avec appareil, et un seul des deux")
        if self.jeton is not None and self.appareil is None:
            raise ValueError("un jeton va avec son appareil : ajoutez « appareil »")
        return self


class RocketChat(Reglage):
    """A Rocket.Chat account: its id and a personal token."""

    serveur: Adresse
    compte_id: Reel
    jeton: Secret


class Plateformes(Reglage):
    """Where the bot speaks. At least one."""

    matrix: Matrix | None = None
    rocketchat: RocketChat | None = None


class Salon(Reglage):
    """A room, its role, its region (INSEE code) and how the bot listens there."""

    plateforme: NomDePlateforme
    salon: Reel
    role: Literal["entraide", "aiguilleurs", "coordination"]
    region: Region | None = None
    ecoute: Literal["mention", "invite", "silence"] = "mention"


class CompteAiguilleur(Reglage):
    """An aiguilleur, or a coordinator: accounts, regions, actions."""

    compte: Annotated[dict[NomDePlateforme, Reel], Field(min_length=1)]
    role: Literal["aiguilleur", "coordinateur"] = "aiguilleur"
    regions: tuple[Region, ...] = ()
    actions: tuple[Action, ...] = ()


_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104


def _is_here(host: str) -> bool:
    """Whether `host` is this very machine, for itself alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Web(Reglage):
    """Where the pages and the health checks are served.

    `url` is what people open, when a reverse proxy gives them another address; https there makes cookies secure.
    `mandataire`: such a proxy is in front, so a visitor's address is the last one of X-Forwarded-For.
    """

    adresse: Texte = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    url: Adresse | None = None
    mandataire: Literal["oui", "non"] = "non"

    @property
    def publique(self) -> str:
        """Where people open the pages, without a slash at the end."""
        return (self.url or f"http://{self.adresse}:{self.port}").rstrip("/")

    @property
    def publiee(self) -> bool:
        """Whether a link to the pages opens elsewhere than on this machine, as far as the settings say."""
        return self.url is not None or not (_is_here(self.adresse) or self.adresse in _EVERYWHERE)


Heure = Annotated[int, Field(ge=0, le=24)]
Jours = Annotated[int, Field(ge=1, le=30)]


class Limites(Reglage):
    """`messages_par_minute`: per person who writes, never applied to backlog.

    The others are for aiguilleurs: how often a phone rings in a day, "coups durs" and the digest apart; the hours when
    none rings, on the clocks of each; and whether weekends and public holidays are quiet too. Each may choose more.
    """

    messages_par_minute: Annotated[int, Field(ge=1, le=1000)] = 10
    sonneries_par_jour: Annotated[int, Field(ge=1, le=MOST_RINGS)] = 1
    calme_de: Heure = 20
    calme_a: Heure = 8
    calme_jours_chomes: Literal["oui", "non"] = "oui"


class Delais(Reglage):
    """Delays, in days (domain notes §2.3 and §5.4).

    Working days: `offre_jours` before the next people are asked, `annonce_jours` told to the person,
    `national_jours` before all coordinators are asked, `coup_dur_jours` in place of the first two when somebody is in
    trouble; once taken, `rappel_jours` before a word, `bail_jours` before it goes back, without a first contact. Days:
    `relance_jours` without news before a word, `expiration_jours` before the end; `conservation_jours`, how long the
    words and the account of a person with no open besoin are kept. Follow-ups are not a setting: 15 days, once more
    at 60, and only after a yes.
    """

    offre_jours: Jours = 1
    annonce_jours: Jours = 2
    national_jours: Jours = 4
    coup_dur_jours: Jours = 1
    rappel_jours: Jours = 2
    bail_jours: Jours = 4
    relance_jours: Annotated[int, Field(ge=1, le=90)] = 10
    expiration_jours: Annotated[int, Field(ge=2, le=365)] = 30
    conservation_jours: Annotated[int, Field(ge=1, le=90)] = 7

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Delais:
        if self.rappel_jours > self.bail_jours:
            raise ValueError("rappel_jours ne peut pas dépasser bail_jours : le rappel vient avant la fin du bail")
        if self.relance_jours >= self.expiration_jours:
            raise ValueError("relance_jours doit être plus court que expiration_jours")
        return self


class Modele(Reglage):
    """A language model at an OpenAI-compatible address (it ends before `/chat/completions`); absent: none.

    Messages leave the machine for it, masked: docs/exploiter.md. `delai`: seconds one answer may take.
    """

    adresse: Adresse
    nom: Reel
    jeton: Secret | None = None
    delai: Annotated[int, Field(ge=1, le=20)] = 8

    @model_validator(mode="after")
    def _kept_from_others(self) -> Modele:
        parts = urlsplit(self.adresse)
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("adresse : ni compte, ni question, ni ancre ; le secret va dans « jeton »")
        if parts.scheme != "https" and not self.ici:
            raise ValueError("adresse : https:// est obligatoire, sauf sur cette machine (http://127.0.0.1:…)")
        return self

    @property
    def hote(self) -> str:
        """The machine that messages are sent to."""
        return urlsplit(self.adresse).hostname or ""

    @property
    def ici(self) -> bool:
        """Whether it is this very machine."""
        return _is_here(self.hote)

    @property
    def chez(self) -> str:
        """Where it is, as « vie privée » says it."""
        return "sur la machine du robot" if self.ici else f"chez {self.hote}"


class Settings(BaseSettings):
    """The whole tree: exactly the configuration of docs/exploiter.md."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=NESTING, extra="forbid", frozen=True, case_sensitive=False
    )

    savoir: Path | None = None
    base: Annotated[str, StringConstraints(pattern=r"^(sqlite:///.+|postgresql://.+)$")] = DEFAULT_BASE
    cle: Cles
    plateformes: Plateformes
    salons: tuple[Salon, ...] = ()
    aiguilleurs: tuple[CompteAiguilleur, ...] = ()
    web: Web = Web()
    limites: Limites = Limites()
    delais: Delais = Delais()
    modele: Modele | None = None

    @property
    def cles(self) -> tuple[bytes, ...]:
        """The keys of the pseudonyms: the current one, then those of before (`aiguilleur cle renouveler`)."""
        return tuple(line.encode() for line in self.cle.get_secret_value().split("\n"))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file; nothing else is read."""
        return env_settings, init_settings


def paths_made_absolute(data: Mapping[str, object], folder: Path) -> dict[str, object]:
    """Paths written in the file of `folder`, relative to it: knowledge, secrets, SQLite base (the default one too).

    Raises ValueError, in French, with the key, for a secret written in clear.
    """
    return {key: _absolute(key, value, folder) for key, value in {"base": DEFAULT_BASE, **data}.items()}


def _absolute(key: str, value: object, folder: Path) -> object:
    if isinstance(value, Mapping):
        if key in SECRET_KEYS and isinstance(fichier := value.get("fichier"), str):
            return {**value, "fichier": str(folder / Path(fichier).expanduser())}
        return {name: _absolute(str(name), part, folder) for name, part in value.items()}
    if isinstance(value, list):
        return [_absolute("", part, folder) for part in value]
    if key in SECRET_KEYS:
        raise ValueError(f"{key} : un secret ne s'écrit pas dans ce fichier ; mettez {{fichier: CHEMIN}}")
    if key == "savoir" and isinstance(value, str):
        return str(folder / Path(value).expanduser())
    if key == "base" and isinstance(value, str) and value.startswith("sqlite:///"):
        return f"sqlite:///{folder / value.removeprefix('sqlite:///')}"
    return value


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The `AIGUILLEUR_*` variables that no setting answers to."""
    known = {(PREFIX + name).upper() for name in _variable_names(Settings)}
    given = {name for name in environ if name.upper().startswith(PREFIX)}
    return tuple(sorted(name for name in given if name.upper() not in known))


def _variable_names(model: type[BaseModel]) -> Iterator[str]:
    """Every name a variable may bear, nested ones included; lists are given whole, as JSON."""
    for name, field in model.model_fields.items():
        yield name
        if name in SECRET_KEYS:
            yield name + NESTING + "fichier"
        for part in _models_in(field.annotation):
            for nested in _variable_names(part):
                yield name + NESTING + nested


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    origin_is_list = getattr(annotation, "__origin__", None) in (tuple, list, dict)
    if not origin_is_list:
        for argument in get_args(annotation):
            yield from _models_in(argument)
