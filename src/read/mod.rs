//! Readers: bytes of any known format become transcripts; what can't be read is named and skipped.
