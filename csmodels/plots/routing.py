"""Arrows between constructs: straight where possible, bent around constructs, each with its label.

Pure geometry on arrays, in points (1/72 inch), y upwards. An arrow is a quadratic Bézier curve from centre to
centre, cut off at the two outlines. Every arrow chooses among a few bends, then every label among a few
places on its arrow; each choice is repeated, given the others, until nothing improves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# The greatest distance of a curve from the straight line, as a share of the length.
BENDS = (0.0, 0.07, -0.07, 0.14, -0.14, 0.22, -0.22, 0.32, -0.32, 0.44, -0.44, 0.6, -0.6, 0.8, -0.8)
PLACES = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8)
"""Where a label may stand on the visible part of its arrow, best first."""

END_GAP = 3.0  # between an arrow's end and the outline
NODE_CLEARANCE = 9.0  # between an arrow and a construct it does not belong to
LABEL_CLEARANCE = 3.0  # between a label and everything else
HEAD = 13.0  # length to keep free for an arrow's head, with some air
SHAFT = 9.0  # visible line on each side of a label, at least

# What a bend costs: how many bends of 1 (a very round arrow) a flaw is worth.
_COST_NODE, _COST_CROSSING, _COST_FORK_CROSSING, _COST_TOGETHER, _COST_BEND = 200.0, 14.0, 40.0, 30.0, 45.0
# What a label's place costs. Overlaps are hard flaws; a foreign arrow behind a label is a soft one.
_COST_OVERLAP, _COST_COVERED = 1000.0, 100.0
_STEPS = 25


@dataclass(frozen=True)
class Outline:
    """The outline of a construct: an ellipse or a hexagon with half-width `a`, half-height `b`."""

    x: float
    y: float
    a: float
    b: float
    hexagon: bool = False

    def level(self, points: FloatArray, margin: float = 0.0) -> FloatArray:
        """Return a number for each point (..., 2): below 1 inside the outline grown by `margin`."""
        across = np.abs(points[..., 0] - self.x) / (self.a + margin)
        up = np.abs(points[..., 1] - self.y) / (self.b + margin)
        if self.hexagon:
            return np.asarray(np.maximum(up, across + HEXAGON_SLOPE * up))
        return np.asarray(np.hypot(across, up))


HEXAGON_SLOPE = 0.24
"""How much of the half-width a hexagon's slanting side takes."""


@dataclass(frozen=True)
class Arrow:
    """A routed arrow: the curve from centre to centre, the part of it that is seen, and the label's place."""

    source: int
    target: int
    control: FloatArray  # (3, 2)
    first: float
    last: float
    label: tuple[float, float]

    def points(self, n: int = 60) -> FloatArray:
        """Return `n` points (n, 2) along the part of the curve that is seen."""
        return curve(self.control, np.linspace(self.first, self.last, n))


@dataclass(frozen=True)
class Routing:
    """All arrows of a diagram, and what could not be avoided."""

    arrows: tuple[Arrow, ...]
    overlaps: int  # arrows through constructs, labels on constructs, on heads or on labels, arrows too short
    covered: int  # labels with a foreign arrow behind them


def curve(control: FloatArray, t: FloatArray) -> FloatArray:
    """Return points (..., steps, 2) of quadratic curves with `control` (..., 3, 2) at `t` (steps,)."""
    basis = np.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2], axis=-1)
    return np.asarray(basis @ control)


def part(control: FloatArray, first: float, last: float) -> FloatArray:
    """Return the control points (3, 2) of the part of a curve between two parameters."""
    start, middle, end = control
    tangent = 2 * ((1 - first) * (middle - start) + first * (end - middle))
    begin, stop = curve(control, np.array([first, last]))
    return np.array([begin, begin + tangent * (last - first) / 2, stop])


def route(
    outlines: Sequence[Outline], edges: Sequence[tuple[int, int]], labels: Sequence[tuple[float, float]]
) -> Routing:
    """Choose a bend for each arrow and a place for each label.

    Parameters
    ----------
    outlines : sequence of Outline
        The constructs, at their places.
    edges : sequence of (source, target)
        Positions in `outlines`.
    labels : sequence of (width, height)
        The size in points of each arrow's label.
    """
    if not edges:
        return Routing((), 0, 0)
    candidates = [_Candidates(outlines, source, target) for source, target in edges]
    chosen = _choose_bends(candidates)
    tracks = [one.track[bend] for one, bend in zip(candidates, chosen, strict=True)]
    through = sum(one.hits[bend] > 0 for one, bend in zip(candidates, chosen, strict=True))
    places = _Places(outlines, tracks, labels)
    centres, overlaps, covered = places.choose()
    arrows = tuple(
        Arrow(one.source, one.target, one.control[bend], *one.seen[bend], (float(x), float(y)))
        for one, bend, (x, y) in zip(candidates, chosen, centres, strict=True)
    )
    return Routing(arrows, int(through) + overlaps, covered)


class _Candidates:
    """The bends open to one arrow, the constructs each meets, and its visible track."""

    def __init__(self, outlines: Sequence[Outline], source: int, target: int) -> None:
        self.source, self.target = source, target
        one, two = outlines[source], outlines[target]
        start, end = np.array([one.x, one.y]), np.array([two.x, two.y])
        normal = np.array([start[1] - end[1], end[0] - start[0]])  # as long as the arrow
        middle = (start + end) / 2 + 2 * np.array(BENDS)[:, None] * normal
        self.control = np.stack(
            [np.broadcast_to(start, middle.shape), middle, np.broadcast_to(end, middle.shape)], 1
        )
        self.seen = [self._visible(one, two, control) for control in self.control]
        self.track = np.stack(
            [
                curve(control, np.linspace(*seen, _STEPS))
                for control, seen in zip(self.control, self.seen, strict=True)
            ]
        )  # (bend, step, 2)
        others = [shape for i, shape in enumerate(outlines) if i not in (source, target)]
        fine = np.stack(
            [curve(c, np.linspace(*seen, 80)) for c, seen in zip(self.control, self.seen, strict=True)]
        )
        self.hits = np.zeros(len(BENDS))
        for shape in others:
            self.hits += np.clip(1.0 - shape.level(fine, NODE_CLEARANCE).min(axis=1), 0, 1) > 0
        self.cost = _COST_NODE * self.hits + _COST_BEND * np.abs(BENDS)

    @staticmethod
    def _visible(one: Outline, two: Outline, control: FloatArray) -> tuple[float, float]:
        """Return the parameters at which the curve leaves the first outline and reaches the second."""
        t = np.linspace(0, 1, 401)
        points = curve(control, t)
        outside = (one.level(points, END_GAP) >= 1) & (two.level(points, END_GAP) >= 1)
        if not outside.any():
            return 0.45, 0.55
        return float(t[outside.argmax()]), float(t[len(t) - 1 - outside[::-1].argmax()])


def _choose_bends(candidates: Sequence[_Candidates]) -> list[int]:
    """Return one bend for each arrow, by repeated best replies."""
    chosen = [int(np.round(one.cost, 6).argmin()) for one in candidates]
    for _ in range(6):
        before = list(chosen)
        for i, one in enumerate(candidates):
            cost = one.cost.copy()
            for j, other in enumerate(candidates):
                if j != i:
                    cost += _pair_cost(one, other, other.track[chosen[j]])
            chosen[i] = int(np.round(cost, 6).argmin())
        if chosen == before:
            break
    return chosen


def _pair_cost(one: _Candidates, other: _Candidates, track: FloatArray) -> FloatArray:
    """Return what each bend of one arrow costs beside the track of another: crossing, running along."""
    # each point is the end of one step and the start of the next: its side is found once for both
    theirs = _side(one.track[:, :-1, None], one.track[:, 1:, None], track)
    ours = _side(track[:-1], track[1:], one.track[:, :, None])
    crosses = (theirs[..., :-1] * theirs[..., 1:] < 0) & (ours[:, :-1] * ours[:, 1:] < 0)
    crossings = crosses.sum(axis=(1, 2))
    fork = {one.source, one.target} & {other.source, other.target}
    across = one.track[:, :, None, 0] - track[:, 0]
    up = one.track[:, :, None, 1] - track[:, 1]
    gap = np.sqrt((across * across + up * up).min(axis=2))
    # Arrows of one construct are close where they meet; what counts is how long they stay together.
    together = (gap < 7.0).mean(axis=1)
    tolerated = 0.2 if fork else 0.1
    per_crossing = _COST_FORK_CROSSING if fork else _COST_CROSSING
    return np.asarray(per_crossing * crossings + _COST_TOGETHER * np.clip(together - tolerated, 0, 1))


def _side(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )


class _Places:
    """The places open to each label, and what is wrong with each."""

    def __init__(
        self, outlines: Sequence[Outline], tracks: Sequence[FloatArray], labels: Sequence[tuple[float, float]]
    ) -> None:
        self.size = np.array(labels, dtype=np.float64) + 2 * LABEL_CLEARANCE
        dense = [_refined(track) for track in tracks]
        self.centres = np.stack([points[_nearest_steps(points)] for points in dense])  # (arrow, place, 2)
        self.overlaps = np.zeros(self.centres.shape[:2])
        self.covered = np.zeros(self.centres.shape[:2])
        for i, (points, (width, height)) in enumerate(zip(dense, self.size, strict=True)):
            half = np.array([width, height]) / 2
            corners = self.centres[i][:, None] + half * _RIM[None]
            for outline in outlines:
                self.overlaps[i] += (outline.level(corners) < 1).any(axis=1)
            self.overlaps[i] += self._too_close_to_ends(points, self.centres[i], half)
            for j, other in enumerate(dense):
                if j == i:
                    continue
                inside = _within(other[None] - self.centres[i][:, None], half)
                ends = np.linalg.norm(other - other[-1], axis=1) < HEAD
                self.overlaps[i] += inside[:, ends].any(axis=1)
                self.covered[i] += inside[:, ~ends].any(axis=1)

    @staticmethod
    def _too_close_to_ends(points: FloatArray, centres: FloatArray, half: FloatArray) -> FloatArray:
        """Say for which places a label leaves too little of its arrow, or covers the head."""
        inside = _within(points[None] - centres[:, None], half)
        step = np.linalg.norm(np.diff(points, axis=0), axis=1)
        run = np.concatenate([[0.0], np.cumsum(step)])
        enters = run[inside.argmax(axis=1)]
        leaves = run[len(points) - 1 - inside[:, ::-1].argmax(axis=1)]
        return np.asarray((enters < SHAFT) | (run[-1] - leaves < HEAD + SHAFT / 2), dtype=np.float64)

    def choose(self) -> tuple[FloatArray, int, int]:
        """Return the labels' centres (arrow, 2) and the numbers of hard and soft flaws that are left."""
        taste = np.abs(np.array(PLACES) - 0.5)
        own = _COST_OVERLAP * self.overlaps + _COST_COVERED * self.covered + taste
        chosen = np.round(own, 6).argmin(axis=1)
        everyone = np.arange(len(chosen))
        for _ in range(8):
            before = chosen.copy()
            for i in range(len(chosen)):
                clash = self._clash(i, self.centres[everyone, chosen])
                chosen[i] = np.round(own[i] + _COST_OVERLAP * clash, 6).argmin()
            if (chosen == before).all():
                break
        centres = self.centres[everyone, chosen]
        clashes = sum(float(self._clash(i, centres)[chosen[i]]) for i in range(len(chosen))) / 2
        overlaps = self.overlaps[everyone, chosen].sum() + clashes
        return centres, int(overlaps), int(self.covered[everyone, chosen].sum())

    def _clash(self, i: int, centres: FloatArray) -> FloatArray:
        """Count the labels that each place of label `i` would overlap."""
        reach = (self.size[i] + self.size) / 2 - LABEL_CLEARANCE
        close = _within(self.centres[i][:, None] - centres[None], reach)
        close[:, i] = False
        return np.asarray(close.sum(axis=1), dtype=np.float64)


def _within(gap: FloatArray, reach: FloatArray) -> NDArray[np.bool_]:
    """Say which gaps (..., 2) are smaller than `reach` in both directions."""
    inside = np.abs(gap) < reach
    return np.asarray(inside[..., 0] & inside[..., 1])


# Points on the rim of the square from -1 to 1: an ellipse can reach into a label between two of its corners.
_RIM = np.array(
    [(x, y) for x in np.linspace(-1, 1, 7) for y in (-1.0, 1.0)]
    + [(x, y) for y in np.linspace(-1, 1, 5)[1:-1] for x in (-1.0, 1.0)]
)


def _refined(track: FloatArray, per_step: int = 8) -> FloatArray:
    """Return a track with points a few times as dense."""
    at = np.arange((len(track) - 1) * per_step + 1) / per_step
    return np.stack([np.interp(at, np.arange(len(track)), track[:, k]) for k in (0, 1)], axis=1)


def _nearest_steps(points: FloatArray) -> NDArray[np.int64]:
    """Return where along a track, by length, the places of a label are."""
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    # A hair before the place: where a point lies exactly on it, rounding must not choose between two points.
    return np.asarray(np.searchsorted(run, np.array(PLACES) * run[-1] - 1e-6).clip(0, len(points) - 1))
