"""Figures with the bars they are held to, as Markdown and as JSON."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- bench: begin -->"
END = "<!-- bench: end -->"


@dataclass
class Row:
    """A figure. `at_most` or `at_least` is the bar, in the figure's unit; neither where there is none."""

    section: str
    what: str
    figure: float
    unit: str
    at_most: float = None
    at_least: float = None
    note: str = ""

    @property
    def met(self):
        """Whether the bar is met; `None` where there is none."""
        if self.at_most is not None:
            return self.figure <= self.at_most
        if self.at_least is not None:
            return self.figure >= self.at_least
        return None

    def markdown(self):
        """A line of the table."""
        bar = "" if self.met is None else f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"
        verdict = {None: "", True: "met", False: "**not met**"}[self.met]
        return f"| {self.what} | {written(self.figure, self.unit)} | {bar and written_bar(bar, self.unit)} | {verdict} | {self.note} |"


def written(figure, unit):
    """A figure as people read it: three digits."""
    digits = 0 if abs(figure) >= 100 else 1 if abs(figure) >= 10 else 2
    return f"{figure:.{digits}f} {unit}"


def written_bar(bar, unit):
    """A bar with its unit."""
    return f"{bar} {unit}"


def markdown(rows, about):
    """A table a section, below what was measured and on what."""
    lines = [about]
    sections = dict.fromkeys(row.section for row in rows)
    for section in sections:
        lines += ["", f"### {section}", "", "| what | figure | bar | | |", "|---|---|---|---|---|"]
        lines += [row.markdown() for row in rows if row.section == section]
    barred = [row for row in rows if row.met is not None]
    lines += ["", f"{sum(row.met for row in barred)} of {len(barred)} bars are met."]
    return "\n".join(lines) + "\n"


def as_json(rows):
    """The same for programs."""
    return [{**vars(row), "met": row.met} for row in rows]


def put_into(file, text):
    """Puts the tables between the markers of a file."""
    old = Path(file).read_text(encoding="utf-8")
    before, rest = old.split(BEGIN)
    _, after = rest.split(END)
    Path(file).write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


def machine():
    """The machine in a few words."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":")[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()} {platform.release()}"
