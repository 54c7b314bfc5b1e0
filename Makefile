# On a fresh Debian machine with a Swift toolchain, `make demo` and `make test` need nothing else: they install the
# packages they miss. Root is asked for (sudo) only there and in the lab.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT := $(shell command -v swift 2>/dev/null || \
    ls /opt/swift/usr/bin/swift /usr/share/swift/usr/bin/swift /usr/lib/swift/usr/bin/swift 2>/dev/null | head -n 1)
ifneq ($(SWIFT),)
export PATH := $(dir $(SWIFT)):$(PATH)
endif

PREFIX ?= /usr/local
DESTDIR ?=
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSCONFDIR ?= /etc

PROGRAMS := swiftlvsd swiftlvsctl swiftlvs-agent
# The static runtime has a build folder of its own: switching it in one folder compiles everything anew.
STATIC := -c release --static-swift-stdlib --scratch-path .build-static
STATIC_BIN = $(shell $(SWIFT) build $(STATIC) --show-bin-path)

BUILD_PACKAGES := libnl-3-dev libnl-genl-3-dev libpcap-dev libpcre2-dev libsqlite3-dev pkg-config
LAB_PACKAGES := user-mode-linux kmod keepalived ipvsadm frr iproute2 nftables nginx-light dnsmasq-base curl tcpdump procps

.PHONY: help demo test bench build lint format broken-rules install packages build-packages toolchain

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: packages toolchain ## two load balancers, three real servers, a client: what happens when parts of it die
	@for product in $(PROGRAMS) lvs-demo; do $(SWIFT) build $(STATIC) --product $$product || exit 1; done
	lab/run $(STATIC_BIN)/lvs-demo

test: packages toolchain ## every test: units here, the lab tests on a kernel that has IPVS
	@tools/test

bench: packages toolchain ## how fast tables, failovers, groups and topologies are, beside keepalived (SIZE=1000: that table alone)
	@for product in $(PROGRAMS) lvs-bench; do $(SWIFT) build $(STATIC) --product $$product || exit 1; done
	@mkdir -p dist
	LAB_RESULTS=dist lab/run $(STATIC_BIN)/lvs-bench --json $(CURDIR)/dist/bench.json $(foreach size,$(SIZE),--size $(size))
	LAB_RESULTS=dist lab/run --net $(STATIC_BIN)/lvs-bench vrrp --json $(CURDIR)/dist/bench-vrrp.json
	LAB_RESULTS=dist lab/run --net $(STATIC_BIN)/lvs-bench groups --json $(CURDIR)/dist/bench-groups.json
	LAB_RESULTS=dist lab/run --net $(STATIC_BIN)/lvs-bench checks --only loop --only parse --json $(CURDIR)/dist/bench-checks.json
	LAB_RESULTS=dist lab/run $(STATIC_BIN)/lvs-bench checks --only daemons --only deaths --json $(CURDIR)/dist/bench-checked-daemons.json
	LAB_RESULTS=dist lab/run $(STATIC_BIN)/lvs-bench topology --json $(CURDIR)/dist/bench-topology.json

build: build-packages toolchain ## release executables with a static Swift runtime, stripped, in dist/
	@for product in $(PROGRAMS); do $(SWIFT) build $(STATIC) --product $$product || exit 1; done
	@mkdir -p dist
	@for product in $(PROGRAMS); do strip -o dist/$$product $(STATIC_BIN)/$$product || exit 1; done
	@ls -l dist

lint: toolchain ## check format, import rings and house rules
	@tools/lint

format: toolchain ## swift-format in place
	$(SWIFT) format --in-place --recursive --parallel --configuration .swift-format Package.swift Sources Tests lab Examples Fuzz

broken-rules: build-packages toolchain ## break rules on purpose: the tests that guard them must go red
	@tools/broken-rules

install: ## what `make build` left in dist/, the units, example configurations and the topology's schema (DESTDIR, PREFIX)
	@for product in $(PROGRAMS); do [ -x dist/$$product ] || { echo "dist/$$product is missing: make build" >&2; exit 1; }; done
	install -D -m 755 dist/swiftlvsd $(DESTDIR)$(PREFIX)/sbin/swiftlvsd
	install -D -m 755 dist/swiftlvsctl $(DESTDIR)$(PREFIX)/bin/swiftlvsctl
	install -D -m 755 dist/swiftlvs-agent $(DESTDIR)$(PREFIX)/sbin/swiftlvs-agent
	install -d $(DESTDIR)$(UNITDIR)
	@for unit in swiftlvsd.service swiftlvs-agent.service swiftlvs-real-server@.service; do \
		sed 's|/usr/sbin/|$(PREFIX)/sbin/|g; s|/usr/bin/|$(PREFIX)/bin/|g' systemd/$$unit >$(DESTDIR)$(UNITDIR)/$$unit || exit 1; done
	install -D -m 644 contrib/swiftlvsd.conf $(DESTDIR)$(SYSCONFDIR)/swiftlvsd/swiftlvsd.conf.example
	install -D -m 644 contrib/agent.conf $(DESTDIR)$(SYSCONFDIR)/swiftlvsd/agent.conf.example
	install -D -m 644 contrib/topology.schema.json $(DESTDIR)$(PREFIX)/share/swiftlvsd/topology.schema.json

packages: ## install the Debian packages that are missing
	@tools/packages $(BUILD_PACKAGES) $(LAB_PACKAGES)

build-packages:
	@tools/packages $(BUILD_PACKAGES)

toolchain:
	@[ -n "$(SWIFT)" ] || { echo "no Swift toolchain on PATH, /opt/swift, /usr/share/swift or /usr/lib/swift" >&2; exit 1; }
