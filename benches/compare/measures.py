"""What is measured. Every figure with a bar states the bar; settings are environment variables.

What runs on one thread is measured in seconds of a processor, so that the figures hold on a machine that others use as
well; on an idle one they are those of the clock. What is about the clock itself, threads and starts, is the fastest run.

SIZE      megabytes of the realistic mix (10); WORST of the worst case (2)
RUNS      how often each program runs at the most (5), within SECONDS seconds each (30)
PATTERNS  how many patterns the other programs look for (250)
MEMORY    sizes at which memory is measured, in megabytes ("10 100")
SINGLE    sizes of a single conversation, in megabytes ("2 20 200"), as far as PATIENCE seconds (600) are enough for it
"""

import json
import os
import subprocess
from pathlib import Path

import rulesets
from process import Program, interleave
from table import Row

HUASHU = os.environ.get("HUASHU", "target/release/huashu")
TOOL = os.environ.get("BENCH_TOOL", "target/release/examples/bench-tool")
PEERS = Path(__file__).parent / "peers"
JUDGED = (0, 1)
"""Exit codes of `check`: the gate passed or failed."""


def number(name, default):
    """A setting."""
    return int(os.environ.get(name, default))


class Bench:
    """The folder that everything happens in, and what is made there."""

    def __init__(self, work, bin_):
        self.work = Path(work).resolve()
        self.bin = Path(bin_)
        self.work.mkdir(parents=True, exist_ok=True)
        self.env = {"HUASHU_CACHE_DIR": str(self.work / "cache")}
        self.runs = number("RUNS", 5)
        self.seconds = number("SECONDS", 30)
        self.records = {}

    def conversations(self, mix, layout, megabytes):
        """A file of conversations, made once by each build of the tool."""
        file = self.work / f"{mix}-{megabytes}.{'jsonl' if layout == 'lines' else f'{layout}.json'}"
        if not file.exists() or file.stat().st_mtime < Path(TOOL).stat().st_mtime:
            part = file.with_suffix(".part")
            with open(part, "wb") as out:
                options = ["--mix", mix, "--layout", layout, "--bytes", str(megabytes * 1_000_000)]
                subprocess.run([TOOL, "generate", *options], stdout=out, check=True)
            part.rename(file)
        return file

    def check(self, file, *options, cache=True):
        """`huashu check` on a file, the report written to a file."""
        env = self.env if cache else {"HUASHU_CACHE_DIR": "off"}
        argv = [HUASHU, "check", "--quiet", str(file), *options]
        return Program(argv, JUDGED, env, str(self.work / "report.out"))

    def draft(self, cache=True):
        """`huashu draft` on a sentence."""
        env = self.env if cache else {"HUASHU_CACHE_DIR": "off"}
        return Program([HUASHU, "draft", "--quiet", "您好，这个我们也没办法。"], JUDGED, env)

    def peer(self, name, *arguments, **env):
        """A script of `peers/`."""
        out = str(self.work / f"{name}.out")
        return Program([str(self.bin / "python"), str(PEERS / name), *map(str, arguments)], env=env, out=out)

    def interleave(self, **programs):
        """Runs programs turn about and keeps their figures for the JSON report."""
        interleave(programs.values(), self.runs, self.seconds)
        for name, program in programs.items():
            runs = [vars(run) for run in program.runs]
            self.records[name] = {"argv": program.argv, "runs": runs}


class Parse:
    """A plain parse, which times itself: what `Program` is for programs."""

    def __init__(self, file):
        self.program = Program([TOOL, "parse", "--runs", "3", str(file)], out=str(file) + ".parse")
        self.runs = []
        self.argv = self.program.argv
        self.seen = []

    def run(self):
        """Runs it once."""
        self.program.run()
        self.runs = self.program.runs
        self.seen.append(json.loads(Path(self.program.out).read_text(encoding="utf-8")))

    def seconds(self, what):
        """The median of all runs."""
        times = sorted(time for seen in self.seen for time in seen[what])
        return times[len(times) // 2]


def speed(bench):
    """The whole of `check` beside a mere parse, beside itself on more threads, and beside others on less work."""
    size, worst_size = number("SIZE", 10), number("WORST", 2)
    real = bench.conversations("realistic", "lines", size)
    worst = bench.conversations("worst", "lines", worst_size)
    one, two = ("--format", "jsonl", "--threads", "1"), ("--format", "jsonl", "--threads", "2")
    patterns, turns, regexes = peer_inputs(bench, real)
    parse, parse_worst = Parse(real), Parse(worst)
    single, double, everything = bench.check(real, *one), bench.check(real, *two), bench.check(real, "--format", "jsonl")
    single_worst = bench.check(worst, *one)
    rg = ["rg", "--threads", "1", "-o", "-N", "--regex-size-limit", "4G", "--dfa-size-limit", "4G"]
    peers = {
        "Python (json, pyahocorasick, re)": bench.peer("script.py", patterns, real),
        "Polars": bench.peer("frame.py", patterns, real, POLARS_MAX_THREADS="1"),
        "DuckDB": bench.peer("duck.py", patterns, real),
        "ripgrep": Program([*rg, "-f", regexes, turns], (0, 1), out=str(bench.work / "rg.out")),
    }
    same = bench.check(real, *one, *rulesets.same(bench.work / "same", bench.sources))
    same.run()
    bench.check(worst, *one).run()  # The rules are compiled and in the cache from now on.
    bench.interleave(
        parse=parse, parse_worst=parse_worst, one=single, two=double, all=everything, worst=single_worst, same=same, **peers
    )
    found = {name: Path(peer.out).read_text(encoding="utf-8") for name, peer in peers.items() if name != "ripgrep"}
    if len(set(found.values())) > 1:
        raise SystemExit(f"the other programs do not find the same: {found}")
    section = f"Speed: {size} MB as they come in ({parse.seen[0]['turns']:,} turns), {worst_size} MB of the worst case"
    rate = lambda seconds, megabytes=size: megabytes / seconds
    yield Row(section, "parse: serde_json into borrowed structs", rate(parse.seconds("serde_json")), "MB/s")
    yield Row(section, "parse: huashu's reader", rate(parse.seconds("reader")), "MB/s")
    yield Row(section, "check, one thread", rate(single.cpu), "MB/s", note="all rules, report written, start-up included")
    yield Row(section, "check, two threads", rate(double.fastest), "MB/s", note="by the clock")
    yield Row(section, f"check, all threads ({os.cpu_count()})", rate(everything.fastest), "MB/s", note="by the clock")
    yield Row(section, "check, one thread, worst case", rate(single_worst.cpu, worst_size), "MB/s")
    for name, what in [("serde_json", "serde_json"), ("reader", "huashu's reader")]:
        yield Row(section, f"check, one thread / {what}", single.cpu / parse.seconds(name), "×", at_most=4)
        ratio = single_worst.cpu / parse_worst.seconds(name)
        yield Row(section, f"worst case, one thread / {what}", ratio, "×", at_most=8)
    yield Row(section, "one thread / two threads", single.fastest / double.fastest, "×", at_least=1.7)
    kept = json.loads(Path(patterns).read_text(encoding="utf-8"))
    section = f"Other programs: {len(kept)} of the {bench.patterns_of:,} patterns, one thread, the same {size} MB"
    yield Row(section, "check of the same patterns", rate(same.cpu), "MB/s", note="a rule of a user, report written")
    for name, program in peers.items():
        bar = {"Polars": 4, "ripgrep": 8}.get(name, 15)
        note = f"{rate(program.cpu):.2f} MB/s"
        yield Row(section, f"{name} / check of the same patterns", program.cpu / same.cpu, "×", at_least=bar, note=note)
    for name, program in peers.items():
        yield Row(section, f"{name} / check with all rules", program.cpu / single.cpu, "×")


def peer_inputs(bench, real):
    """The patterns as JSON for scripts, what agents say a line a turn, and the patterns as a file of regexes."""
    exported, patterns = bench.work / "exported.json", bench.work / "patterns.json"
    turns, regexes = bench.work / "turns.txt", bench.work / "regexes.txt"
    with open(exported, "wb") as out:
        subprocess.run([TOOL, "patterns", "--most", str(number("PATTERNS", 250))], stdout=out, check=True)
    with open(turns, "wb") as out:
        subprocess.run([TOOL, "turns", str(real)], stdout=out, check=True)
    bench.peer("accepted.py", exported, patterns).run()
    bench.patterns_of = json.loads(exported.read_text(encoding="utf-8"))["of"]
    kept = json.loads(patterns.read_text(encoding="utf-8"))
    bench.sources = [pattern["source"] for pattern in kept]
    regexes.write_text("".join(pattern["regex"] + "\n" for pattern in kept), encoding="utf-8")
    return str(patterns), str(turns), str(regexes)


def memory(bench):
    """The most memory held, and whether it or the time a byte grows with the input."""
    sizes = [int(size) for size in os.environ.get("MEMORY", "10 100").split()]
    section = "Memory: the most held, all threads"
    first = bench.conversations("realistic", "lines", sizes[0])
    bench.check(first, "--format", "jsonl").run()  # The rules are compiled and in the cache from now on.
    cold = bench.check(first, "--format", "jsonl", cache=False)
    cold.run()
    bench.records["memory-cold"] = {"argv": cold.argv, "runs": [vars(cold.runs[0])]}
    for layout, format_ in [("lines", "jsonl"), ("array", "json")]:
        held, times = {}, {}
        for size in sizes:
            program = bench.check(bench.conversations("realistic", layout, size), "--format", format_)
            program.run()
            held[size], times[size] = program.rss / 1e6, program.cpu
            bench.records[f"memory-{format_}-{size}"] = {"argv": program.argv, "runs": [vars(program.runs[0])]}
            note = f"{size / program.cpu:.1f} MB a second of a processor"
            yield Row(section, f"{format_} in, {format_} out, {size} MB", held[size], "MB", at_most=100, note=note)
        for small, large in zip(sizes, sizes[1:]):
            what = f"{format_}: growth from {small} to {large} MB"
            yield Row(section, what, held[large] - held[small], "MB", at_most=16)
            a_byte = times[large] / large / (times[small] / small)
            yield Row(section, f"{format_}: time a byte, {large} MB / {small} MB", a_byte, "×")
    yield Row(section, f"jsonl, {sizes[0]} MB, without a cache", cold.rss / 1e6, "MB", note="the rules are compiled first")
    yield from one_conversation(bench, section)


def one_conversation(bench, section):
    """Single conversations, each ten times as long as the one before; none that would take longer than PATIENCE."""
    sizes = [int(size) for size in os.environ.get("SINGLE", "2 20 200").split()]
    times = {}
    for size in sizes:
        last = list(times.values())[-2:]
        expected = last[-1] * last[-1] / last[0] if len(last) == 2 else 0
        if expected > number("PATIENCE", 600):
            yield Row(section, f"a single conversation of {size} MB", expected, "s", note="not run: what it would take")
            return
        limits = ("--format", "jsonl", "--limit", "record=4G,turns=100M")
        program = bench.check(bench.conversations("realistic", "single", size), *limits)
        program.run()
        bench.records[f"single-{size}"] = {"argv": program.argv, "runs": [vars(program.runs[0])]}
        note = f"{size / program.cpu:.1f} MB a second of a processor; limits raised for it"
        yield Row(section, f"a single conversation of {size} MB", program.rss / 1e6, "MB", note=note)
        if times:
            before, took = list(times.items())[-1]
            a_byte = program.cpu / size / (took / before)
            yield Row(section, f"time a byte, single conversation, {size} MB / {before} MB", a_byte, "×")
        times[size] = program.cpu


def rules(bench):
    """How the time of a check grows with rules that users add."""
    size = number("WORST", 2)
    real = bench.conversations("realistic", "lines", size)
    section = f"Rules of a user: check of {size} MB, one thread, compiled rules in the cache"
    options = ("--format", "jsonl", "--threads", "1")
    for which, extra in [("alone", ("--no-builtin",)), ("beside the built-in rules", ())]:
        for kind, make, numbers, bars in [
            ("phrases", rulesets.lexicon, (500, 5000, 50_000), (1.5, 2.5)),
            ("regex rules", rulesets.regexes, (50, 500), (4,)),
        ]:
            programs = {}
            for count in numbers:
                folder = bench.work / f"{kind.split()[0]}-{count}"
                make(folder, count)
                programs[count] = bench.check(real, *options, "--rules", str(folder), *extra)
                programs[count].run()
                programs[count].runs.clear()
            bench.interleave(**{f"{kind}-{count}-{which}": program for count, program in programs.items()})
            for (small, few), (large, many), bar in zip(list(programs.items()), list(programs.items())[1:], bars):
                what = f"{large:,} {kind} / {small:,}, {which}"
                note = f"{few.cpu * 1000:.0f} → {many.cpu * 1000:.0f} ms"
                yield Row(section, what, many.cpu / few.cpu, "×", at_most=bar, note=note)


def start(bench):
    """How long it takes to say something about a sentence, and about one chat."""
    chat = bench.work / "chat.jsonl"
    with open(bench.conversations("realistic", "lines", number("WORST", 2)), encoding="utf-8") as lines:
        chat.write_text(next(line for line in lines if '"chat"' in line), encoding="utf-8")
    python = bench.work / "line.py"
    python.write_text("print('ok')\n", encoding="utf-8")
    ruff, ruff_cache = str(bench.bin / "ruff"), str(bench.work / "ruff")
    programs = {
        "nothing": Program(["true"]),
        "draft": bench.draft(),
        "draft-cold": bench.draft(cache=False),
        "ruff": Program([ruff, "check", "--isolated", "--cache-dir", ruff_cache, str(python)]),
        "ruff-cold": Program([ruff, "check", "--isolated", "--no-cache", str(python)]),
        "chat": bench.check(chat, "--format", "jsonl"),
        "chat-cold": bench.check(chat, "--format", "jsonl", cache=False),
    }
    for name in ("draft", "ruff", "chat"):
        programs[name].run()
        programs[name].runs.clear()
    bench.runs, runs = max(bench.runs, 21), bench.runs
    bench.interleave(**programs)
    bench.runs = runs
    section = f"Start: milliseconds from call to end, the fastest of {len(programs['draft'].runs)} runs"
    ms = {name: program.fastest * 1000 for name, program in programs.items()}
    yield Row(section, "an empty process (`true`)", ms["nothing"], "ms")
    yield Row(section, "`ruff check` of one line, warm", ms["ruff"], "ms", note=f"without a cache {ms['ruff-cold']:.1f} ms")
    yield Row(section, "`huashu draft` of a sentence, warm", ms["draft"], "ms")
    yield Row(section, "… more than an empty process", ms["draft"] - ms["nothing"], "ms", at_most=10)
    yield Row(section, "`huashu draft`, without a cache", ms["draft-cold"], "ms")
    yield Row(section, "`huashu check` of one chat, warm", ms["chat"], "ms", at_most=20)
    yield Row(section, "`huashu check` of one chat, without a cache", ms["chat-cold"], "ms")


SECTIONS = {"speed": speed, "start": start, "rules": rules, "memory": memory}
