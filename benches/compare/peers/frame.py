"""Looks for patterns in what agents say with Polars on one thread (POLARS_MAX_THREADS): one query, a column a pattern.

    python frame.py PATTERNS TRANSCRIPTS
"""

import json
import sys

import polars as pl


def condition(pattern):
    text = pl.col("text").str
    literals = pattern["literals"]
    if len(literals) == 1:
        return text.contains(literals[0], literal=True)
    return text.contains_any(literals) if literals else text.contains(pattern["regex"])


def main(patterns, transcripts):
    with open(patterns, encoding="utf-8") as file:
        counts = [condition(p).sum().alias(str(n)) for n, p in enumerate(json.load(file))]
    schema = {"turns": pl.List(pl.Struct({"role": pl.String, "text": pl.String}))}
    turns = pl.read_ndjson(transcripts, schema=schema).select("turns").explode("turns").unnest("turns")
    print(sum(turns.lazy().filter(pl.col("role") == "agent").select(counts).collect().row(0)))


if __name__ == "__main__":
    main(*sys.argv[1:])
