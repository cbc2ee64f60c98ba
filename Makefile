# What one types. Everything else is `guildhall`'s own: see `.build/release/guildhall help`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help packages test-packages package-tools toolchain build run test bench manual install deb lint format \
    clean

STATE := $(or $(GUILDHALL_STATE),.guildhall)

# Debian's names. The programs that `guildhall up` starts, and what the build links.
PACKAGES := curl libcurl4-openssl-dev libfcgi-dev libhiredis-dev libpq-dev libsodium-dev \
    libvips-tools nginx openssl pkg-config postgresql-15 redis-server zlib1g-dev
PACKAGE_TOOLS := chrpath dpkg-dev
TEST_PACKAGES := $(PACKAGE_TOOLS) chromium lintian prometheus python3 python3-dateutil \
    python3-feedparser python3-icalendar python3-pil python3-venv systemd wrk
# From PyPI: Debian has no validator of OpenAPI 3.1.
OPENAPI_VALIDATOR := .build/openapi/bin/openapi-spec-validator
PEER := .build/peer/bin/uvicorn

VERSION := 1.0.0
PREFIX := /usr/local
PROGRAMS := guildhall guildhall-responder guildhall-hasher guildhall-thumbnailer guildhall-worker

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1 \2/p' $(MAKEFILE_LIST) \
	    | while read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

packages: ## Install the Debian packages that are missing
	@$(call install,$(PACKAGES))

test-packages: packages
	@$(call install,$(TEST_PACKAGES))

package-tools:
	@$(call install,$(PACKAGE_TOOLS))

toolchain:
	@command -v swift > /dev/null || { \
	    echo 'swift is not on PATH. Add its directory to PATH, or install Swift 6.2 or later:'; \
	    echo 'https://www.swift.org/install/linux'; exit 1; } >&2

build: toolchain ## Build the programs, optimised, in .build/release
	@for program in $(PROGRAMS); do \
	    swift build -c release --static-swift-stdlib --product $$program; done

run: packages build ## Start everything with demo data; Ctrl-C stops it
	@exec .build/release/guildhall up

$(OPENAPI_VALIDATOR): | test-packages
	@/usr/bin/python3 -m venv .build/openapi
	@.build/openapi/bin/pip install --quiet openapi-spec-validator==0.9.0

test: test-packages build $(OPENAPI_VALIDATOR) ## Run all tests, on throwaway stacks of their own
	@swift build --build-tests
	@$(MAKE) --no-print-directory deb > .build/deb.log 2>&1 || { cat .build/deb.log >&2; exit 1; }
	@scratch=$$(mktemp -d /tmp/guildhall-test-XXXXXX); trap 'rm -rf "$$scratch"' EXIT; \
	chmod 755 "$$scratch"; \
	TMPDIR=$$scratch SWIFT_BACKTRACE=registers=none,images=none,threads=crashed,interactive=no \
	    swift test --skip-build 2>&1 \
	    | tee "$$scratch/log" | sed -u '/ started\.$$/d' || true; \
	awk '$(sum_up)' "$$scratch/log"

# What `make bench` compares with, see Tests/Benchmarks/peer.py.
$(PEER): | test-packages
	@/usr/bin/python3 -m venv .build/peer
	@.build/peer/bin/pip install --quiet fastapi==0.165.0 uvicorn==0.54.0 uvloop==0.23.0 \
	    httptools==0.9.0 asyncpg==0.32.0 orjson==3.13.0

bench: test-packages build $(PEER) ## Measure against floors, bounds and the recorded figures
	@swift build -c release --static-swift-stdlib --product benchmarks
	@.build/release/benchmarks $(BENCH)

manual: toolchain
	@swift package --allow-writing-to-package-directory generate-manual --configuration debug \
	    --date "$$(date -I)" > .build/manual.log 2>&1 || { cat .build/manual.log >&2; exit 1; }

install: build manual ## Install below DESTDIR and PREFIX (default /usr/local)
	@install -d "$(DESTDIR)$(PREFIX)/lib/guildhall" "$(DESTDIR)$(PREFIX)/bin"
	@for program in $(PROGRAMS); do \
	    install -s -m 755 ".build/release/$$program" "$(DESTDIR)$(PREFIX)/lib/guildhall/"; done
	@ln -sf ../lib/guildhall/guildhall "$(DESTDIR)$(PREFIX)/bin/guildhall"
	@for file in $$(find sql nginx -type f \( -name '*.sql' -o -name '*.conf' -o -path '*/html/*' \) \
	        -not -path '*/debian/*'); do \
	    install -D -m 644 "$$file" "$(DESTDIR)$(PREFIX)/share/guildhall/$$file"; done
	@install -d "$(DESTDIR)$(PREFIX)/share/man/man1"
	@gzip -9nc .build/plugins/GenerateManual/outputs/guildhall/guildhall.1 \
	    > "$(DESTDIR)$(PREFIX)/share/man/man1/guildhall.1.gz"
	@for unit in nginx/systemd/*; do \
	    sed 's|/usr/\(bin\|lib\|share\)/guildhall|$(PREFIX)/\1/guildhall|' "$$unit" \
	        | install -D -m 644 /dev/stdin "$(DESTDIR)/lib/systemd/system/$${unit##*/}"; done
	@install -D -m 644 nginx/debian/sysusers.conf "$(DESTDIR)/usr/lib/sysusers.d/guildhall.conf"
	@install -D -m 644 nginx/debian/places "$(DESTDIR)$(PREFIX)/share/guildhall/environment"
	@install -D -m 644 nginx/debian/logrotate "$(DESTDIR)/etc/logrotate.d/guildhall"
	@install -D -m 644 nginx/debian/environment "$(DESTDIR)/etc/guildhall/environment"

deb: package-tools ## Build a Debian package in .build/deb
	@nginx/debian/build $(VERSION) .build/deb

lint: toolchain ## Check the style
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests

format: toolchain ## Put the source text in style
	@swift format format --in-place --parallel --recursive Package.swift Sources Tests

clean: ## Remove what was built, and the demo data
	@if [ -e $(STATE)/lock ] && ! flock -n $(STATE)/lock true; then \
	    echo 'guildhall runs: stop it first' >&2; exit 1; fi
	@for part in run postgres; do \
	    [ ! -L $(STATE)/$$part ] || rm -rf -- "$$(readlink -f $(STATE)/$$part)"; done
	@rm -rf .build $(STATE)

# Says again what failed, and ends with the numbers. A run that breaks off has no closing line of its
# own and counts as failed. Tests are counted from that line, since a parallel run does not print
# every test.
define sum_up
/ Test run with [0-9]+ tests? / && / (passed|failed) after / { \
    match($$0, /with [0-9]+/); total = substr($$0, RSTART + 5, RLENGTH - 5); \
    broken = ($$0 ~ / failed after /); next } \
/ recorded an issue / || /Fatal error/ { print } \
/^[^ ]+ Test .* failed after / { failed++; print } \
END { if (!total || (broken && !failed)) failed++; \
    printf("%d passed, %d failed\n", (total > failed ? total - failed : 0), failed); \
    exit failed > 0 }
endef

# Debian starts a service when it is installed; a policy (see invoke-rc.d(8)) that says no for the
# time keeps ports 80, 5432 and 6379 free. One that is there already is left alone.
define install
missing=; for package in $(1); do \
    dpkg-query -W -f '$${db:Status-Status}' $$package 2> /dev/null | grep -qx installed \
        || missing+=" $$package"; \
done; \
[ -n "$$missing" ] || exit 0; \
if [ "$$(id -u)" = 0 ]; then sudo=; \
elif command -v sudo > /dev/null && { sudo -n true 2> /dev/null || [ -t 0 ]; }; then sudo=sudo; \
else echo "Missing packages; as root: apt-get install$$missing" >&2; exit 1; fi; \
echo "Installing$$missing"; \
policy=/usr/sbin/policy-rc.d; \
if [ ! -e $$policy ]; then \
    trap '$$sudo rm -f $$policy' EXIT; \
    printf '#!/bin/sh\nexit 101\n' | $$sudo tee $$policy > /dev/null; $$sudo chmod 755 $$policy; \
fi; \
$$sudo apt-get update -q; \
$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing
endef
