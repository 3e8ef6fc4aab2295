# The commands of the project; `make test` is all that CI runs.

.PHONY: test fmt lint doc bench rules wheel

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

# A Python wheel with the binary, built for release, installed and run; needs Python, takes minutes.
wheel:
	.ci/wheel
