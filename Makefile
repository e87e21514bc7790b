# Everything a newcomer needs: `make demo`, `make test`. The rest serves those who write the code.
# Nothing is needed beforehand but Python >= 3.11 and make: scripts/preparer.sh does the set-up.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest

.DEFAULT_GOAL := aide
.PHONY: aide demo check test preuves bench mesures roue verrouiller schemas formater propre

aide: ## Cette aide
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-21s %s\n", $$1, $$2}'

$(BIN)/.execution: requirements/uv.txt requirements/execution.txt pyproject.toml scripts/preparer.sh
	@sh scripts/preparer.sh execution

$(BIN)/.developpement: requirements/uv.txt requirements/developpement.txt pyproject.toml scripts/preparer.sh
	@sh scripts/preparer.sh developpement

demo: $(BIN)/.execution ## Essayer tout de suite : une page web locale (make demo TERMINAL=1 : dans le terminal)
	@$(BIN)/aiguilleur demo $(if $(TERMINAL),--terminal) $(OPTIONS)

check: $(BIN)/.developpement ## Vérifications rapides : style, types, imports, savoir, tests sans serveur
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/aiguilleur verifier
	$(PYTEST) -q -n auto --dist loadfile -m "not synapse and not navigateur and not postgresql and not rocketchat and not preuves"

test: $(BIN)/.developpement ## Tout, avec de vrais serveurs (20 minutes au plus)
	@sh scripts/tester.sh

preuves: $(BIN)/.developpement ## Preuves longues : coups d'arrêt par dizaines, endurance (à la main)
	@sh scripts/outillage.sh
	$(PYTEST) -q -m preuves --timeout=1800

bench: $(BIN)/.developpement ## Les mesures de docs/benchmarks.md
	@sh scripts/outillage.sh
	PYTHONPATH=tests $(BIN)/python -m banc
	PYTHONPATH=tests $(BIN)/python -m banc.rocketchat

mesures: $(BIN)/.developpement ## Les mesures de la correspondance : tableaux et images de docs/ (SOURCES=dossier : autres corpus)
	PYTHONPATH=. $(BIN)/python scripts/mesures.py $(if $(SOURCES),--sources $(SOURCES))

bench-correspondance: $(BIN)/.developpement ## La recherche : durées, mémoire, 20 000 fiches, boucle (un miroir Debian)
	PYTHONPATH=tests $(BIN)/python -m banc.correspondance $(OPTIONS)
	PYTHONPATH=tests $(BIN)/python -m banc.boucle

bench-pages: $(BIN)/.developpement ## Les pages : temps du serveur sur 100 000 besoins
	PYTHONPATH=tests $(BIN)/python -m banc.pages $(OPTIONS)

roue: $(BIN)/.developpement ## Construire le paquet (wheel)
	$(BIN)/python -m build --no-isolation --wheel --outdir dist

schemas: $(BIN)/.developpement ## Réécrire docs/schema/ et la référence des commandes
	$(BIN)/python scripts/engendrer.py

formater: $(BIN)/.developpement ## Mettre le code en forme
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

verrouiller: $(BIN)/.developpement ## Recalculer les versions verrouillées (requirements/*.txt)
	@sh scripts/verrouiller.sh

propre: ## Effacer ce qui se reconstruit
	rm -rf $(VENV) .cache dist build
