"""Read a folder of real tools, e.g. `../shared/data`: how many are kept, what is left out and why, and in how long.

    python benchmarks/read_tools.py FOLDER

The folder's `mcp_tools.jsonl`, `*openapi*.yaml` and `*_tools.json` are read, each as a toolset of its own. Exit code 1 where less
than 99 % of the tools are kept or the lot takes 2 seconds or more.
"""

import sys
import time
from pathlib import Path

from callwright.tools.load import read_tools
from callwright.tools.reading import Reading

PATTERNS = ("mcp_tools.jsonl", "*openapi*.yaml", "*_tools.json")
LEAST_KEPT = 0.99
MOST_SECONDS = 2.0


def main(folder: Path) -> int:
    files = [path for pattern in PATTERNS for path in sorted(folder.glob(pattern))]
    if not files:
        print(f"{folder} holds none of {', '.join(PATTERNS)}", file=sys.stderr)
        return 2
    start = time.perf_counter()
    readings = {path.name: read_tools(path) for path in files}
    seconds = time.perf_counter() - start
    for name, reading in readings.items():
        report(name, reading)
    kept = sum(len(reading.tools) for reading in readings.values())
    left_out = sum(len(reading.left_out) for reading in readings.values())
    share = kept / (kept + left_out)
    print(f"{kept} of {kept + left_out} tools kept ({share:.2%}) in {seconds:.2f} s")
    return 0 if share >= LEAST_KEPT and seconds < MOST_SECONDS else 1


def report(name: str, reading: Reading) -> None:
    print(f"{name}: {len(reading.tools)} tools kept, {len(reading.left_out)} left out")
    for finding in reading.errors:
        print(f"  {finding.code} {finding.tool} ({finding.place} {finding.path}): {finding.message}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
