#!/bin/sh
# The servers and the browser of the real tests: Synapse (its own venv), Node.js, Chromium.
# Missing Debian packages are installed when run as root; otherwise the line to type is printed and the tests
# that need them say so. Prints nothing when all is there.
set -eu
cd "$(dirname "$0")/.."
manquants=""
command -v chromium >/dev/null 2>&1 || manquants="$manquants chromium"
command -v node >/dev/null 2>&1 || manquants="$manquants nodejs"
command -v npm >/dev/null 2>&1 || manquants="$manquants npm"
if [ -n "$manquants" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installation de ce que demandent les tests :$manquants" >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $manquants; } >/dev/null ||
            echo "L'installation de$manquants a échoué." >&2
    else
        echo "Il manque$manquants. À taper : sudo apt-get install$manquants" >&2
    fi
fi
if ! cmp -s requirements/synapse.txt .cache/synapse-venv/.installe 2>/dev/null; then
    echo "Installation du serveur Matrix des tests (Synapse)…" >&2
    mkdir -p .cache
    rm -rf .cache/synapse-venv
    .venv/bin/uv venv --quiet --python .venv/bin/python .cache/synapse-venv
    VIRTUAL_ENV="$PWD/.cache/synapse-venv" .venv/bin/uv pip install --quiet --require-hashes -r requirements/synapse.txt
    cp requirements/synapse.txt .cache/synapse-venv/.installe
fi
