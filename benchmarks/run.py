"""csmodels beside its peers in one run on the same answers, one core; prints a table of times and ratios.

``make bench`` runs all of it; ``python -m benchmarks.run --quick`` leaves out the peers' long jobs, and
``--only WORD`` all lines without the word. Every job runs in a process of its own. Memory is the peak of
the first run above that before it, answers in hand; times are the best of the runs after it (a long job
runs once, after a short one of its kind). Seconds are by the clock; the last column compares seconds of the
processor, which another program on the machine disturbs less. A peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import warnings
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.lines import LINES, PROGRAMS, WRONG, Line, Side
from benchmarks.measuring import in_own_process, measure

#: A job of one run is warmed up with this part of its amount.
WARM_UP = 100
HEAD = ("answers", "job", "program", "seconds", "ratio", "MB", "by CPU")
Found = dict[str, Any]


def one(number: int, position: int) -> Found:
    """Time one side of one line in this process; its printing and warnings are not shown."""
    line = LINES[number]
    side = (line.ours, *line.peers)[position]
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warm = side.make(line.data, max(2, side.amount // WARM_UP)) if side.runs == 1 else None
        return measure(side.make(line.data), side.runs, warm)


def whole(found: Found, side: Side, amount: int) -> Found:
    """The cost of the whole amount, in proportion, where a peer was asked for less."""
    if side.amount == amount or "seconds" not in found:
        return found
    times = amount / side.amount
    return found | {key: found[key] * times for key in ("seconds", "processor")} | {"extrapolated": True}


def rows(line: Line, ours: Found, theirs: dict[str, Found]) -> list[tuple[str, ...]]:
    """Lines of the table: csmodels, then each peer with its ratio; the fastest peer is marked."""
    seconds, memory = _cells(ours)
    found: list[tuple[str, ...]] = [(line.data, line.title, "csmodels", seconds, "", memory, "")]
    timed = {name: each["seconds"] for name, each in theirs.items() if "seconds" in each}
    for name, each in theirs.items():
        label = name + (" !" if name in WRONG else "")
        if name not in timed or "seconds" not in ours:
            found.append(("", "", label, each.get("absent") or _cells(each)[0], "", "", ""))
            continue
        ratio = _number(each["seconds"] / ours["seconds"])
        if timed[name] == min(timed.values()):
            ratio = f"**{ratio}**"
        seconds, memory = _cells(each)
        by_processor = _number(each["processor"] / ours["processor"])
        found.append(("", "", label, seconds, ratio, memory, by_processor))
    return found


def _cells(found: Found) -> tuple[str, str]:
    if "seconds" not in found:
        return f"failed: {found.get('failed')}", ""
    return _number(found["seconds"]) + (
        " (x)" if "extrapolated" in found else ""
    ), f"{found['megabytes']:.0f}"


def _number(value: float) -> str:
    """Three digits, never as a power of ten."""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")


def in_table(cells: tuple[str, ...]) -> str:
    """One line of a markdown table with columns of fixed width."""
    widths = (16, 43, 12, 13, 9, 5, 6)
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def compare(chosen: list[int], quick: bool) -> list[str]:
    """Print the table line by line, and return what missed its goal."""
    print(in_table(HEAD))
    print("|" + "---|" * len(HEAD), flush=True)
    missed = []
    known: dict[tuple[str, Side], Found] = {}
    for number in chosen:
        line = LINES[number]
        ours = in_own_process(str(number), "0")
        theirs = {}
        for position, side in enumerate(line.peers, 1):
            if find_spec(PROGRAMS[side.program][0]) is None:
                theirs[side.program] = {"absent": "not installed"}
            elif not (quick and side.long):
                if (line.data, side) not in known:
                    known[line.data, side] = in_own_process(str(number), str(position))
                theirs[side.program] = whole(known[line.data, side], side, line.ours.amount)
        for cells in rows(line, ours, theirs):
            print(in_table(cells), flush=True)
        missed += shortfall(line, ours, theirs)
    return missed


def shortfall(line: Line, ours: Found, theirs: dict[str, Found]) -> list[str]:
    """Which of the goals of a line were missed, in words."""
    if "seconds" not in ours:
        return [f"{line.data}, {line.title}: failed"]
    said = []
    name = f"{line.data}, {line.title}"
    timed = {peer: each["seconds"] / ours["seconds"] for peer, each in theirs.items() if "seconds" in each}
    if line.times and timed and min(timed.values()) < line.times:
        peer = min(timed, key=lambda each: timed[each])
        said.append(f"{name}: {timed[peer]:.1f} times faster than {peer}, goal {line.times:g}")
    if line.seconds and ours["seconds"] > line.seconds:
        said.append(f"{name}: {ours['seconds']:.2f} s, goal {line.seconds:g} s")
    if line.megabytes and ours["megabytes"] > line.megabytes:
        said.append(f"{name}: {ours['megabytes']:.0f} MB, goal {line.megabytes:g} MB")
    return said


def remarks(chosen: list[int], missed: list[str]) -> None:
    """Print what each side computes, whose numbers are known to be wrong, and which goals were missed."""
    print(
        "\n**Bold**: beside the fastest peer. (x): in proportion to fewer than asked for. MB: peak "
        "above what was there before the call. The last column compares seconds of the processor."
    )
    print("\nWhat each side computes:")
    for line in (LINES[number] for number in chosen if LINES[number].remark):
        print(f"- {line.data}, {line.title}: {line.remark}")
    print("\n! numbers known to be wrong:")
    for text in WRONG.values():
        print(f"- {text}")
    print("\nGoals missed: " + ("none, of the lines that were measured beside a peer" if not missed else ""))
    for text in missed:
        print(f"- {text}")


def programs() -> str:
    """Versions of what is installed."""
    found = []
    for name in PROGRAMS:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {version({'openpls': 'openpls-engine'}.get(name, name))}")
    return ", ".join(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the peers' long jobs")
    parser.add_argument("--only", metavar="WORD", default="", help="only lines whose name holds this word")
    parser.add_argument(
        "--one", nargs=2, type=int, metavar=("LINE", "SIDE"), help="run a single job and print it as JSON"
    )
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(*options.one)))
        return
    chosen = [i for i, line in enumerate(LINES) if options.only in f"{line.data}, {line.title}"]
    print(f"{programs()}; one core\n")
    remarks(chosen, compare(chosen, options.quick))


if __name__ == "__main__":
    main()
