#!/bin/sh
# Sauvegarder le robot, pendant qu'il tourne : sh deploy/sauvegarde.sh DOSSIER DESTINATION
#
# DOSSIER est celui des réglages (aiguilleur.yaml, secrets/, aiguilleur.db). DESTINATION reçoit une archive par jour et
# heure, lisible par son propriétaire seul ; celles de plus de JOURS jours (30) sont effacées : ce que les gens ont fait
# effacer y est encore. Variables : BASE (le fichier SQLite, s'il est ailleurs), JOURS, PYTHON.
set -eu
umask 077

if [ $# -ne 2 ]; then
    echo "À taper : sh deploy/sauvegarde.sh DOSSIER DESTINATION" >&2
    exit 2
fi
dossier=$1
destination=$2
base=${BASE:-$dossier/aiguilleur.db}
jours=${JOURS:-30}
python=${PYTHON:-python3}

case $jours in
    '' | *[!0-9]*) echo "JOURS : « $jours » n'est pas un nombre de jours" >&2; exit 2 ;;
esac
if [ ! -f "$base" ]; then
    echo "$base : cette base n'existe pas (ailleurs ? BASE=CHEMIN)" >&2
    exit 1
fi
mkdir -p "$destination"
brouillon=$(mktemp -d "$destination/.en-cours.XXXXXX")
trap 'rm -rf "$brouillon" "$brouillon.tar.gz"' EXIT
trap 'exit 1' INT TERM HUP

# L'outil de SQLite copie une base en marche sans rien perdre ni déchirer ; une copie de fichier, non.
"$python" - "$base" "$brouillon/aiguilleur.db" <<'FIN'
import sqlite3
import sys
from contextlib import closing

source, copie = sys.argv[1:]
with closing(sqlite3.connect(source, timeout=30)) as base, closing(sqlite3.connect(copie)) as sauvegarde:
    base.backup(sauvegarde)
    sauvegarde.execute("PRAGMA journal_mode=DELETE")
    (etat,) = sauvegarde.execute("PRAGMA integrity_check").fetchone()
if etat != "ok":
    sys.exit(f"la copie n'est pas bonne : {etat}")
FIN

for nom in aiguilleur.yaml secrets matrix-session.json; do
    [ ! -e "$dossier/$nom" ] || cp -Rp "$dossier/$nom" "$brouillon/$nom"
done

archive=$destination/aiguilleur-$(date +%Y-%m-%d-%H%M%S).tar.gz
tar -C "$brouillon" -czf "$brouillon.tar.gz" .
mv "$brouillon.tar.gz" "$archive"
find "$destination" -maxdepth 1 -name 'aiguilleur-*.tar.gz' -type f -mtime +"$jours" -exec rm -f {} +
echo "$archive"
