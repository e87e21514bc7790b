#!/bin/sh
# The servers and the browser of the real tests: Synapse (its own venv), PostgreSQL, Node.js, Chromium; and the
# judges of Rocket.Chat (npm, a terminal client, tmux).
# Missing Debian packages are installed when run as root; otherwise the line to type is printed and the tests
# that need them say so. Prints nothing when all is there.
set -eu
cd "$(dirname "$0")/.."
manquants=""
command -v chromium >/dev/null 2>&1 || manquants="$manquants chromium"
command -v node >/dev/null 2>&1 || manquants="$manquants nodejs"
command -v npm >/dev/null 2>&1 || manquants="$manquants npm"
[ -e /usr/lib/"$(uname -m)"-linux-gnu/libatomic.so.1 ] || manquants="$manquants libatomic1" # the browser's driver
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || manquants="$manquants postgresql"
command -v tmux >/dev/null 2>&1 || manquants="$manquants tmux"
if [ -n "$manquants" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installation de ce que demandent les tests :$manquants" >&2
        { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $manquants; } >/dev/null ||
            echo "L'installation de$manquants a échoué." >&2
    else
        echo "Il manque$manquants. À taper : sudo apt-get install$manquants" >&2
    fi
fi
PYTHONPATH=tests .venv/bin/python -c 'from serveurs.synapse import python_of_synapse; python_of_synapse()' ||
    echo "Le serveur Matrix des tests (Synapse) n'a pas pu être installé." >&2
PYTHONPATH=tests .venv/bin/python -m serveurs.rocketchat.installer ||
    echo "Les juges de Rocket.Chat n'ont pas tous pu être installés." >&2
