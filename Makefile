# The commands of the project; `make test` is all that CI runs.

.PHONY: test test-parquet test-large fmt lint doc bench rules learn wheel browser-test work gallery fuzz wheel-test

# Everything that must pass. The test runner comes last, so that its closing lines are the last ones printed.
test: fmt lint doc browser-test work wheel-test
	cargo test --locked --lib --bins --tests
	cargo test --locked --doc

# What reads Parquet and Arrow, which `make test` does not build: before a change of it, and before a release.
test-parquet:
	cargo clippy --locked --features parquet --all-targets -- -D warnings
	cargo test --locked --features parquet --lib --test matrix --test tables --test columnar

# A million conversations, and lines of hundreds of megabytes; takes minutes, before a release.
test-large:
	cargo test --locked --release --test faults -- --ignored

fmt:
	cargo fmt --check

lint:
	cargo clippy --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet

# The HTML report in a real browser: Debian's Chromium and npm packages, installed where they are missing.
browser-test:
	tests/browser/prepare.sh
	cargo build --locked
	cd tests/browser && node --test report.test.mjs

# The pictures of the README, from the fixtures; needs a font with Chinese characters (fonts-noto-cjk).
gallery:
	tests/browser/prepare.sh
	cargo build --locked
	mkdir -p docs/images
	cd tests/browser && HUASHU_GALLERY=1 node --test --test-name-pattern=pictures report.test.mjs

# Rules on their own examples, on these changed, and every phrase at work, with the built binary.
CORPUS = $(addprefix --corpus=,fixtures $(wildcard tests/gold/*.jsonl tests/seeds/*.txt))
rules:
	cargo run --locked --release --quiet -- test --strict --mutate --coverage $(CORPUS)

# The model of the built-in rules, from the labelled examples; the same examples give the same file.
TAUGHT = $(addprefix tests/gold/taught/,privacy.jsonl promise.jsonl proper.jsonl request.jsonl tone.jsonl word.jsonl refuse.jsonl variants.jsonl)
learn:
	cargo run --locked --release --quiet -- learn $(sort $(wildcard tests/gold/*.jsonl)) tests/gold/taught/functions.jsonl \
		$(TAUGHT) $(TAUGHT) $(TAUGHT) --learn tone,word/vague,privacy/ask-secret,promise/deadline,request/qing-hao \
		--together tone=tone --aside refuse --precision 0.97 --own-examples --output rules/models/pack.model

# Speed and memory beside a mere parse and beside other programs; renews the tables of docs/performance.md. It installs
# what it needs; benches/compare/measures.py lists the settings (SIZE=100, SECTIONS="speed start", HUASHU=a binary …).
bench:
	benches/compare/run

# Instructions of a start and of a conversation, against what is recorded. Valgrind, installed where it is missing.
work:
	tests/work/run

# A Python wheel with the binary, built for release, installed and run; needs Python, takes minutes.
wheel:
	.ci/wheel

# The same with the build that tests have anyway.
wheel-test:
	PROFILE=dev .ci/wheel

# Every fuzz target for FUZZ_SECONDS; installs cargo-fuzz if it is not there. Built once, in a few minutes: without a sanitizer
# no nightly compiler is needed. FUZZ="read_any judge" runs only these.
FUZZ_SECONDS ?= 30
FUZZ_BUILD = --sanitizer none --codegen-units 16
fuzz:
	cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
	cargo fuzz build $(FUZZ_BUILD)
	set -e; for target in $(or $(FUZZ),$$(cargo fuzz list)); do \
		cargo fuzz run $(FUZZ_BUILD) $$target -- -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -rss_limit_mb=2048; \
	done
