"""French words that say nothing of a need: grammar, politeness, and the fillers of a request for help."""

from __future__ import annotations

_GRAMMAR = """
a afin ai aie aient ainsi alors apres as au aucun aucune aupres auquel auront aussi aux avaient avait avant avec avez
avoir avons car ce ceci cela celle celles celui cent cependant certain certaine certains ces cet cette ceux chaque
chez comme comment concernant contre d dans de dedans dehors deja depuis derriere des desormais dessous dessus deux
devant doit doivent donc dont du dur durant elle elles en encore enfin ensuite entre envers es est et etaient etait
etant etc ete etes etre eu eux fait faire fais faisait faisons faites faut faudrait font fois guere hors hui aujourd
ici il ils j je jusqu jusque l la laquelle le lequel les lesquels leur leurs lors lorsque lui m ma mais malgre me meme
memes mes mien moi moins mon ne ni nos notre nous nul on ont or ou oui non par parce parfois parmi pas pendant peu peut
peuvent peux plus plusieurs plutot pour pourquoi pourrait pourraient pourrions pres presque pu puis puisque qu quand
quant que quel quelle quelles quels quelqu quelque quelques qui quoi quoique rien s sa sans sauf se selon sera serait
seraient ses si sien soi soient soit sommes son sont sous suis sur t ta tandis tant te tel telle tels tes toi ton
toujours tous tout toute toutes tres trop tu un une uns va vais vas vers veut veulent veux via voici voila voit vont vos
votre vous vu y etais fut sois soyez auras aura aurait auriez avions iront irait
"""
_POLITENESS = """
bonjour bonsoir salut coucou hello merci svp stp plait hey desole pardon voila allez bref ben bah euh hein ouais
cordialement bonne journee
"""
_REQUEST = """
besoin cherche cherchons chercher cherchent recherche recherchons voudrait voudrais voudrions veut aimerait aimerais
aimerions souhaite souhaitons souhaiterions souhaiterait connait connaissez connaitre connais existe existerait aurait
auriez truc trucs chose choses machin genre idee idees moyen facon quelqu quelqun savoir sais sait savez peut pouvez
possible solution solutions galere galerons galerent galerer arrive arrivons trouve trouver trouvent mettre met mets
mis prendre prend dire dit vrai vraiment assez beaucoup bien mal bon bonne simple simplement facile facilement petit
petite petits grand grande deja juste jamais marre hier demain
"""

STOP_WORDS: frozenset[str] = frozenset((_GRAMMAR + _POLITENESS + _REQUEST).split())
"""Folded words that are never matched, and never quoted as a reason."""
