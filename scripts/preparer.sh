#!/bin/sh
# Set up .venv on a fresh machine: preparer.sh execution | developpement.
# Needs Python >= 3.11. Where venv is missing it is installed when run as root, else the line to type is printed.
set -eu
cd "$(dirname "$0")/.."
quoi=${1:-execution}

dire() { printf '%s\n' "$*" >&2; }

trouver_python() {
    for candidat in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidat" ] || continue
        if "$candidat" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidat"
            return 0
        fi
    done
    return 1
}

if ! python=$(trouver_python); then
    dire "Aiguilleur a besoin de Python 3.11 ou plus récent, introuvable ici."
    dire "À taper : sudo apt-get install python3 python3-venv   (Debian 12 ou plus récent, Ubuntu 24.04 ou plus récent)"
    exit 2
fi

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    paquet="python3-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        dire "Python est là, mais pas son module venv : installation du paquet $paquet."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$paquet" >/dev/null
    else
        dire "Il manque le module venv de Python."
        dire "À taper : sudo apt-get install $paquet   puis relancez la même commande."
        exit 2
    fi
fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    dire "Préparation de l'environnement (.venv), une seule fois…"
    rm -rf .venv
    "$python" -m venv .venv
fi
rm -f .venv/bin/.execution .venv/bin/.developpement
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
export VIRTUAL_ENV="$PWD/.venv"
dire "Installation des bibliothèques (versions verrouillées)…"
.venv/bin/uv pip install --quiet --require-hashes -r "requirements/$quoi.txt"
.venv/bin/uv pip install --quiet --no-deps --editable .
touch ".venv/bin/.$quoi"
[ "$quoi" = execution ] || touch .venv/bin/.execution
