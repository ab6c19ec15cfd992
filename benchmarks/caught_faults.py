"""What the validator catches of mistakes that are known, because the mock teacher made them.

    python benchmarks/caught_faults.py --tools tools/office.json --rows 2000
    python benchmarks/caught_faults.py --http --rows 300      the same, each reply fetched from `callwright mock-teacher`

Every row is written well by the offline teacher and then spoilt by one mistake of meaning, wherever the row has a place for it. A
mistake counts as caught where the verdict has an error; the same rows unspoilt are the false alarms. Mistakes that come in kinds
are printed kind by kind too, so that what no rule sees stands beside what all see.

`same_opener` cannot be seen in one row: there the share of the rows is printed whose requests begin like many others.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.request import Request, urlopen

from callwright.finetune.intervals import wilson
from callwright.generator.generate import build
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.brief import brief_of, fenced, index_of
from callwright.generator.teachers.mock_mistakes import MISTAKES, Mistake, make_mistake
from callwright.generator.teachers.mock_serving import MockServer, serving
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.teachers.teacher import Words
from callwright.generator.trace import Verdict
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import load_tools

Spoil = Callable[[str, PlanRow, Words], Mistake | None]
ALIKE, BEGINNING = 0.1, 4
"""Requests whose first four words begin more than a tenth of all requests count as alike."""


def planned(tools: str, count: int, seed: int) -> list[PlanRow]:
    plan = Plan(load_tools(tools), load_templates(), load_phrasebook(), seed=seed)
    each = -(-count // len(plan.cells)) + 2
    return list(plan.rows(dict.fromkeys(plan.cells, each)))[:count]


def directly(kind: str, row: PlanRow, words: Words) -> Mistake | None:
    return make_mistake(kind, brief_of(row), words.texts)


def over_http(server: MockServer) -> Spoil:
    """Asks the server, which was started to make one kind of mistake, and reads from it what it did."""

    def spoil(_: str, row: PlanRow, words: Words) -> Mistake | None:
        body = {"messages": [{"role": "user", "content": fenced(brief_of(row))}], "response_format": {"type": "json_object"}}
        request = Request(f"{server.url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request) as response:
            texts = json.loads(json.load(response)["choices"][0]["message"]["content"])
        written = {index_of(key): text for key, text in texts.items()}
        assert (written == words.texts) is (row.plan_id not in {made["plan_id"] for made in server.mistakes()})
        return Mistake(written, server.mistakes()[-1]["detail"]) if written != words.texts else None

    return spoil


def verdict_on(row: PlanRow, words: Words, texts: Mapping[int, str], system: SystemText) -> Verdict:
    return judge(build(row, Words(texts, words.phrasing), "mock", system))


class Tally:
    def __init__(self) -> None:
        self.done = self.caught = 0
        self.codes: Counter[str] = Counter()

    def add(self, verdict: Verdict) -> None:
        self.done += 1
        self.caught += not verdict.accepted
        self.codes.update({finding.code for finding in verdict.findings if finding.severity == "error"})

    def line(self, name: str) -> str:
        if not self.done:
            return f"{name:<26} no row has a place for it"
        low, high = wilson(self.caught / self.done, self.done)
        codes = ", ".join(f"{code} {count}" for code, count in self.codes.most_common(4))
        return f"{name:<26} {self.caught:>5} of {self.done:<5} {self.caught / self.done:>6.1%} [{low:.1%}, {high:.1%}]  {codes}"


def report(rows: Sequence[tuple[PlanRow, Words]], kind: str, spoil: Spoil, missed: int) -> Iterator[str]:
    """A line for the mistake, one for each of its kinds, and some that nothing caught."""
    system, total, parts = SystemText(), Tally(), defaultdict[str, Tally](Tally)
    unseen: list[str] = []
    for row, words in rows:
        mistake = spoil(kind, row, words)
        if mistake is None:
            continue
        verdict = verdict_on(row, words, mistake.texts, system)
        total.add(verdict)
        parts[mistake.detail.partition(":")[0]].add(verdict)
        if verdict.accepted and len(unseen) < missed:
            unseen.append(f"    missed, {row.category}: {mistake.detail}")
    yield total.line(kind)
    if len(parts) > 1:
        yield from (f"  {parts[part].line(part)}" for part in sorted(parts))
    yield from unseen


def alike(requests: Sequence[str]) -> float:
    """Share of the requests that begin as more than a tenth of them do."""
    beginnings = Counter(" ".join(request.lower().split()[:BEGINNING]) for request in requests)
    return sum(count for count in beginnings.values() if count > ALIKE * len(requests)) / len(requests)


def opened(rows: Sequence[tuple[PlanRow, Words]]) -> str:
    good, spoilt = [], []
    for row, words in rows:
        first = row.scenario.open_turns[0]
        mistake = directly("same_opener", row, words)
        good.append(words.texts[first])
        spoilt.append(mistake.texts[first] if mistake else words.texts[first])
    return f"  begin like a tenth of all requests: {alike(spoilt):.1%} of the spoilt, {alike(good):.1%} of the unspoilt"


def main() -> None:
    parser = argparse.ArgumentParser(description="What the validator catches of known mistakes.")
    parser.add_argument("--tools", default="tools/office.json")
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", type=int, default=0, help="print so many of each that nothing caught")
    parser.add_argument("--http", action="store_true", help="fetch the replies from the mock teacher")
    arguments = parser.parse_args()
    teacher, system = OfflineTeacher(load_phrasebook()), SystemText()
    rows = list(teacher.write(planned(arguments.tools, arguments.rows, arguments.seed)))
    clean = Tally()
    for row, words in rows:
        clean.add(verdict_on(row, words, words.texts, system))
    print(clean.line("nothing (false alarms)"))
    for kind in MISTAKES:
        if arguments.http:
            with serving(faults=f"{kind}=1") as server:
                print("\n".join(report(rows, kind, over_http(server), arguments.missed)))
        else:
            print("\n".join(report(rows, kind, directly, arguments.missed)))
    print(opened(rows))


if __name__ == "__main__":
    main()
