"""`python -m benchmarks [PART ...]`: measures, prints one table, writes the results and their picture.

`python -m benchmarks table` measures nothing: it prints and draws what was measured last.
"""

from __future__ import annotations

import sys
import time
import traceback

from rich.console import Console

from benchmarks import report, results, serving
from benchmarks.measures import amount
from benchmarks.parts import DEFAULT, OPTIONAL, PARTS, registered
from dashboard.render import picture

TABLE, WIDE = "table", 170


def main(asked: list[str]) -> int:
    """Status 1 where a part could not be measured to its end; what the others took stands all the same."""
    if wrong := [name for name in asked if name not in (*PARTS, TABLE)]:
        print(f"There is no part {', '.join(wrong)}. Parts: {', '.join(PARTS)}, {TABLE}.", file=sys.stderr)
        return 2
    console, failed = Console(width=WIDE), []
    for name in [name for name in asked or DEFAULT if name != TABLE]:
        started = time.perf_counter()
        console.print(f"Measuring {name} …", highlight=False)
        if not _measured(name, console):
            failed.append(name)
        console.print(f"  took {time.perf_counter() - started:.0f} s", highlight=False)
    _told(console)
    if not asked:
        console.print(f"Not measured unless named: {', '.join(OPTIONAL)}.", highlight=False)
    if failed:
        print(f"Not measured to the end: {', '.join(failed)}; the lines above say why.", file=sys.stderr)
    return 1 if failed else 0


def _told(console: Console) -> None:
    """The table and the picture of all rows there are, in their order and with today's reasons."""
    found = results.read()
    found["rows"] = results.in_order(found["rows"], registered())
    results.write(found)
    report.draw(found)
    picture.close()
    rows = results.measures(found)
    console.print(report.table(rows))
    console.print("Written: benchmarks/results.json and docs/bench.svg.", highlight=False)
    if unsaid := [f"{one.part}: {one.name}" for one in rows if one.verdict == "over" and not one.why]:
        print(f"Over the budget, and no `why` says the reason: {'; '.join(unsaid)}.", file=sys.stderr)


def _measured(name: str, console: Console) -> bool:
    """Whether a part came to its end; every row it took is kept."""
    taken, complete = [], True
    try:
        for one in PARTS[name].run():
            taken.append(one)
            console.print(f"  {one.name}: {amount(one.ours, one.unit)}", highlight=False)
    except (Exception, SystemExit):
        traceback.print_exc()
        complete = False
    results.write(results.with_rows(results.read(), taken, registered(), serving.peer_versions()))
    return complete


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
