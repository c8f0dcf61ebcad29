# The project's front door: `make help` lists every task.
# All it needs is git, make, Python 3.11 or newer and Node 20.19 or newer; the rest is installed below .local/.

LOCAL := $(CURDIR)/.local
LOGS := $(LOCAL)/logs
UV := $(LOCAL)/uv/bin/uv
PYTHON := $(LOCAL)/venv/bin/python
SAM := $(LOCAL)/sam/bin/python -m samcli
CFN_LINT := $(LOCAL)/sam/bin/python -c "from cfnlint import runner; runner.main()"
CUSTOMER ?= 1
TESTS ?= tests
BIOME := medusa/node_modules/.bin/biome
CODE := layers/commerce functions local tools tests benchmarks

export SAM_CLI_TELEMETRY := 0
export REDOCLY_TELEMETRY := off
export REDOCLY_SUPPRESS_UPDATE_NOTICE := true
export __SAM_CLI_APP_DIR := $(LOCAL)/sam-cli
export PYTHONPATH := $(CURDIR)
# A company's proxy has a certificate that only the machine trusts; uv accepts it only with this.
export UV_SYSTEM_CERTS := true
# Where this is set, as in many images, each tool would be compiled again each time.
unexport PYTHONDONTWRITEBYTECODE
# Caches are in the home directory, if there is one.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo writable),writable)
export UV_CACHE_DIR := $(LOCAL)/cache/uv
export PIP_CACHE_DIR := $(LOCAL)/cache/pip
export NPM_CONFIG_CACHE := $(LOCAL)/cache/npm
endif

installed := $(LOCAL)/venv/.installed $(LOCAL)/sam/.installed $(LOCAL)/checks/.installed medusa/node_modules/.installed \
	$(LOCAL)/layers/dependencies/.installed clients/node_modules/.installed tests/clients/node_modules/.installed \
	tests/browser/node_modules/.installed examples/storefront/node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help up down plugin status logs token events event invoke settings examples openapi client limits rules install clean test \
	test-plugin test-client test-medusa compare-catalogue equivalence test-containers versions rehearse check check-api api-changes mutants bench \
	bench-ways bench-cold bench-load bench-size chaos lint \
	spelling types types-python types-typescript template secrets audit hooks build fmt lock unit on-platform off-platform
.SUFFIXES:
.DELETE_ON_ERROR:

help: ## List the tasks
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: install ## Start the local platform: a real Medusa, PostgreSQL, an OpenID provider, payment providers, SSM, the gateway; ADMIN=1 adds Medusa Admin, MEDUSAS=2 a second Medusa and Redis
	@$(PYTHON) -m local.platform up

down: ## Stop the local platform
	@test ! -x $(PYTHON) || $(PYTHON) -m local.platform down

status: ## Show each part of the local platform: its address, its process, its health
	@test -x $(PYTHON) || { echo 'nothing is installed yet: run make up'; exit 1; }
	@$(PYTHON) -m local.platform status

plugin: install ## Build the plugin for Medusa and pack it for npm, into .local/plugin
	@$(PYTHON) -m local.medusa

logs: LOGS := $(LOCAL)/$(MEDUSA_VERSION:%=medusa/%/)logs
logs: ## Follow the logs: all of them, or one: NAME=medusa
	@ls $(LOGS)/$(or $(NAME),*).log >/dev/null 2>&1 || { echo 'there is no such log in $(LOGS)'; exit 1; }
	@tail -n 30 -F $(LOGS)/$(or $(NAME),*).log

token: ## Print a bearer token of a customer: CUSTOMER=1
	@test -x $(PYTHON) || { echo 'nothing is installed yet: run make up' >&2; exit 1; }
	@$(PYTHON) -m local.tokens $(CUSTOMER)

events: $(LOCAL)/venv/.installed ## Write the sample events from the template
	@$(PYTHON) -m tools.events

invoke: ## Run one function once: FUNCTION=carts EVENT=events/carts/get-cart.json SET='id=cart_…' CUSTOMER=1
	@test -x $(LOCAL)/sam/bin/python || { echo 'nothing is installed yet: run make up' >&2; exit 1; }
	@$(LOCAL)/sam/bin/python -m local.invoke

event: ## Print an event, filled in, for sam local invoke: EVENT=events/carts/get-cart.json SET='id=cart_…' CUSTOMER=1
	@test -x $(LOCAL)/sam/bin/python || { echo 'nothing is installed yet: run make up' >&2; exit 1; }
	@$(LOCAL)/sam/bin/python -m local.invoke event

settings: $(LOCAL)/venv/.installed ## Write a deployment's settings into SSM: ENV=dev, prompted for, or from FILE=…; or REMOVE=1
	@test -n '$(ENV)' || { echo 'which environment of samconfig.toml? make settings ENV=dev'; exit 1; }
	@PYTHONPATH="$(CURDIR):$(CURDIR)/layers/commerce" $(PYTHON) -m tools.settings '$(ENV)' $(if $(FILE),'$(FILE)') $(if $(REMOVE),--remove)

install: ## Install what the project needs, inside its folder
	@mkdir -p $(LOGS)
	@$(MAKE) -s --no-print-directory -j4 $(installed)

clean: down ## Remove everything that was installed, built or stored
	rm -rf $(LOCAL) .aws-sam medusa/*/.medusa medusa/node_modules medusa/*/node_modules clients/node_modules clients/*/node_modules clients/*/dist \
		examples/*/node_modules tests/*/node_modules .mypy_cache .ruff_cache .pytest_cache .coverage*

test: install $(LOCAL)/emulator/.installed lint spelling types ## Run every check and every test; starts the local platform if need be
	@$(in_parallel) on-platform template check-api secrets build test-plugin test-client $(if $(filter tests,$(TESTS)),off-platform)

compare-catalogue: install ## Compare the plugin's list of products with Medusa's, in a shop made at random: SEED=1 PRODUCTS=200
	@SEED=$(or $(SEED),1) PRODUCTS=$(or $(PRODUCTS),200) $(PYTHON) -m local.platform during $(PYTHON) -m pytest -q \
		tests/e2e/test_catalogue_comparison.py

rehearse: install $(LOCAL)/emulator/.installed ## Deploy to an emulator of AWS, call the API there, change it, delete it
	@$(PYTHON) -m local.platform during $(PYTHON) -m pytest tests/rehearsal

# Not run against other versions: what depends on the bundle's own processes and settings alone.
medusa_tests = tests/equivalence tests/attacks/test_idor.py tests/attacks/test_mass_assignment.py tests/e2e tests/contract \
	--ignore tests/e2e/test_invoke.py --ignore tests/e2e/test_rotation.py \
	--ignore tests/contract/test_schemathesis.py --ignore tests/contract/test_comparison.py \
	--ignore tests/e2e/test_hostile_ids.py --durations=25

test-medusa: export MEDUSA_VERSION = $(VERSION)
test-medusa: install ## Test the packed plugin and the bundle on another version of Medusa, beside the local platform: VERSION=2.18.0
	@test -n '$(VERSION)' || { echo 'which version of Medusa? make test-medusa VERSION=2.18.0'; exit 1; }
	@$(PYTHON) -m local.platform during $(PYTHON) -m pytest -q --junitxml '$(LOCAL)/medusa/$(VERSION)/results.xml' \
		$(or $(TESTS_OF_VERSION),$(medusa_tests))

versions: $(LOCAL)/venv/.installed ## Write the results of make test-medusa into docs/versions.md
	@$(PYTHON) -m tools.medusa_versions

# What is built is what runs: the layers in .aws-sam.
test-containers: build ## Run every sample event with sam local in containers, on the local platform: SAM_OPTIONS=--skip-pull-image
	@MAKEFLAGS= $(on_platform) -m pytest tests/containers $(if $(ONLY),-k '$(ONLY)')

check: ## Run the checks and the unit tests, which need no platform
	@$(in_parallel) unit lint spelling types template check-api test-plugin test-client

# Two at a time; what one of them prints stays together.
in_parallel = $(MAKE) --no-print-directory --jobs=2 --output-sync=target
OFF_PLATFORM := $(addprefix tests/,unit benchmarks deploy local sign_in tools)

unit: $(LOCAL)/venv/.installed
	@$(PYTHON) -m pytest -q tests/unit

off-platform: build
	@$(PYTHON) -m pytest -q --cov --cov-fail-under=90 $(OFF_PLATFORM)

# With "+" it prints as it goes.
on-platform:
	+@MAKEFLAGS= $(if $(filter tests tests/browser%,$(TESTS)),ADMIN=1) $(PYTHON) -m local.platform during $(PYTHON) -m pytest $(TESTS) \
		$(if $(filter tests,$(TESTS)),$(OFF_PLATFORM:%=--ignore=%) --ignore=tests/containers)

test-plugin: medusa/node_modules/.installed ## Run the unit tests of the plugin for Medusa
	@cd medusa/plugin && ../node_modules/.bin/vitest run $(ONLY)

test-client: clients/node_modules/.installed ## Run the unit tests of the clients, in TypeScript; on the platform, tests/clients runs the others
	@cd clients && node_modules/.bin/vitest run --project unit $(ONLY)

# mutmut names a module by its path, so it runs where the layer's path is its name.
mutants: $(LOCAL)/venv/.installed ## Change the code and see whether a unit test fails: MODULES=commerce.sso
	@rm -rf $(LOCAL)/mutants && mkdir -p $(LOCAL)/mutants/mutants
	@ln -s $(addprefix $(CURDIR)/,pyproject.toml tests layers/commerce/commerce) $(LOCAL)/mutants
	@ln -s $(filter-out %/pyproject.toml %/tests,$(wildcard $(CURDIR)/*)) $(LOCAL)/mutants/mutants
	@cd $(LOCAL)/mutants && export PYTHONPATH= && $(PYTHON) -m mutmut run $(MODULES:%='%.*')
	@cd $(LOCAL)/mutants && $(PYTHON) -m mutmut results | sed '/not checked/d'

on_platform = PYTHONPATH="$(CURDIR):$(CURDIR)/layers/commerce" $(PYTHON) -m local.platform during $(PYTHON)
repetitions = $(REPETITIONS:%=--repetitions %)

bench: install ## Measure every operation, on the local platform: REPETITIONS=20
	@$(on_platform) -m benchmarks speed $(repetitions)

bench-ways: install ## Measure Medusa's way and the plugin's, on the local platform: REPETITIONS=15
	@$(on_platform) -m benchmarks ways $(repetitions)

bench-cold: install ## Measure the functions' cold starts, on the local platform: REPETITIONS=15
	@$(on_platform) -m benchmarks cold $(repetitions)

bench-load: install ## Measure with 1 to 64 callers, on the local platform: SECONDS_EACH=12
	@$(on_platform) -m benchmarks load $(SECONDS_EACH:%=--seconds %)

bench-size: install ## Measure lists with 10,000 products and 2,000 orders, on the local platform: REPETITIONS=15
	@$(on_platform) -m benchmarks size $(repetitions)

chaos: export ORDERS ?= 500
chaos: install ## Place orders while requests to Medusa fail at random, and let requests race, on the local platform: ORDERS=500 SEED=1 ROUNDS=10 MEDUSAS=2
	@$(on_platform) -m pytest tests/chaos

equivalence: export CARTS ?= 300
equivalence: install ## Change random carts in Medusa's way and in the plugin's, and compare all values: CARTS=300 SEED=1
	@$(on_platform) -m pytest tests/equivalence

lint: $(LOCAL)/venv/.installed medusa/node_modules/.installed ## Check style and formatting
	@$(PYTHON) -m ruff check $(CODE)
	@$(PYTHON) -m ruff format --check $(CODE)
	@$(BIOME) check --error-on-warnings

examples: $(LOCAL)/venv/.installed ## Record the examples of the OpenAPI document on the running platform
	@PYTHONPATH="$(CURDIR)/layers/commerce:$(CURDIR)" $(PYTHON) -m tools.examples

openapi: $(LOCAL)/venv/.installed ## Write the OpenAPI document from the code, and the typed client's types from it
	@PYTHONPATH="$(CURDIR)/layers/commerce:$(CURDIR)" $(PYTHON) -m tools.openapi
	@$(MAKE) -s --no-print-directory client

client: clients/node_modules/.installed ## Write the typed client's types from the OpenAPI document
	@cd clients && npm run --silent generate --workspace typescript

limits: $(LOCAL)/venv/.installed ## Write the table of limits in docs/limits.md from the code and the template
	@PYTHONPATH="$(CURDIR)/layers/commerce:$(CURDIR)" $(PYTHON) -m tools.limits

rules: $(LOCAL)/venv/.installed ## Write the tables of docs/sso.md from the rows that the verifiers are tested with
	@PYTHONPATH="$(CURDIR)/layers/commerce:$(CURDIR)" $(PYTHON) -m tools.token_rules

types: ## Check types
	@$(MAKE) -s --no-print-directory -j2 types-python types-typescript

types-python: $(LOCAL)/venv/.installed
	@$(PYTHON) -m mypy $(CODE)

types-typescript: medusa/node_modules/.installed clients/node_modules/.installed examples/storefront/node_modules/.installed
	@mkdir -p $(LOGS)
	@medusa/node_modules/.bin/tsc --project medusa
	@cd clients && npm run --silent check --workspace typescript >$(LOGS)/client.log 2>&1 || \
		{ echo 'error: docs/openapi.json and clients/typescript/src/schema.ts differ: run make client' >&2; exit 1; }
	@cd clients && npm run --silent build && node_modules/.bin/tsc --project .
	@cd examples/storefront && node_modules/.bin/tsc --noEmit

template: $(LOCAL)/sam/.installed $(LOCAL)/checks/.installed ## Check the template, as written and as CloudFormation gets it
	@$(LOCAL)/sam/bin/python -m tools.template $(LOCAL)/template.yaml
	@$(CFN_LINT) -- template.yaml edge.yaml $(LOCAL)/template.yaml
	@# What is left out, and why: .checkov.yaml.
	@$(LOCAL)/checks/bin/checkov --config-file .checkov.yaml --file $(LOCAL)/template.yaml edge.yaml

check-api: tests/clients/node_modules/.installed ## Check the OpenAPI document with redocly and spectral
	@cd tests/clients && node_modules/.bin/redocly lint --config redocly.yaml ../../docs/openapi.json
	@cd tests/clients && node_modules/.bin/spectral lint --ruleset spectral.yaml --fail-severity hint ../../docs/openapi.json

api-changes: tests/clients/node_modules/.installed ## List how the API differs from another commit's, and whether the changelog was changed: BASE=main
	@node tests/clients/api-changes.js $(or $(BASE),main)

spelling: $(LOCAL)/checks/.installed ## Check the spelling of code and documents
	@git ls-files -z '*.py' '*.ts' '*.md' '*.yaml' '*.toml' Makefile | xargs -0 $(LOCAL)/checks/bin/codespell

secrets: $(LOCAL)/checks/.installed ## Look for secrets in what is committed, or about to be
	@git ls-files -z --cached --others --exclude-standard | xargs -0 -r $(LOCAL)/checks/bin/detect-secrets-hook \
		--plugin tools/medusa_keys.py --exclude-files '(requirements.*[.]txt|package-lock[.]json)$$' \
		--disable-plugin KeywordDetector --disable-plugin Base64HighEntropyString --disable-plugin HexHighEntropyString

audit: install ## Check the pinned packages for known vulnerabilities; needs the network
	@for lock in layers/dependencies/requirements.txt requirements/*.txt; do echo "$$lock"; \
		$(LOCAL)/checks/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$lock || failed=1; done; \
		for folder in medusa clients examples/storefront; do echo "$$folder/package-lock.json"; \
		(cd $$folder && npm audit --omit=dev --audit-level=high) || failed=1; done; \
		exit $${failed:-0}

hooks: $(LOCAL)/checks/.installed ## Make git run the quick checks before each commit
	@$(LOCAL)/checks/bin/pre-commit install

build: $(LOCAL)/sam/.installed ## Build what is deployed, into .aws-sam/
	@PATH="$(LOCAL)/uv/bin:$(LOCAL)/venv/bin:$$PATH" $(SAM) build

fmt: $(LOCAL)/venv/.installed medusa/node_modules/.installed ## Format the code and fix what can be fixed
	@$(PYTHON) -m ruff format $(CODE)
	@$(PYTHON) -m ruff check --fix $(CODE)
	@$(BIOME) check --write

lock: $(UV) ## Update the lock files
	@for lock in 'layer layers/dependencies/requirements.txt' 'sam requirements/sam.txt' \
		'emulator requirements/emulator.txt' 'checks requirements/checks.txt'; do \
		set -- $$lock; $(compile) --group $$1 --output-file $$2 || exit 1; done
	@$(compile) --group layer --group runtime --group dev --output-file requirements/dev.txt
	@sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements/uv.txt | $(compile) --output-file requirements/uv.txt -
	@for folder in medusa clients examples/storefront tests/clients tests/browser; do \
		(cd $$folder && npm install --package-lock-only --no-audit --no-fund) || exit 1; done

compile = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url

comma := ,
# $(call step,title,log,what to do when it fails) runs $(commands) and says how long it took.
define step
	@mkdir -p $(LOGS); began=$$(date +%s); if ( $(commands) ) >$(LOGS)/install-$(2).log 2>&1; \
	then printf '  %-36s %5d s\n' '$(1)' $$(($$(date +%s) - began)); \
	else log=$(LOGS)/install-$(2).log; said=$$(grep -i -m 1 error $$log || tail -n 1 $$log); \
		echo "error: $(1) failed ($$(echo "$$said" | cut -c1-160)): $(3); full log: .local/logs/install-$(2).log" >&2; \
		exit 1; fi
endef

$(UV): commands = python3 -m venv $(LOCAL)/uv && \
	$(LOCAL)/uv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
$(UV): requirements/uv.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'error: Python 3.11 or newer is needed as python3: install it first' >&2; exit 1; }
	$(call step,uv,uv,make sure that python3 has venv and pip (on Debian: the package python3-venv))
	@touch $@

# Lambda's Python where there is one, else any that will do.
find_python = $$(PATH="$$(ls -d "$$HOME"/.pyenv/versions/3.13*/bin 2>/dev/null | tail -n 1):$$PATH:/usr/local/bin"; \
	find='$(UV) python find --system --no-python-downloads'; $$find 3.13 2>/dev/null || $$find '>=3.11')

$(LOCAL)/venv/.installed: commands = { test -x $(PYTHON) || $(UV) venv --python "$(find_python)" $(LOCAL)/venv; } && \
	$(UV) pip sync --require-hashes --python $(PYTHON) requirements/dev.txt
$(LOCAL)/venv/.installed: requirements/dev.txt | $(UV)
	$(call step,Python packages,python,check the network and try again)
	@touch $@

$(LOCAL)/sam/.installed: commands = { test -x $(LOCAL)/sam/bin/python || \
	$(UV) venv --python "$(find_python)" $(LOCAL)/sam; } && \
	$(UV) pip sync --require-hashes --python $(LOCAL)/sam/bin/python requirements/sam.txt
$(LOCAL)/sam/.installed: requirements/sam.txt | $(UV)
	$(call step,SAM CLI,sam,check the network and try again)
	@touch $@

$(LOCAL)/emulator/.installed: commands = { test -x $(LOCAL)/emulator/bin/python || \
	$(UV) venv --python "$(find_python)" $(LOCAL)/emulator; } && \
	$(UV) pip sync --require-hashes --python $(LOCAL)/emulator/bin/python requirements/emulator.txt
$(LOCAL)/emulator/.installed: requirements/emulator.txt | $(UV)
	$(call step,Emulator of AWS,emulator,check the network and try again)
	@touch $@

$(LOCAL)/checks/.installed: commands = { test -x $(LOCAL)/checks/bin/python || \
	$(UV) venv --python "$(find_python)" $(LOCAL)/checks; } && \
	$(UV) pip sync --require-hashes --python $(LOCAL)/checks/bin/python requirements/checks.txt
$(LOCAL)/checks/.installed: requirements/checks.txt | $(UV)
	$(call step,Scanners,checks,check the network and try again)
	@touch $@

medusa/node_modules/.installed: commands = cd medusa && npm ci --include=dev --no-audit --no-fund --no-progress
medusa/node_modules/.installed: medusa/package-lock.json $(wildcard medusa/package.json medusa/*/package.json)
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
		2>/dev/null && command -v npm >/dev/null || \
		{ echo "error: Node 20.19 or newer and npm are needed (found: $$(node --version 2>/dev/null || echo none)):" \
			'install them first' >&2; exit 1; }
	$(call step,npm ci (Medusa$(comma) PostgreSQL),npm,check the network and try again)
	@touch $@

# Their own scripts are not run: some would send a report home.
clients/node_modules/.installed: commands = cd clients && npm ci --ignore-scripts --no-audit --no-fund --no-progress
clients/node_modules/.installed: clients/package-lock.json $(wildcard clients/package.json clients/*/package.json)
	$(call step,npm ci (typed client$(comma) O2S),clients-packages,check the network and try again)
	@touch $@

tests/clients/node_modules/.installed: commands = cd tests/clients && \
	npm ci --ignore-scripts --no-audit --no-fund --no-progress
tests/clients/node_modules/.installed: tests/clients/package.json tests/clients/package-lock.json
	$(call step,npm ci (API linters$(comma) clients),clients,check the network and try again)
	@touch $@

tests/browser/node_modules/.installed: commands = cd tests/browser && \
	npm ci --ignore-scripts --no-audit --no-fund --no-progress
tests/browser/node_modules/.installed: tests/browser/package.json tests/browser/package-lock.json
	$(call step,npm ci (Chromium),browser,check the network and try again)
	@touch $@

examples/storefront/node_modules/.installed: commands = cd examples/storefront && \
	npm ci --ignore-scripts --no-audit --no-fund --no-progress
examples/storefront/node_modules/.installed: examples/storefront/package.json examples/storefront/package-lock.json
	$(call step,npm ci (storefront),storefront,check the network and try again)
	@touch $@

$(LOCAL)/layers/dependencies/.installed: commands = rm -rf $(@D)/python && PATH="$(LOCAL)/uv/bin:$(LOCAL)/venv/bin:$$PATH" \
	$(MAKE) -C layers/dependencies build-DependenciesLayer ARTIFACTS_DIR=$(@D) \
	LAYER_PLATFORM=$$(uname -m)-manylinux2014 \
	LAYER_PYTHON=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
$(LOCAL)/layers/dependencies/.installed: layers/dependencies/requirements.txt layers/dependencies/Makefile \
	$(LOCAL)/venv/.installed
	$(call step,Layer for this machine,layer,check the network and try again)
	@touch $@
