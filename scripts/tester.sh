#!/bin/sh
# What `make test` runs: everything that fits in 20 minutes, on real servers. What could not be tested is summed
# up at the end; in CI that is a failure.
set -eu
cd "$(dirname "$0")/.."
debut=$(date +%s)
bin=.venv/bin
non_teste=""

etape() { printf '\n== %s\n' "$*"; }

etape "Outillage"
sh scripts/outillage.sh || true

etape "Style, types, imports"
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports

etape "Base de connaissances"
$bin/aiguilleur verifier

marques="not preuves"
if [ ! -f .cache/synapse-venv/installed ]; then
    marques="$marques and not synapse"
    non_teste="$non_teste\n  - le vrai serveur Matrix (Synapse n'a pas pu être installé)"
fi
if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    marques="$marques and not postgresql"
    non_teste="$non_teste\n  - PostgreSQL (à taper : sudo apt-get install postgresql)"
fi
if ! command -v chromium >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    marques="$marques and not navigateur"
    non_teste="$non_teste\n  - le navigateur (à taper : sudo apt-get install chromium nodejs npm)"
fi
juges=""
for juge in .cache/juges/vendeur .cache/juges/hubot .cache/rocket-term-venv; do
    [ -f "$juge/installed" ] || juges="$juges $(basename "$juge")"
done
command -v tmux >/dev/null 2>&1 || juges="$juges tmux"
if [ -n "$juges" ]; then
    marques="$marques and not rocketchat"
    non_teste="$non_teste\n  - Rocket.Chat jugé par d'autres (manque :$juges ; à taper : sudo apt-get install nodejs npm tmux)"
fi

serveurs="synapse or navigateur or postgresql or rocketchat"
echec=0
etape "Tests sans serveur, sur tous les cœurs"
$bin/pytest -q -n auto --dist loadfile -m "$marques and not ($serveurs)" --durations=10 || echec=1
etape "Tests avec de vrais serveurs, un par un"
$bin/pytest -q -m "$marques and ($serveurs)" --durations=10 || echec=1

fin=$(date +%s)
printf '\nDurée : %s s\n' "$((fin - debut))"
if [ -n "$non_teste" ]; then
    printf '\n################ PAS TESTÉ ICI ################\n%b\n###############################################\n' "$non_teste"
    [ -z "${CI:-}" ] || exit 1
fi
exit "$echec"
