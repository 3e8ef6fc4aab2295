//! Clocks: gaps, waits, holds and overlaps of a conversation, derived from its turns and events.
