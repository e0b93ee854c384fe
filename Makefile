# What people type. `make help` lists it; the work is done by Maven and the scripts in dev/.
MVN ?= mvn -B -ntp
export JAVA_HOME := $(shell dev/find-jdk 25)

sources := pom.xml $(shell find src/main .mvn dev/install-cli dev/training -type f)

.DEFAULT_GOAL := help
.PHONY: help build run test soak chaos upgrade-rehearsal check format golden bench bench-load bench-scale bench-xds manifests uninstall image clean jdk bundle check-alerts audit

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

build: target/higuma ## the control plane, and the command line target/higuma

run: jdk ## build, start a local Kubernetes and Higuma, show them at work; CLUSTER=current IMAGE=… installs into your cluster
	@MAKE="$(MAKE)" CLUSTER="$(CLUSTER)" IMAGE="$(IMAGE)" YES="$(YES)" dev/run

test: jdk ## everything that proves it: unit, golden and integration tests against a real API server
	dev/cluster build
	dev/envoy build
	dev/validate-bundle --build
	$(MVN) -q spotless:check
	$(MVN) verify
	dev/install-cli

soak: build ## kill the control plane KILLS times (300) at random points of what SEED gives (a new one), and see that the cluster comes to the same end
	@seed=$(or $(SEED),$$(date +%s)); echo "to repeat it: make soak SEED=$$seed KILLS=$(or $(KILLS),300)"; \
	$(MVN) -q test-compile failsafe:integration-test failsafe:verify -Dit.test=ConvergenceIT \
		-Dhiguma.soak.seed=$$seed -Dhiguma.soak.kills=$(or $(KILLS),300)

chaos: build ## on two replicas, each fault of docs/reliability.md and what it costs, in ten minutes once it is built; the table is written to target/chaos.md
	$(MVN) -q test-compile failsafe:integration-test failsafe:verify -Dit.test=Chaos \
		$(if $(ADMISSIONS),-Dhiguma.chaos.admissions=$(ADMISSIONS))

upgrade-rehearsal: build ## replace replicas of the commit FROM by those of this build, under load
	MVN="$(MVN)" dev/upgrade-rehearsal "$(FROM)"

check: jdk ## format, generated files, lint; fails when that changes a file
	$(MVN) -q spotless:apply
	$(MVN) -q test -Dtest=ReferenceDocsTest,ArchitectureTest,ManifestsTest -Dhiguma.golden=rewrite
	git diff --exit-code

check-alerts: ## check the alert rules and what raises them; needs promtool on the PATH
	dev/check-alerts

format: jdk ## format the sources
	$(MVN) -q spotless:apply

golden: jdk ## write the golden files and the reference anew; read the diff before you commit it
	$(MVN) -q test -Dhiguma.golden=rewrite

bench: jdk ## benchmarks of the hot path; ARGS goes to JMH
	$(MVN) -q -Pbench test $(if $(ARGS),-Dbench.args="$(ARGS)")

bench-load: build ## start, memory and load of the packaged control plane on a local cluster
	bench/load

bench-scale: build ## pods that turn Running all at once: time to the last Dataplane, CPU, memory; ARGS: numbers of pods
	bench/scale $(ARGS)

bench-xds: build ## simulated data planes that ask for their configuration all at once, and a changed endpoint; ARGS: numbers of them (100 1000)
	MVN="$(MVN)" bench/xds $(ARGS)

manifests: ## all of deploy/ as one file, target/install.yaml; IMAGE names the image
	@mkdir -p target
	dev/manifests "$(IMAGE)" >target/install.yaml

bundle: jdk ## the bundle and catalog of the Operator Lifecycle Manager, target/olm; IMAGE names the image of the control plane
	$(MVN) -q test -Dtest=BundleTest -Dhiguma.image="$(IMAGE)"
	dev/validate-bundle target/olm/bundle
	@echo "The bundle is in target/olm: docs/install.md says how to go on"

uninstall: ## take Higuma out of the current cluster, webhooks first; ALL=yes takes the CRDs and all objects of meshes as well
	dev/uninstall $(if $(filter yes,$(ALL)),--all)

image: ## the container image; IMAGE names it
	docker build -t $(or $(IMAGE),higuma:0.1.0) .

audit: ## known vulnerabilities of what the build is made of (target/sbom.json); says so when it can't be found out
	@dev/audit

clean: ## remove what was built; the local Kubernetes stays in the user's cache
	rm -rf target

jdk:
	@test -n "$(JAVA_HOME)"

target/higuma: $(sources) | jdk
	@echo "Building Higuma (about a minute the first time, while Maven downloads)"
	@$(MVN) -q package -DskipTests
	@dev/install-cli
	@touch $@
