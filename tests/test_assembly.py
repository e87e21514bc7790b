"""From the settings to what the engine is made of: what a phone bears, the delays, who coordinates."""

from __future__ import annotations

from aiguilleur_bot.assembly import options_of
from aiguilleur_bot.handoff.availability import Quiet
from aiguilleur_bot.handoff.rounds import Delays
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.settings import Settings, shipped

HOME = {"serveur": "https://matrix.mon-reseau.fr", "compte": "@robot:mon-reseau.fr", "mot_de_passe": "x" * 20}


def settings(**more: object) -> Settings:
    return Settings(cle="une clé de test, assez longue", plateformes={"matrix": HOME}, **more)  # type: ignore[arg-type]


def test_limits_and_delays_reach_the_engine() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None
    usual = options_of(settings(), base)
    assert (usual.quiet, usual.rings_a_day, usual.delays) == (Quiet(), 1, Delays())
    given = options_of(
        settings(
            limites={"sonneries_par_jour": 2, "calme_de": 22, "calme_a": 7, "calme_jours_chomes": "non"},
            delais={"offre_jours": 2, "annonce_jours": 3, "national_jours": 5, "bail_jours": 6, "expiration_jours": 40},
        ),
        base,
    )
    assert given.quiet == Quiet(debut=22 * 60, fin=7 * 60, repos=False)
    assert given.rings_a_day == 2
    assert given.delays == Delays(offre=2, annonce=3, national=5, bail=6, expiration=40)


def test_a_link_to_the_pages_is_given_only_where_it_opens() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None
    assert options_of(settings(), base).pages == ""
    published = {"url": "https://aide.mon-reseau.fr/"}
    assert options_of(settings(web=published), base).pages == "https://aide.mon-reseau.fr"
    assert options_of(settings(web={"adresse": "192.0.2.1", "port": 80}), base).pages == "http://192.0.2.1:80"


def test_a_coordinator_of_the_settings_is_one_for_the_engine() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None
    people = (
        {"compte": {"matrix": "@a:mon-reseau.fr"}, "role": "coordinateur"},
        {"compte": {"matrix": "@b:mon-reseau.fr"}},
    )
    options = options_of(settings(aiguilleurs=people), base)
    assert options.coordinates("matrix", "@a:mon-reseau.fr")
    assert not options.coordinates("matrix", "@b:mon-reseau.fr")
    assert options.is_aiguilleur("matrix", "@b:mon-reseau.fr")
