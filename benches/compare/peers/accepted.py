"""Writes those patterns that every program understands: what Python or DuckDB refuses is left out for all.

    python accepted.py PATTERNS OUT
"""

import json
import re
import sys

import duckdb


def understood(connection, regex):
    try:
        re.compile(regex)
        connection.execute("SELECT regexp_matches('', ?)", [regex]).fetchall()
    except (re.error, duckdb.Error):
        return False
    return True


def main(patterns, out):
    connection = duckdb.connect()
    with open(patterns, encoding="utf-8") as file:
        all_patterns = json.load(file)["patterns"]
    kept = [p for p in all_patterns if p["literals"] or understood(connection, p["regex"])]
    with open(out, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
