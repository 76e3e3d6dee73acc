# Python 3.11 is all that has to be there; everything else is installed by what needs it.
PYTHON ?= python3.11
MAIN := .venv/bin/python
BOT := .venv-bot/bin/python
.DEFAULT_GOAL := help
.PHONY: help environments packages run test test-long check train index rollback policies export import ingest eval bench demo account backup restore rotate-key verify-audit bundle

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

environments:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or say where it is with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m operations.setup

packages: environments
	@$(MAIN) -m operations.system_packages

run: environments ## install what is missing, train, build the index, start the service (Ctrl-C stops it)
	@exec $(MAIN) -m operations.run

test: packages ## install what is missing, train, run all tests but the long ones
	@$(MAIN) -m operations.training
	@$(MAIN) -m operations.testing

test-long: packages ## the slow tests: long fuzz, many kills, load
	@$(MAIN) -m operations.training
	@$(MAIN) -m operations.testing -m long

check: environments ## lint, formatting, types, who imports whom
	@$(MAIN) -m ruff check .
	@$(MAIN) -m ruff format --check .
	@$(MAIN) -m mypy
	@.venv/bin/lint-imports

train: environments ## train the assistant and the encoder, each when its inputs changed
	@$(MAIN) -m operations.training assistant encoder

index: environments ## build the search index when the catalogue changed; a running service takes it over
	@$(MAIN) -m operations.training index

rollback: environments ## serve the search index of before again; a second time: the later one
	@$(MAIN) -m operations.api_command retrieval.rollback

policies: environments ## validate the whole catalogue and print what it covers (PART=open: that part only)
	@$(MAIN) -m knowledge.review.coverage $(PART)

export: environments ## write the catalogue to an Excel workbook, var/catalogue.xlsx or FILE=…
	@$(MAIN) -m knowledge.workbook.exchange export $(or $(FILE),var/catalogue.xlsx)

import: environments ## take the edited workbook in, as a whole or not at all (FILE=…; REMOVE=1: also remove entries)
	@$(MAIN) -m knowledge.workbook.exchange import $(or $(FILE),var/catalogue.xlsx) $(if $(REMOVE),--remove)

ingest: environments ## take a policy document (PDF, DOCX, HTML) apart into clauses for review: FILE=… (OUT=…, TITLE=…)
	@test -n "$(FILE)" || { echo "Say which document: make ingest FILE=…" >&2; exit 1; }
	@$(MAIN) -m knowledge.ingestion "$(FILE)" $(if $(OUT),--out "$(OUT)") $(if $(TITLE),--title "$(TITLE)")

eval: environments ## measure the answers on the evaluation questions
	@$(MAIN) -m operations.evaluate

bench: environments ## measure rules (5 min) and service (a quarter of an hour) beside OpenFisca and a stock Rasa bot; PART= for one
	@$(MAIN) -m operations.bench $(PART)

demo: environments ## play conversations against the running service and print them
	@$(MAIN) -m operations.demo

account: environments ## make a staff account: NAME=… ROLE=operator|caseworker|supervisor|administrator|auditor (PLACE=code, DEPARTMENT=name, EMAIL=address)
	@$(MAIN) -m operations.api_command api.staff.create_account $(NAME) --role $(or $(ROLE),operator) $(if $(PLACE),--place $(PLACE)) \
	  $(if $(DEPARTMENT),--department $(DEPARTMENT)) $(if $(EMAIL),--email $(EMAIL))

backup: environments ## write a backup, into var/backups or FILE=…; the service may run
	@$(MAIN) -m operations.backup $(FILE)

restore: environments ## put a backup back: FILE=… (REPLACE=1: also over a database that holds records)
	@$(MAIN) -m operations.restore $(FILE) $(if $(REPLACE),--replace) $(if $(ACCEPT_LOSS),--accept-loss)

rotate-key: environments ## put everything that is kept encrypted under the new ENCRYPTION_KEY
	@$(MAIN) -m operations.api_command api.rotate_key $(if $(ACCEPT_LOSS),--accept-loss)

verify-audit: environments ## follow the chain of the audit trail to its end (ANCHOR=…: an end noted before)
	@$(MAIN) -m operations.api_command api.audit.verify $(if $(ANCHOR),--anchor $(ANCHOR))

bundle: environments ## write one file that installs on a machine without a network, into var/bundles or FILE=…
	@$(MAIN) -m operations.bundle $(FILE)
