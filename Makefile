# The commands of the project; `make test` is all that CI runs.

.PHONY: test fmt lint doc bench rules fuzz

# Everything that must pass. The test runner comes last, so that its closing lines are the last ones printed.
test: fmt lint doc
	cargo test --locked --lib --bins --tests
	cargo test --locked --doc

fmt:
	cargo fmt --check

lint:
	cargo clippy --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet

# Rules on their own examples, with the built binary.
rules:
	cargo run --locked --release --quiet -- test

bench:
	cargo bench --locked

# Every fuzz target for FUZZ_SECONDS; needs a nightly toolchain, and installs cargo-fuzz if it is not there.
FUZZ_SECONDS ?= 30
fuzz:
	cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
	set -e; for target in $$(cargo fuzz list); do \
		cargo +nightly fuzz run $$target -- -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -rss_limit_mb=2048; \
	done
