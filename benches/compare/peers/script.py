"""Looks for patterns in what agents say, as an analyst would write it: a line of JSON at a time, phrases with
Aho-Corasick, regexes with `re`. Prints how many pairs of turn and pattern there are.

    python script.py PATTERNS TRANSCRIPTS
"""

import json
import re
import sys

import ahocorasick


def main(patterns, transcripts):
    phrases = ahocorasick.Automaton()
    regexes = []
    known = {}
    with open(patterns, encoding="utf-8") as file:
        for number, pattern in enumerate(json.load(file)):
            for literal in pattern["literals"]:
                known.setdefault(literal, []).append(number)
            if not pattern["literals"]:
                regexes.append((number, re.compile(pattern["regex"])))
    for literal, numbers in known.items():
        phrases.add_word(literal, numbers)
    phrases.make_automaton()
    found = 0
    with open(transcripts, encoding="utf-8") as file:
        for line in file:
            for turn in json.loads(line)["turns"]:
                if turn["role"] != "agent":
                    continue
                text = turn["text"]
                hits = set()
                for _, numbers in phrases.iter(text):
                    hits.update(numbers)
                for number, regex in regexes:
                    if regex.search(text):
                        hits.add(number)
                found += len(hits)
    print(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
