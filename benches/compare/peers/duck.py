"""Looks for patterns in what agents say with DuckDB on one thread: one query, a column a pattern.

    python duck.py PATTERNS TRANSCRIPTS
"""

import json
import sys

import duckdb


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def condition(pattern):
    if pattern["literals"]:
        return " OR ".join(f"contains(text, {quoted(literal)})" for literal in pattern["literals"])
    return f"regexp_matches(text, {quoted(pattern['regex'])})"


def main(patterns, transcripts):
    with open(patterns, encoding="utf-8") as file:
        counts = [f"count(*) FILTER (WHERE {condition(p)})" for p in json.load(file)]
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute(
        f"""CREATE TEMP TABLE turns AS
        SELECT turn.text AS text
        FROM (SELECT unnest(turns) AS turn FROM read_json({quoted(transcripts)}, format = 'newline_delimited',
              columns = {{turns: 'STRUCT("role" VARCHAR, "text" VARCHAR)[]'}}))
        WHERE turn.role = 'agent'"""
    )
    row = connection.execute(f"SELECT {', '.join(counts)} FROM turns").fetchone()
    print(sum(row))


if __name__ == "__main__":
    main(*sys.argv[1:])
