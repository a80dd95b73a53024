"""docs/performance.md: the goals and what was measured, from the newest run of each part at each size that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dev.bench import keeping
from dev.bench.harness import Result
from dev.bench.tried import TRIED
from dev.services import ROOT

PAGE = ROOT / "docs" / "performance.md"
MARKER = "<!-- written by ./run bench report from here on -->"
# goal of flatness: the variants of a part whose growth is compared with that of their floor
FLAT = {"worklist": ("work list", "bare rows"), "door": ("gate", "bare rows"), "register": ("citizen number", "citizen number, bare rows")}
_GROWTH = 1.2


def write(folder: Any = None, page: Any = None) -> int:
    """Write the page below its marker, and leave what stands above it; 1 when there is nothing to report."""
    page, runs = page or PAGE, keeping.runs(folder)
    if not runs:
        print("there is no run to report: ./run bench first")
        return 1
    above = page.read_text().partition(MARKER)[0] if page.exists() else "# Performance\n\n"
    page.write_text(above + MARKER + "\n\n" + "\n".join(lines(runs)) + "\n")
    print(f"written: {page.name}")
    return 0


def newest(runs: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """For each part and size the newest run that has it; `runs` are in order, the newest first."""
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for run in runs:
        for name in run["parts"]:
            found.setdefault((name, run["size"]), run)
    return found


def lines(runs: list[dict[str, Any]]) -> Iterator[str]:
    """The page, line by line."""
    chosen = newest(runs)
    sizes = sorted({size for _, size in chosen})
    latest, machine = runs[0], runs[0]["machine"]
    yield f"Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}; Python {latest['python']}."
    yield "Packages: " + ", ".join(f"{name} {version}" for name, version in latest["packages"].items()) + "."
    yield ""
    yield "| part | dossiers | date | commit | seconds |"
    yield "|---|---|---|---|---|"
    for (name, size), run in sorted(chosen.items()):
        yield f"| {name} | {size:,} | {run['at'][:10]} | {run['commit'][:12]} | {run['parts'][name].get('seconds', 0):.0f} |"
    for size in sizes:
        yield from _goals(size, {name: run["parts"][name] for (name, at), run in chosen.items() if at == size})
    yield from _flat(chosen, sizes)
    if 1_000_000 not in sizes:
        yield "\n1,000,000 dossiers: not run. `./run bench load 1000000`, then `./run bench run --at 1000000`."
    yield from _missed(chosen)


def _goals(size: int, parts: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## At {size:,} dossiers\n"
    yield "| goal | measured | limit | |"
    yield "|---|---|---|---|"
    for one in sorted((one for part in parts.values() for one in keeping.results_of(part)), key=_order):
        yield f"| {one.goal}{f' ({one.remark})' if one.remark else ''} | {_row(one)} |"


def _order(one: Result) -> tuple[int, str]:
    number = one.goal.split(" ")[0]
    return (int(number[1:]), "") if number[0] == "P" and number[1:].isdigit() else (99, "")


def _row(one: Result) -> str:
    sign = ">=" if one.at_least else "<="
    return f"{one.measured:.3g} {one.unit} | {sign} {one.limit:g} | {'met' if one.met else '**missed**'}"


def growth(small: Mapping[str, Any], large: Mapping[str, Any], ours: str, floor: str) -> float:
    """How much more `ours` grew than `floor`, from the ratios of both within each run: no two runs are compared in milliseconds."""
    return float((large[ours]["cpu"] / large[floor]["cpu"]) / (small[ours]["cpu"] / small[floor]["cpu"]))


def _flat(chosen: Mapping[tuple[str, int], Mapping[str, Any]], sizes: list[int]) -> Iterator[str]:
    """P3, where a part was run at two sizes."""
    if len(sizes) < 2:
        return
    small, large = sizes[0], sizes[-1]
    yield f"\n## P3: growth from {small:,} to {large:,} dossiers, against that of the bare rows\n"
    yield "| | growth | limit | |"
    yield "|---|---|---|---|"
    for part, (ours, floor) in FLAT.items():
        if (part, small) not in chosen or (part, large) not in chosen:
            continue
        one, other = (chosen[part, size]["parts"][part]["variants"] for size in (small, large))
        for heading in one:
            if heading in other and {ours, floor} <= one[heading].keys() & other[heading].keys() and "rivals" not in heading:
                result = Result(f"{part}, {heading}", growth(one[heading], other[heading], ours, floor), _GROWTH, "x")
                yield f"| {result.goal} | {_row(result)} |"


def _missed(chosen: Mapping[tuple[str, int], Mapping[str, Any]]) -> Iterator[str]:
    """Every goal that was missed somewhere, with what was tried."""
    goals = {one.goal for (name, _), run in chosen.items() for one in keeping.results_of(run["parts"][name]) if not one.met}
    told = [(begin, words) for begin, words in TRIED.items() if any(_is_about(goal, begin) for goal in goals)]
    untold = sorted(goal for goal in goals if not any(_is_about(goal, begin) for begin in TRIED))
    if not told and not untold:
        return
    yield "\n## Missed, and what was tried\n"
    for begin, words in told:
        yield f"- **{begin}**: {words}"
    for goal in untold:
        yield f"- **{goal}**: nothing was tried yet."


def _is_about(goal: str, begin: str) -> bool:
    """Whether a goal is the one that `begin` names: its number and some words of it."""
    number, _, words = begin.partition(" ")
    return goal.startswith(f"{number} ") and words in goal if number[:1] == "P" and number[1:].isdigit() else goal.startswith(begin)
