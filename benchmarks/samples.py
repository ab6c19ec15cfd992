"""Writes docs/samples.md: forty random conversations of five toolsets, to be read.

    python benchmarks/samples.py [--seed 7]

The office tools and those of `examples/toolsets`, eight conversations each, drawn from the first few hundred rows of their plans.
"""

import argparse
import random
from pathlib import Path

from callwright.generator.generate import build
from callwright.generator.outlook import shares_of
from callwright.generator.plan import DEFAULT_MIX, Plan
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.transcript import transcript
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import load_tools

ROOT = Path(__file__).parent.parent
TOOLSETS = (ROOT / "tools" / "office.json", *sorted((ROOT / "examples" / "toolsets").glob("*.json")))
EACH, DRAWN_FROM = 8, 400


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    seed = parser.parse_args().seed
    text = f"# Samples\n\nOf the offline teacher, drawn at random by `make samples` (seed {seed}); none was chosen or mended.\n"
    for toolset in TOOLSETS:
        text += f"\n## {toolset.stem}\n\n" + "\n".join(_conversations(toolset, seed))
    (ROOT / "docs" / "samples.md").write_text(text, "utf-8")


def _conversations(toolset: Path, seed: int) -> list[str]:
    book = load_phrasebook()
    plan = Plan(load_tools(str(toolset)), load_templates(), book, seed=seed)
    rows = list(plan.rows(shares_of(plan.cells, DEFAULT_MIX, DRAWN_FROM)))
    system, shown = SystemText(), []
    for row, words in OfflineTeacher(book).write(random.Random(seed).sample(rows, EACH)):
        trace = build(row, words, "offline", system)
        codes = ", ".join(finding.code for finding in judge(trace).findings)
        shown.append(f"{trace.template}, {trace.style}{f', rejected: {codes}' if codes else ''}\n\n```\n{transcript(trace)}\n```\n")
    return shown


if __name__ == "__main__":
    main()
