#!/bin/sh
# Lock every dependency by version and hash. Add --upgrade to move to the newest versions.
set -eu
cd "$(dirname "$0")/.."
compile() {
    entree=$1
    sortie=$2
    shift 2
    .venv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
        "$entree" --output-file "$sortie" "$@"
}
compile pyproject.toml requirements/execution.txt "$@"
compile pyproject.toml requirements/developpement.txt --group dev --extra postgresql "$@"
compile requirements/synapse.in requirements/synapse.txt "$@"
compile requirements/rocket-term.in requirements/rocket-term.txt "$@"
compile requirements/uv.in requirements/uv.txt "$@"
