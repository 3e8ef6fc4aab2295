# The commands of the project; `make test` is all that CI runs.

.PHONY: test fmt lint doc bench rules learn wheel browser-test gallery fuzz

# Everything that must pass. The test runner comes last, so that its closing lines are the last ones printed.
test: fmt lint doc browser-test
	cargo test --locked --lib --bins --tests
	cargo test --locked --doc

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

# Rules on their own examples, with the built binary.
rules:
	cargo run --locked --release --quiet -- test

# The model of the built-in rules, from the labelled examples; the same examples give the same file.
TAUGHT = $(addprefix tests/gold/taught/,privacy.jsonl promise.jsonl proper.jsonl request.jsonl tone.jsonl word.jsonl refuse.jsonl)
learn:
	cargo run --locked --release --quiet -- learn $(sort $(wildcard tests/gold/*.jsonl)) tests/gold/taught/functions.jsonl \
		$(TAUGHT) $(TAUGHT) $(TAUGHT) --learn tone,word/vague,privacy/ask-secret,promise/deadline,request/qing-hao \
		--together tone=tone --aside refuse --precision 0.97 --own-examples --output rules/models/pack.model

bench:
	cargo bench --locked

# A Python wheel with the binary, built for release, installed and run; needs Python, takes minutes.
wheel:
	.ci/wheel
# Every fuzz target for FUZZ_SECONDS; needs a nightly toolchain, and installs cargo-fuzz if it is not there.
FUZZ_SECONDS ?= 30
fuzz:
	cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
	set -e; for target in $$(cargo fuzz list); do \
		cargo +nightly fuzz run $$target -- -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -rss_limit_mb=2048; \
	done
