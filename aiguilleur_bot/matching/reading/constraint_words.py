"""The turns of phrase that ask for a constraint, and those that only look like it.

Folded text (`french.fold`): lower case, no accents. « Les chiffres du bilan » asks for no encryption, « héberger des
artistes » for no server, « une entrée gratuite » says nothing of the tool: such turns are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Words(NamedTuple):
    """How people ask for one thing (`said`), and the turns of phrase where the same words ask for nothing of it."""

    said: re.Pattern[str]
    unless: re.Pattern[str] | None


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)")


_DAY = (
    r"(?:demain|ce soir|la fin (?:de (?:la |l')?|du )(?:semaine|mois|annee)|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|la semaine prochaine|le \d{1,2}\b|(?:le )?mois prochain)"
)
_THEIR_EVENTS = (
    r"(?:entrees?|places?|billets?|concerts?|ateliers?|spectacles?|evenements?|repas|gouters?|stages?|acces"
    r"|animations?|sorties?|seances?|projections?|activites?|soirees?|visites?|permanences?|cours|marches?|zones?)"
)
_PEOPLE = (
    r"(?:artistes?|residente?s?|personnes?|familles?|gens|associations?|assos?|structures?|entreprises?|exilee?s?"
    r"|refugiee?s?|stagiaires?|benevoles?|amap|voyageu\w+|porteu\w+|jeunes|services? civiques?|collectifs?)"
)

_FREE = (
    r"gratuit(?:e?s?|ement)|gratos|sans (?:rien )?(?:payer|debourser)(?: un (?:sou|rond|centime"
    r"|euro))?|sans (?:aucun )?(?:budget|frais|abonnement|cout)|zero (?:budget|euros?)|0 ?(?:€|euros?)|(?:pas|plus"
    r"|aucun|ni) (?:un sou|un rond|d'argent|de sous|de budget|d'abonnement|les moyens)|a l'oeil"
    r"|qui (?:ne )?(?:nous )?coute rien|(?:doit|devrait) rien (?:nous )?couter|sans que (?:ca|cela) (?:nous )?coute"
)
_NOT_FREE = (
    rf"{_THEIR_EVENTS} (?:(?:est|sont|sera|seront|etait|reste|restent) )?(?:toute?s? )?gratuit\w*"
    r"|(?:gratuit\w*|payante?s?) (?:ou|et|comme|et des|ou des|ou bien) (?:pas|non|payante?s?|gratuit\w*)"
    r"|gratuit\w* (?:pour|aux) (?:les |nos )?(?:adherent|membre|enfant|moins|habitant|etudiant|chomeu|usager|jeune)\w*"
    r"|0 ?(?:€|euros?) (?:pour|aux|a) (?:les |nos )?(?:adherent|membre|enfant|habitant)\w*|a titre gratuit"
)
_HOSTED = (
    r"(?<!auto[ -])(?:deja )?heberge[es]*(?! (?:(?:par|chez) nous|sur (?:notre|nos|mon|un) ))|cles? en mains?"
    r"|sans (?:avoir a )?(?:rien )?(?:installer|installation|gerer (?:de|un) serveur"
    r"|s'occuper d\w+ serveur|serveur)|rien a installer|(?:ni|pas d'|aucune) ?installation|pas (?:de"
    r"|notre) serveur|qui tourne tout seul|sans (?:informaticien|technicien|competences? techniques?)"
)
_A_BED = (
    r"(?:on|nous|je|qui|il|elle|asso\w*|lieu|collectif) (?:y )?heberge\w*(?! (?:par|chez) (?:un|une|des|les) )"
    rf"|{_PEOPLE}(?: (?!outil|logiciel)\w+){{0,2}} heberge\w*(?: (?:chez|par) nous)?"
    r"|heberge\w* (?:dans (?:nos|notre|les|le|une?) (?:murs|locaux|lieu|batiment|maison|gite|chambre)|en residence"
    r"|pour la nuit|la nuit|chez l'habitant)|cles? en mains? propres?"
    r"|pas (?:de|notre) serveur (?:au|du|en|pour le|pour la|a la) (?:bar|salle|cafe|restau\w*|buvette|cantine)"
)
_SELF_HOSTED = (
    r"auto[- ]?heberg\w+|self[- ]?host\w*|heberge[es]* (?:par|chez) nous|sur (?:notre|un|mon"
    r"|nos) (?:propres? )?(?:petit |vieux )?(?:serveurs?|nas|raspberry\w*|vps|yunohost)|on-premise"
    r"|(?:notre|mon) yunohost|installer (?:nous|moi)[- ]memes?|on a (?:deja )?(?:un|notre) (?:petit |vieux )?(?:serveur"
    r"|nas|vps|yunohost|raspberry\w*)"
)
_NO_ACCOUNT = (
    r"sans (?:avoir a |devoir |que (?:\w+ ){1,4}(?:ait|aient|soit|soient|doive|doivent) (?:a |oblige\w* de )?)?(?:se "
    r"|s'|nous |vous )?(?:creer (?:de |un )?|ouvrir (?:de |un )?|faire (?:de |un )?)?(?:comptes?|inscription"
    r"|s'inscrire|inscri(?:re|ts?)|identifiants?|mots? de passe|login|connecter)|(?:pas|ni|aucun) (?:de |besoin de "
    r"|besoin d'un |besoin de creer (?:de |un )?)?(?:comptes?|inscription)(?: a creer| obligatoire)?"
)
_OTHER_ACCOUNTS = (
    r"(?:de |un |le |en |en faire un )?comptes?[- ](?:rendus?|bancaires?|en banque|courants?|joints?|epargne|annuels?"
    r"|de (?:resultats?|campagne|charges?|gestion|bilan)|rendu de)|comptes? (?:tiers|client\w*|fournisseur\w*)"
    rf"|{_THEIR_EVENTS}(?: \w+){{0,2}} sans inscription\w*|tenir compte|prendre en compte"
)
_FRENCH = (
    r"en francais|francophones?|(?:pas|rien) en anglais|pas (?:un mot )?d'anglais|(?:parle|comprend|lit|lisent|parlent)"
    r"\w* (?:pas|mal) (?:l')?anglais|personne ne (?:parle|comprend|lit) (?:l')?anglais"
)
_LANGUAGE_LESSONS = (
    r"(?:cours|ateliers?|conversations?|seances?) (?:de (?:conversation|langue) )?en francais"
    r"|(?:non|pas)[- ]francophones?|progresser en francais"
)
_ACCESSIBLE = (
    r"accessibles? (?:aux? |pour (?:les |une |un )?)(?:personnes? )?(?:aveugles?|malvoyant\w*|sourde?s?"
    r"|handicap\w*|lecteurs? d'ecran)|lecteurs? d'ecran|malvoyant\w*|aveugles?|non[- ]voyant\w*|rgaa"
    r"|accessibilite numerique|situation de handicap|dyslexi\w+"
)
_WALLS = (
    r"a l'aveugle|(?:lieux?|locaux|local|salles?|batiments?|toilettes|entrees?|rampes?|escaliers?|ascenseurs?)"
    r"(?: \w+){0,3} accessibles? [^,.;?!]{0,60}"
)
_ENCRYPTED = (
    r"chiffree?s? de bout|chiffrement|(?:messages?|messagerie|echanges?|fichiers?|discussions?|donnees"
    r"|truc|visio|soit|soient) chiffre\w*|(?<!la )(?<!les )(?<!des )(?<!une )(?<!notre )crypte\w*|de bout en bout"
    r"|(?:tres |vraiment |ultra )?confidentiel\w*|zero[- ]knowledge"
)
_FIGURES = (
    r"(?:projets?|devis|budgets?|travaux|besoins?|objectifs?|impacts?|effets|bilans?|rapports?|subventions?|offres?)"
    r"(?: \w+){0,3} chiffre\w*|donnees chiffrees? (?:de (?!bout)|du|des|sur|d'|pour|a |au|aux|par)\w*"
)
_MOBILE = (
    r"(?:sur|depuis|avec) (?:le |un |leur |leurs |son |mon |nos |les |tous les )?(?:telephones?|smartphones?|portables?"
    r"|mobiles?)|appli mobile"
)
_WORKSHOP = (
    r"(?:ateliers?|repar\w*|cours|formations?|initiations?|repair\w*|debut\w*)[^,.;?!]{0,30}"
    r" (?:telephones?|smartphones?|portables?)"
)
_SOON = (
    rf"d'ici {_DAY}|(?:faut|faudrait|besoin|cherch\w+|pret\w*|operationnel\w*|veut|voudrait|voudrions)"
    rf"(?:(?!inscri|reserv|command|repon|paye|regle)[^.;?!]){{0,60}} (?:pour|avant) {_DAY}|^(?:pour|avant) {_DAY}"
    r"|au plus vite|en urgence|c'est (?:tres |vraiment |hyper )?urgent|(?:tres )?rapidement|tout de suite"
    r"|dans l'urgence|asap|des demain|vite fait(?! d[e'])"
)
_NOT_SOON = (
    r"(?:accueil\w*|heberger|loger|reloger)(?: \w+){0,3} en urgence|(?:grandi|augment|evolu|grossi|depass|perd|compliqu"
    r"|oubli|rempli)\w* (?:tres |trop )?rapidement"
)
_HELPED = r"(?:former|formee?s?|forme|accompagner|accompagnee?s?|accompagne|epauler?|guider?)"
_TRAINED = (
    rf"(?:nous|me|m'|se faire|nous faire|etre) ?{_HELPED}|(?:nous|m'|me) ?(?:montrer?|expliquer?) (?:comment|pas a pas"
    r"|a l'utiliser)|(?:avec|plus|idealement) (?:une |de la )(?:petite |courte )?formation|une (?:petite |courte )?"
    r"formation (?:a l'outil|pour (?:s'en servir|l'utiliser|demarrer)|incluse?|comprise)"
    rf"|(?:quelqu'un|une personne) (?:pour|qui(?: peut| pourrait| sache)?) ?(?:nous |me |m')(?:{_HELPED}|montrer?"
    r"|explique\w*|prend\w* en main)"
)
_EASY = (
    r"(?:tres |tout |le plus |hyper |super |vraiment )?simples? (?:a (?:utiliser|prendre en main"
    r"|installer)|d'utilisation|d'usage)|pas (?:trop )?(?:une )?usine a gaz|(?<!c'est )(?<!n'est )(?<!etait )pas"
    r" (?:trop |tres )?complique\w*|(?:on est|je suis|sont) (?:nuls?|pas doue\w*|pas (?:tres )?a l'aise)"
    r"|facile (?:a (?:utiliser|prendre en main)|d'utilisation)|(?:pas|aucun) (?:geeks?|informaticiens?)"
)
_SIZE = (
    r"(?:pour|a|on est|nous sommes|groupe de) (?:une |un )?(?:groupe de )?(\d{1,4}) (?:personnes?"
    r"|benevoles?|gens|participant\w*)"
)

_ALL: Mapping[str, tuple[str, str]] = {
    "gratuit": (_FREE, _NOT_FREE),
    "heberge": (_HOSTED, _A_BED),
    "auto-heberge": (_SELF_HOSTED, _A_BED),
    "sans-compte": (_NO_ACCOUNT, _OTHER_ACCOUNTS),
    "francais": (_FRENCH, _LANGUAGE_LESSONS),
    "accessible": (_ACCESSIBLE, _WALLS),
    "chiffre": (_ENCRYPTED, _FIGURES),
    "mobile": (_MOBILE, _WORKSHOP),
    "vite": (_SOON, _NOT_SOON),
    "accompagne": (_TRAINED, ""),
    "simple": (_EASY, ""),
    "taille": (_SIZE, ""),
}
WORDS: Mapping[str, Words] = MappingProxyType(
    {name: Words(_pattern(said), _pattern(unless) if unless else None) for name, (said, unless) in _ALL.items()}
)
_DENIAL = re.compile(
    r"(?:(?:pas|plus) (?:forcement|obligatoirement|necessairement|besoin (?:que ce soit|d'etre|d'un truc)|grave si"
    r"|(?:de|d'un) (?:truc|outil|logiciel|service))|peu importe|(?:ca |c')?(?:m'est|nous est|est) egal"
    r"|mefi\w+ (?:du|des))[^,.;]{0,20}$"
)


def said(name: str, folded: str) -> str | None:
    """The words of a folded message that ask for that constraint; None when none do. KeyError on an unknown name."""
    asked, unless = WORDS[name]
    text = unless.sub(" , ", folded) if unless is not None else folded
    found = next((m for m in asked.finditer(text) if not _denied(text, m.start())), None)
    return found.group(found.lastindex or 0) if found is not None else None


def _denied(folded: str, start: int) -> bool:
    """Whether the words just before say that it does not matter ("pas forcément gratuit")."""
    return _DENIAL.search(folded[max(0, start - 50) : start]) is not None
