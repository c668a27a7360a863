"""Benchmarks: one module a name, ``bin/bench NAME`` runs it. Figures stand beside a floor measured in the same run.

A module defines ``figures()`` and yields ``Figure`` objects as it goes::

    def figures():
        floor = per_second(lambda: bare(paper))
        yield Figure("program_pdf", per_second(lambda: pdf.render(paper)), "forms/s", floor=floor, target=0.80)

It runs with Django set up, on an empty database of its own in a throw-away folder.
"""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value beside its floor.

    ``target`` is the ratio value / floor to reach: at least that where more is better (forms per second), at most that
    where ``less_is_better`` (seconds, queries, bytes). Without a floor the target is compared with the value itself.
    Without a target the figure only informs.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    target: float | None = None
    less_is_better: bool = False

    @property
    def ratio(self):
        """Return value / floor, or None where there is no floor to divide by."""
        return self.value / self.floor if self.floor else None

    @property
    def is_ok(self):
        if self.target is None:
            return True
        reached = self.value if self.floor is None else self.ratio
        if reached is None:
            return False
        return reached <= self.target if self.less_is_better else reached >= self.target

    def line(self):
        """Return name, value, unit, floor, ratio, target and verdict in columns."""
        cells = [_short(number) for number in (self.value, self.floor, self.ratio, self.target)]
        value, floor, ratio, target = cells
        bound = "" if self.target is None else ("≤ " if self.less_is_better else "≥ ")
        verdict = "ok" if self.is_ok else "short"
        return f"{self.name:<36} {value:>10} {self.unit:<10} {floor:>10} {ratio:>8} {bound + target:>10}  {verdict}"


HEADER = f"{'name':<36} {'value':>10} {'unit':<10} {'floor':>10} {'ratio':>8} {'target':>10}"


def seconds(act, *, times=5):
    """Return the shortest of ``times`` runs in seconds, after one unmeasured run: what disturbs a run only adds."""
    act()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        durations.append(time.perf_counter() - start)
    return min(durations)


def per_second(act, *, times=5):
    """Return how often ``act`` fits into a second, by its shortest run."""
    return 1 / seconds(act, times=times)


def _short(number):
    return "–" if number is None else f"{number:.4g}"
