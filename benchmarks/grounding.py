"""How well grounding tells what was said from what was made up, on the labelled set.

    python benchmarks/grounding.py [--misses]

The set was written before grounding was tuned. Every second domain (by name) is held out: its cases were never looked at while
tuning. A share of both halves is printed with its counts; `--misses` lists the other half's mistakes only.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from callwright.generator.rules.evidence import Evidence, evidence_of, sources_of
from callwright.generator.rules.explain import Grounding, explain, passed_values
from callwright.generator.trace import Message

CASES = Path(__file__).parent.parent / "tests" / "rules" / "data" / "grounding.jsonl"


@dataclass(frozen=True)
class Case:
    row: dict[str, Any]
    held_out: bool

    @property
    def expected(self) -> str:
        verdict: str = self.row["verdict"]
        return verdict

    def judged(self) -> Grounding:
        """The verdict on the whole value: a list is not found where one of its items is not."""
        evidence = evidence_for(self.row)
        values = passed_values(self.row["value"], self.row["parameter"], self.row["schema"], "")
        found = [explain(value, name, schema, evidence) for _, name, schema, value in values]
        return max(found, key=lambda grounding: ("grounded", "derived", "not_found").index(grounding.verdict))


def evidence_for(row: dict[str, Any]) -> Evidence:
    today = date.fromisoformat(row["today"])
    results = [Message("tool", json.dumps(step["result"])) for step in row.get("history", ())]
    system = Message("system", f"You are an assistant with access to tools. Today is {today} ({today:%A}).")
    return evidence_of(sources_of([system, *results, Message("user", row["request"])]))


def cases(path: Path = CASES) -> list[Case]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    domains = sorted({row["domain"] for row in rows})
    return [Case(row, held_out=domains.index(row["domain"]) % 2 == 1) for row in rows]


@dataclass(frozen=True)
class Score:
    right: int
    reported: int
    real: int
    same: int
    total: int

    @property
    def precision(self) -> float:
        return self.right / self.reported if self.reported else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.real if self.real else 1.0


def score(chosen: Iterable[Case]) -> Score:
    """Of "not found"; `same` counts agreement on all three verdicts."""
    pairs = [(case.expected, case.judged().verdict) for case in chosen]
    return Score(
        sum(pair == ("not_found", "not_found") for pair in pairs),
        sum(got == "not_found" for _, got in pairs),
        sum(expected == "not_found" for expected, _ in pairs),
        sum(expected == got for expected, got in pairs),
        len(pairs),
    )


def lines(chosen: list[Case]) -> Iterator[str]:
    halves = {"all": chosen, "tuned on": [c for c in chosen if not c.held_out], "held out": [c for c in chosen if c.held_out]}
    for name, half in halves.items():
        found = score(half)
        yield (
            f"{name:<9} {found.total:>4} cases  precision of not found {found.precision:.3f} ({found.right}/{found.reported})  "
            f"recall {found.recall:.3f} ({found.right}/{found.real})  same verdict {found.same / found.total:.3f}"
        )


def misses(chosen: list[Case]) -> Iterator[str]:
    for case in chosen:
        got = case.judged()
        if not case.held_out and (got.verdict == "not_found") != (case.expected == "not_found"):
            row = case.row
            yield f"{case.expected} -> {got.verdict} ({got.by}): {row['request']!r} {row['parameter']}={row['value']!r}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Precision and recall of grounding on the labelled set.")
    parser.add_argument("--misses", action="store_true", help="list the mistakes outside the held-out domains")
    arguments = parser.parse_args()
    everything = cases()
    print("\n".join([*lines(everything), *(misses(everything) if arguments.misses else ())]))
