# A thin list of verbs: Maven does the Java work, tools/setup finds or installs everything else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build test fuzz demo bench soak fmt images clean

ENV := source .tools/env

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: ## find a JDK 25, install Envoy and Redis for the build
	@tools/setup

build: setup ## build the runnable jars, without tests
	@$(ENV) && tools/build

test: ## everything the project promises: unit, contract and integration tests, Envoy and chart checks
	@tools/setup helm interop browser
	@$(ENV) && mvn -B verify
	@$(ENV) && envoy/check.sh
	@$(ENV) && helm/check.sh

fuzz: setup ## fuzz what a client's bytes reach, a minute each (ARGS="300 Nimbus": longer, one of them)
	@$(ENV) && mvn -B -q -pl ext-authz-server -am package -DskipTests && tools/fuzz $(ARGS)

demo: build ## start the whole system and walk through it (ARGS=--once: check every step, then stop)
	@$(ENV) && tools/foreground java -jar quickstart/target/quickstart.jar $(ARGS)

bench: ## re-measure the tables of docs/performance.md (QUICK=1: under five minutes)
	@tools/setup h2load
	@$(ENV) && mvn -B -q package -DskipTests && tools/bench $(if $(QUICK),--quick)

soak: setup ## the fault matrix and the searches at full length (ARGS='Protocol*Test': a part)
	@$(ENV) && tools/soak $(ARGS)

fmt: setup ## format the sources
	@$(ENV) && mvn -B -q spotless:apply

images: setup ## build the container images (there are none yet)
	@$(ENV) && { test -x tools/images || { echo "make images: there are no container images yet" >&2; exit 1; }; } && tools/images

clean: setup ## remove what was built; .tools stays
	@$(ENV) && mvn -B -q clean && rm -rf target
