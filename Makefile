# Kept to what GNU Make 3.81 understands, because macOS still ships it.

VENV := .venv
RUN := $(VENV)/bin/python
# PYTHON=/path/to/python picks the interpreter; UV=none installs with plain pip.
PYTHON ?=
UV ?= uv
LAB_ARGS ?=
PYTEST_ARGS ?=
CORPORA ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help lab test fast bench check model lint types format browser constraints screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

lab: $(VENV)/.installed ## install what is needed and open JupyterLab on the first notebook
	@flags=; \
	if [ "$$(id -u)" = 0 ]; then flags="--no-browser --allow-root"; \
	elif [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then flags=--no-browser; fi; \
	if [ -n "$$flags" ]; then echo "Open the address that JupyterLab prints below in a browser."; fi; \
	JUPYTER_CONFIG_PATH="$(CURDIR)/notebooks/.jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	$(RUN) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" \
	  --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $$flags $(LAB_ARGS)

# The browser tests share one JupyterLab and want the machine to themselves, so they run after the others and in one
# process. `logical`, because `auto` would count a two-thread machine as one.
test: lint types browser ## what CI runs: lint, types and every test
	$(RUN) -m pytest -m "not browser" --numprocesses logical --maxprocesses 4 $(PYTEST_ARGS)
	$(RUN) -m pytest -m browser $(PYTEST_ARGS)

fast: $(VENV)/.installed-dev ## the tests that start no kernel and no browser
	$(RUN) -m pytest -m "not slow and not browser" $(PYTEST_ARGS)

bench: $(VENV)/.installed ## measure replies, the check and grading beside their limits and peers (some minutes); BENCH_LEARNERS=10000 for all
	$(RUN) tests/bench

check: $(VENV)/.installed ## check scenarios, rubrics and exercises
	$(RUN) -m toolkit check

# CORPORA="a.csv b.csv" names labelled corpora to fit on besides our own talks.
model: $(VENV)/.installed-dev ## fit the reader anew; write its weights, its model card and the talks' figures
	$(RUN) -m toolkit.fitting $(CORPORA)

lint: $(VENV)/.installed-dev ## ruff over code and notebooks
	$(RUN) -m ruff check .

types: $(VENV)/.installed-dev ## mypy over the toolkit
	$(RUN) -m mypy

format: $(VENV)/.installed-dev ## let ruff lay out code and notebooks and sort imports
	$(RUN) -m ruff check --fix-only --select I .
	$(RUN) -m ruff format .

screenshots: browser ## picture every notebook in a real JupyterLab
	$(RUN) tests/browser/screenshots.py

# A distribution's `chromium` may be a stub that only says where to get it, so each is asked for its version.
browser: $(VENV)/.installed-dev ## find or fetch Chromium for the browser tests
	@found() { for c in chromium chromium-browser google-chrome; do "$$c" --version >/dev/null 2>&1 && return; done; return 1; }; \
	if found; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium with apt-get"; \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq install -y --no-install-recommends chromium fonts-liberation >/dev/null 2>&1; \
	  if found; then exit 0; fi; \
	fi; \
	echo "Fetching Chromium with playwright"; \
	if $(RUN) -m playwright install chromium >/dev/null 2>&1; then exit 0; fi; \
	if [ -n "$$CI" ]; then echo "No Chromium was found and none could be installed." >&2; exit 1; fi; \
	echo "Browser tests will be skipped: no Chromium was found and none could be installed."

# Exact versions for every Python from 3.11 on; environment.yml repeats those that it names.
constraints: $(RUN) ## renew constraints.txt and the versions in environment.yml
	@$(find_uv); \
	[ -n "$$uv" ] || { echo "make constraints needs uv, and it could not be installed." >&2; exit 1; }; \
	set -e; \
	echo uv | "$$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --no-header --no-annotate --no-emit-index-url pyproject.toml - > $(VENV)/resolved.txt; \
	{ echo "# Renew with: make constraints"; cat $(VENV)/resolved.txt; } > constraints.txt; \
	awk 'NR == FNR { split($$1, pin, "=="); version[pin[1]] = pin[2]; next } \
	  /^  - [a-z]+=/ { name = $$2; sub(/=.*/, "", name); if (name in version) sub(/=.*/, "=" version[name]) } \
	  { print }' constraints.txt environment.yml > $(VENV)/environment.yml; \
	cat $(VENV)/environment.yml > environment.yml; \
	echo "Renewed constraints.txt and environment.yml."

clean: ## remove what can be made again; records of practice stay
	rm -rf $(VENV) build dist test-results .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# Sets $$uv to a uv that runs, or to nothing.
define find_uv
uv=; \
if [ "$(UV)" != none ]; then \
  if command -v "$(UV)" >/dev/null; then uv="$(UV)"; \
  elif [ -x $(VENV)/bin/uv ] || $(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt uv 2>/dev/null; \
  then uv=$(VENV)/bin/uv; fi; \
fi
endef

# pip reads settings that uv does not (a company's own index, for one), so it gets a try when uv fails.
define install
@$(find_uv); \
echo "Installing into $(VENV): a few seconds with uv, about a minute with pip."; \
if [ -n "$$uv" ] && "$$uv" pip install --quiet --python $(RUN) -c constraints.txt -e "$(1)"; then exit 0; fi; \
if [ -n "$$uv" ]; then echo "uv could not install the toolkit; trying pip."; fi; \
$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e "$(1)"
endef

$(VENV)/.installed: $(RUN) pyproject.toml constraints.txt
	$(call install,.)
	@touch $@

$(VENV)/.installed-dev: $(RUN) pyproject.toml constraints.txt
	$(call install,.[dev])
	@touch $(VENV)/.installed $@

# A name on the PATH proves nothing (version managers leave empty shims there), so each candidate is run.
# ensurepip is asked for because Debian leaves it out, and `venv` then fails half way.
$(RUN):
	@for candidate in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do \
	  [ -n "$$candidate" ] || continue; \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$candidate"; break; fi; \
	  if [ -n "$(PYTHON)" ]; then echo "PYTHON=$(PYTHON) does not run, or is older than Python 3.11." >&2; exit 1; fi; \
	done; \
	if [ "$(UV)" != none ] && command -v "$(UV)" >/dev/null && "$(UV)" venv --quiet --clear --seed --python "$${python:-3.13}" $(VENV); then exit 0; fi; \
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed: get it from https://www.python.org/downloads/" >&2; exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python cannot make virtual environments; on Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)
