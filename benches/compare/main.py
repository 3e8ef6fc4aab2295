"""Measures, prints a table, and puts it into docs/performance.md: see measures.py for the settings.

SECTIONS  what to measure ("speed start rules memory"); only all of them together renew docs/performance.md
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import measures
from measures import SECTIONS, Bench
from table import as_json, machine, markdown, put_into

DOCS = "docs/performance.md"
WORK = "target/bench"


def main():
    chosen = os.environ.get("SECTIONS", " ".join(SECTIONS)).split()
    bench = Bench(WORK, Path(sys.executable).parent)
    begin, load = time.time(), os.getloadavg()[0]
    rows = []
    for name in chosen:
        for row in SECTIONS[name](bench):
            rows.append(row)
            print(f"{name}: {row.markdown()}", file=sys.stderr, flush=True)
    version = subprocess.run([measures.HUASHU, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    about = (
        f"{version}; {machine()}; {time.strftime('%Y-%m-%d', time.gmtime(begin))}, {time.time() - begin:.0f} seconds"
        f" altogether. Other work kept {load:.1f} processors busy at the beginning."
    )
    text = markdown(rows, about)
    print(text)
    report = {"about": about, "rows": as_json(rows), "runs": bench.records}
    Path(WORK, "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    if set(chosen) == set(SECTIONS):
        put_into(DOCS, text)


if __name__ == "__main__":
    main()
