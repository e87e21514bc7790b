"""The words of the demo's history: invented needs, written as people write them. Nobody ever said them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from aiguilleur_bot.needs.defis import Etape, Statut
from aiguilleur_bot.needs.manques import Soutien
from aiguilleur_bot.vocabulary import Action, Motif


class Theme(NamedTuple):
    """What a need is about, and how near some fiches were to it."""

    action: Action
    famille: str
    proches: tuple[tuple[str, float], ...]


THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "bail": Theme(Action.DEVELOPPER, "juridique", (("movilab", 0.24), ("forum-des-tiers-lieux", 0.21))),
        "statuts": Theme(Action.DEVELOPPER, "juridique", (("piloter-un-tiers-lieu", 0.31), ("movilab", 0.27))),
        "atelier": Theme(Action.ANIMER, "juridique", (("fab-manager", 0.29), ("movilab", 0.22))),
        "benevoles": Theme(Action.GERER, "ressources-humaines", (("benevalibre", 0.71), ("galette", 0.25))),
        "poste": Theme(Action.GERER, "ressources-humaines", (("budgets-contributifs", 0.23),)),
        "salles": Theme(Action.GERER, "outils-de-gestion", (("dokos", 0.74), ("fab-manager", 0.38))),
        "comptes": Theme(Action.GERER, "outils-de-gestion", (("paheko", 0.69), ("noalyss", 0.41))),
        "epicerie": Theme(Action.GERER, "services-aux-habitants", (("open-food-network", 0.58),)),
        "trajets": Theme(Action.DEVELOPPER, "services-aux-habitants", (("gogocarto", 0.19),)),
        "fichiers": Theme(Action.TRAVAILLER, "outils-de-gestion", (("nextcloud", 0.77), ("cryptpad", 0.52))),
        "dates": Theme(Action.TRAVAILLER, "communication", (("framadate", 0.83),)),
        "visio": Theme(Action.TRAVAILLER, "communication", (("bigbluebutton", 0.72), ("jitsi-meet", 0.66))),
        "agenda": Theme(Action.ANIMER, "communication", (("mobilizon", 0.63), ("gancio", 0.6))),
        "decider": Theme(Action.ANIMER, "gouvernance", (("loomio", 0.7), ("decidim", 0.44))),
        "conflit": Theme(Action.ANIMER, "gouvernance", (("metacartes", 0.3),)),
        "memoire": Theme(Action.DOCUMENTER, "documentation", (("dodoc", 0.57), ("yeswiki", 0.49))),
        "mairie": Theme(Action.DEVELOPPER, "relations-aux-collectivites", (("commune-mesure", 0.4),)),
        "argent": Theme(Action.DEVELOPPER, "financement", (("construire-budget-movilab", 0.5), ("cobudget", 0.35))),
    }
)


class Dit(NamedTuple):
    """One need: how many days ago, who, from which place ("" of the region: not said) and how it ended.

    `commun` served it; with a `motif`, only in part. Neither: nobody said yet why it is not covered.
    """

    jours: int
    qui: int
    lieu: int
    region: str
    theme: str
    texte: str
    motif: Motif | None = None
    commun: str = ""


RIEN, INCOMPLET = Motif.AUCUN_COMMUN_CONNU, Motif.COMMUN_INCOMPLET
DITS: tuple[Dit, ...] = (
    Dit(236, 1, 1, "53", "salles", "on se marche dessus pour réserver la grande salle", commun="dokos"),
    Dit(229, 2, 2, "76", "bail", "un modèle de bail pour une ferme où on sera trois associations", RIEN),
    Dit(221, 3, 3, "32", "benevoles", "compter les heures des bénévoles sans tableur", commun="benevalibre"),
    Dit(214, 4, 0, "", "fichiers", "nos fichiers sont partout, on ne retrouve rien", commun="nextcloud"),
    Dit(208, 5, 4, "28", "poste", "partager un poste d’accueil entre deux lieux", RIEN),
    Dit(201, 6, 5, "84", "decider", "prendre des décisions sans y passer la soirée", commun="loomio"),
    Dit(195, 7, 6, "44", "atelier", "un règlement pour l’atelier bois, quelqu’un a failli se blesser", RIEN),
    Dit(190, 8, 7, "76", "bail", "partager un bail entre une asso et deux indépendantes", RIEN),
    Dit(184, 9, 3, "32", "dates", "trouver une date à douze sans cent messages", commun="framadate"),
    Dit(178, 10, 8, "75", "argent", "boucler le budget de la première année", commun="construire-budget-movilab"),
    Dit(171, 11, 9, "53", "trajets", "organiser un covoiturage pour les soirées", RIEN),
    Dit(165, 12, 0, "75", "benevoles", "savoir qui a donné combien d’heures cette année", commun="benevalibre"),
    Dit(160, 13, 10, "28", "memoire", "garder la trace de nos chantiers, photos comprises", commun="dodoc"),
    Dit(
        154,
        14,
        11,
        "84",
        "conflit",
        "ça chauffe entre résidents, il nous faut une médiation",
        Motif.REFERENT_INDISPONIBLE,
    ),
    Dit(149, 15, 12, "52", "bail", "une convention d’occupation à plusieurs pour une friche", INCOMPLET, "movilab"),
    Dit(143, 16, 1, "53", "comptes", "tenir la compta de l’asso sans y passer ses dimanches", commun="paheko"),
    Dit(138, 17, 13, "11", "agenda", "annoncer nos soirées ailleurs que sur les réseaux", commun="mobilizon"),
    Dit(133, 5, 4, "28", "poste", "un contrat de travail à temps partagé, qui est l’employeur ?", RIEN),
    Dit(127, 18, 14, "93", "mairie", "montrer à la commune à quoi on sert", commun="commune-mesure"),
    Dit(122, 19, 15, "27", "atelier", "assurer l’atelier quand ce sont des bénévoles qui encadrent", RIEN),
    Dit(117, 20, 16, "32", "salles", "faire payer la salle selon qui la loue", Motif.TROP_COMPLEXE, "dokos"),
    Dit(112, 21, 0, "04", "visio", "une visio qui tienne à cinquante personnes", commun="bigbluebutton"),
    Dit(108, 22, 17, "76", "trajets", "partager une camionnette entre trois lieux voisins", RIEN),
    Dit(103, 23, 18, "84", "benevoles", "valoriser le bénévolat dans notre bilan", commun="benevalibre"),
    Dit(98, 24, 19, "75", "poste", "à deux lieux on veut embaucher une seule comptable", RIEN),
    Dit(94, 25, 20, "44", "epicerie", "commander à plusieurs aux producteurs du coin", commun="open-food-network"),
    Dit(90, 26, 0, "", "decider", "voter à distance pour l’assemblée générale", commun="loomio"),
    Dit(86, 27, 21, "24", "conflit", "se former à la médiation avant que ça explose", Motif.TROP_CHER),
    Dit(81, 28, 22, "52", "bail", "notre propriétaire veut un seul nom sur le bail, on est quatre", RIEN),
    Dit(77, 29, 23, "53", "memoire", "retrouver qui sait réparer quoi", Motif.MAUVAISE_CORRESPONDANCE),
    Dit(73, 30, 24, "28", "atelier", "une fiche de sécurité par machine, déjà écrite si possible", RIEN),
    Dit(68, 31, 25, "32", "argent", "répondre à un appel à projets sans embaucher", Motif.REFERENT_SANS_REPONSE),
    Dit(64, 32, 26, "11", "salles", "un planning des bureaux que tout le monde voit", commun="dokos"),
    Dit(
        60,
        33,
        0,
        "84",
        "statuts",
        "association ou coopérative, on ne sait pas choisir",
        INCOMPLET,
        "piloter-un-tiers-lieu",
    ),
    Dit(56, 34, 27, "75", "trajets", "un covoiturage pour rentrer après les soirées", RIEN),
    Dit(52, 35, 28, "76", "agenda", "un agenda commun avec le village d’à côté", commun="gancio"),
    Dit(48, 36, 29, "93", "mairie", "faire signer une convention à la commune", Motif.FICHE_MANQUANTE),
    Dit(45, 37, 30, "27", "poste", "mutualiser un poste de médiation numérique", RIEN),
    Dit(41, 38, 31, "53", "fichiers", "écrire un dossier à six mains", commun="cryptpad"),
    Dit(38, 39, 0, "52", "bail", "se porter caution à plusieurs pour un local", RIEN),
    Dit(34, 40, 32, "44", "benevoles", "un planning pour les permanences du bar associatif", INCOMPLET, "benevalibre"),
    Dit(31, 41, 33, "84", "visio", "une borne visio pour les démarches des habitants", Motif.SANS_NOUVELLES),
    Dit(27, 42, 34, "24", "atelier", "que signer quand on prête une machine dangereuse ?", RIEN),
    Dit(24, 43, 35, "32", "trajets", "un minibus partagé avec le centre social", RIEN),
    Dit(20, 44, 36, "75", "comptes", "suivre les adhésions et les reçus", commun="galette"),
    Dit(
        17,
        45,
        37,
        "76",
        "conflit",
        "quelqu’un d’extérieur pour animer une réunion tendue",
        Motif.TERRITOIRE_NON_COUVERT,
    ),
    Dit(13, 46, 38, "28", "bail", "sous-louer un bout de l’atelier sans se mettre en faute"),
    Dit(10, 47, 39, "53", "decider", "une gouvernance à trente sans chef", commun="loomio"),
    Dit(7, 48, 0, "", "poste", "partager une personne à la communication avec un autre lieu"),
    Dit(4, 49, 40, "11", "memoire", "archiver dix ans d’affiches et de photos"),
    Dit(2, 50, 41, "84", "trajets", "du covoiturage pour rentrer, il n’y a plus de bus"),
)


class Groupe(NamedTuple):
    """A défi: the needs of a theme, and where it stands. `statuts` are those it went through."""

    theme: str
    titre: str
    description: str
    statuts: tuple[Statut, ...]
    etape: Etape
    porteur: str = ""
    commun: str = ""
    soutiens: tuple[tuple[int, str, Soutien], ...] = ()


MARK = "Exemple inventé pour la démonstration. "
"""What the défis of the demo begin with."""

GROUPES: tuple[Groupe, ...] = (
    Groupe(
        "bail",
        "Comment signer un bail à plusieurs sans que l’un porte tout ?",
        "Des baux existent, chacun dans son tiroir. Il manque un modèle relu par un juriste, et qui appeler.",
        (Statut.OUVERT, Statut.RETENU, Statut.EN_COURS),
        Etape("Réunir cinq baux signés et les faire relire", "avant l’été", 2000),
        "un réseau régional",
        soutiens=((14, "84", Soutien.MOI_AUSSI), (24, "75", Soutien.CONTRIBUER), (36, "93", Soutien.COFINANCER)),
    ),
    Groupe(
        "poste",
        "Comment partager un poste entre deux lieux ?",
        "Deux lieux, une personne : qui est l’employeur, et que se passe-t-il quand l’un s’arrête ?",
        (Statut.OUVERT,),
        Etape("Écouter trois lieux qui le font déjà", "au printemps"),
        soutiens=((10, "75", Soutien.MOI_AUSSI), (31, "32", Soutien.CONTRIBUER)),
    ),
    Groupe(
        "atelier",
        "Comment ouvrir un atelier sans se mettre en danger ?",
        "Règlement, assurance, fiche par machine : chacun le récrit seul.",
        (),
        Etape(),
        soutiens=((13, "28", Soutien.MOI_AUSSI),),
    ),
    Groupe(
        "benevoles",
        "Comment compter le temps donné ?",
        "Demandé partout, servi depuis qu’une fiche dit comment s’y mettre.",
        (Statut.OUVERT, Statut.COUVERT),
        Etape(),
        commun="benevalibre",
    ),
)
"""« trajets » is left for whoever tries the page « Grouper »."""
