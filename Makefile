JAVA_HOME := $(shell dev/find-jdk 25)
export JAVA_HOME
MVN ?= mvn -B -ntp

.DEFAULT_GOAL := help
.PHONY: help build golden bench bench-load

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

build: ## the application and the command line target/higuma, without tests
	$(MVN) -q package -DskipTests
	dev/install-cli

golden: ## write the golden files anew; read the diff before you commit it
	$(MVN) -q test -Dhiguma.golden=rewrite

bench: ## benchmarks of injection: time and memory of a review
	$(MVN) -q -Pbench test

bench-load: build ## start, memory and load of the packaged control plane on a local cluster
	bench/load
