"""Checks for tests and notebooks: tables that agree, and what a figure shows, as text.

A notebook is compared with its stored output as text, so both functions write the same text on every machine:
rounded numbers, no address, no time, and of a difference only its order of magnitude.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import some

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Differences below this are rounding of the last bits, which differ between processors: their size is not
# printed.
_NOISE = -10

BACKGROUND = "_background"
"""Label of things that only support what is drawn, such as shading; :func:`figure_data` leaves them out."""


def assert_table_close(
    actual: object, expected: object, *, rtol: float = 0.0, atol: float = 1e-6, name: str | None = None
) -> None:
    """Check that two tables agree, label by label, and say how many values did.

    When to use it: at the end of a notebook or a test, against published or stored figures.

    Parameters
    ----------
    actual, expected : DataFrame, Series, mapping or array
        Tables are matched by their labels, in whatever order; a label that only one of them has is a failure
        (to compare a part, select it first). Mappings may hold tables. Arrays must have the same shape. Text
        must be equal; a missing value agrees with a missing value only.
    rtol, atol : float
        Numbers agree when ``|actual - expected| <= atol + rtol * |expected|``.
    name : str, optional
        What is compared, for the message.

    Raises
    ------
    AssertionError
        Something differs; the message names the worst cells, or the labels that are missing. Also when there
        is nothing to compare, so that an empty table cannot pass.

    Examples
    --------
    >>> published = pd.Series({"Image": 0.505, "Value": 0.557})
    >>> assert_table_close(pd.Series({"Value": 0.5572, "Image": 0.5048}), published, atol=5e-4, name="paths")
    paths: 2 values agree within atol=0.0005 (worst: below 1e-03)
    >>> assert_table_close({"Satisfaction": 72.0}, {"Satisfaction": 72.45}, atol=0.01)
    Traceback (most recent call last):
    AssertionError: 1 of 1 values differ by more than atol=0.01:
      [Satisfaction] is 72.0, expected 72.45 (difference 0.45)
    """
    head = f"{name}: " if name else ""
    cells = list(_matched(actual, expected, (), head))
    if not cells:
        raise AssertionError(f"{head}nothing to compare: the tables are empty.")
    within = " and ".join(
        f"{word}={_plain(value)}"
        for word, value in (("rtol", rtol), ("atol", atol))
        if value or word == "atol"
    )
    wrong, worst = [], 0.0
    for place, one, two in cells:
        gap = _gap(one, two)
        allowed = atol + (rtol * abs(float(two)) if _is_number(two) and math.isfinite(two) else 0.0)
        if gap is None or gap > allowed:
            wrong.append((math.inf if gap is None else gap, place, one, two))
        else:
            worst = max(worst, gap)
    if wrong:
        wrong.sort(key=lambda entry: -entry[0])
        lines = [
            f"  [{', '.join(map(str, place))}] is {_shown(one)}, expected {_shown(two)}"
            + (f" (difference {gap:.3g})" if math.isfinite(gap) else "")
            for gap, place, one, two in wrong[:10]
        ]
        more = [f"  and {len(wrong) - 10} more"] if len(wrong) > 10 else []
        title = f"{head}{len(wrong)} of {len(cells)} values differ by more than {within}:"
        raise AssertionError("\n".join([title, *lines, *more]))
    count = f"{len(cells)} value{'s agree' if len(cells) > 1 else ' agrees'}"
    print(f"{head}{count} within {within} (worst: below {_bound(worst)})")


def _matched(
    actual: Any, expected: Any, place: tuple[Hashable, ...], head: str
) -> Iterable[tuple[tuple[Hashable, ...], Any, Any]]:
    """Yield (place, actual, expected) for each cell, after checking that the labels are the same."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        _same_labels(actual.keys(), expected.keys(), "key", place, head)
        for key in expected:
            yield from _matched(actual[key], expected[key], (*place, key), head)
    elif isinstance(expected, Mapping) and isinstance(actual, pd.Series):
        yield from _matched(actual, pd.Series(dict(expected)), place, head)
    elif isinstance(expected, pd.DataFrame) and isinstance(actual, pd.DataFrame):
        _same_labels(actual.columns, expected.columns, "column", place, head)
        _same_labels(actual.index, expected.index, "row", place, head)
        aligned = actual.loc[expected.index]
        for column in expected.columns:
            pairs = zip(expected.index, aligned[column], expected[column], strict=True)
            yield from (((*place, row, column), one, two) for row, one, two in pairs)
    elif isinstance(expected, pd.Series) and isinstance(actual, pd.Series):
        _same_labels(actual.index, expected.index, "label", place, head)
        pairs = zip(expected.index, actual.loc[expected.index], expected, strict=True)
        yield from (((*place, row), one, two) for row, one, two in pairs)
    elif any(isinstance(table, (Mapping, pd.DataFrame, pd.Series)) for table in (actual, expected)):
        raise AssertionError(
            f"{head}cannot compare {type(actual).__name__} with {type(expected).__name__}: "
            "give both the same kind."
        )
    else:
        one, two = np.asarray(actual), np.asarray(expected)
        if one.shape != two.shape:
            raise AssertionError(f"{head}{_at(place)}shape {one.shape} is not the expected {two.shape}.")
        for where in np.ndindex(two.shape):
            yield (*place, *where), one[where], two[where]


def _same_labels(
    actual: Iterable[Hashable],
    expected: Iterable[Hashable],
    kind: str,
    place: tuple[Hashable, ...],
    head: str,
) -> None:
    have, want = list(actual), list(expected)
    for labels, side in ((have, "the table"), (want, "the expected table")):
        twice = [label for label in dict.fromkeys(labels) if labels.count(label) > 1]
        if twice:
            raise AssertionError(f"{head}{_at(place)}{side} has the {kind} {some(twice)} more than once.")
    absent = [label for label in want if label not in set(have)]
    extra = [label for label in have if label not in set(want)]
    if absent or extra:
        parts = [f"no {kind} {some(absent)}"] if absent else []
        parts += [f"{kind} {some(extra)} not expected"] if extra else []
        raise AssertionError(f"{head}{_at(place)}{'; '.join(parts)}.")


def _at(place: Sequence[Hashable]) -> str:
    return f"in [{', '.join(map(str, place))}]: " if place else ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.number, np.bool_))


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (_is_number(value) and value != value)


def _gap(one: Any, two: Any) -> float | None:
    """Return how far two cells are apart; None where they differ in a way that no tolerance covers."""
    if _is_missing(one) or _is_missing(two):
        return 0.0 if _is_missing(one) and _is_missing(two) else None
    if _is_number(one) and _is_number(two):
        if one == two:
            return 0.0
        gap = abs(float(one) - float(two))
        return gap if math.isfinite(gap) else None
    if _is_number(one) or _is_number(two):
        return None
    return 0.0 if str(one) == str(two) else None


def _plain(value: float) -> str:
    return f"{value:.0e}" if value and value < 1e-4 else f"{value:g}"


def _shown(value: Any) -> str:
    return str(value.item() if isinstance(value, np.generic) else value)


def _bound(worst: float) -> str:
    """Return the next power of ten above a difference: stable where the difference itself is not."""
    power = _NOISE if worst == 0 else max(_NOISE, math.floor(math.log10(worst)) + 1)
    return f"1e{power:+03d}"


def figure_data(drawn: Figure | Axes, decimals: int = 3) -> str:
    """Write out what a figure shows: titles, labels, points, lines, shapes and words, rounded.

    When to use it: as the last line of a notebook cell that draws. The stored text is compared, so that a
    figure whose numbers have changed is noticed; the picture itself is for the eye.

    Parameters
    ----------
    drawn : matplotlib Figure or Axes
    decimals : int
        Of all coordinates.

    Returns
    -------
    str
        A line for each thing drawn, axes by axes, in the order in which it was drawn. Print it.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> _ = axes.plot([1, 2], [0.5, 0.12345], label="index")
    >>> _ = axes.set(title="Index", xlabel="wave", xticks=[1, 2], yticks=[0, 1])
    >>> print(figure_data(axes))
    axes 1: Index
      x axis: wave | 1, 2
      y axis: 0, 1
      line index: (1.000, 0.500) (2.000, 0.123)
    """
    from matplotlib.axes import Axes

    all_axes = [drawn] if isinstance(drawn, Axes) else list(drawn.get_axes())
    lines: list[str] = []
    if not isinstance(drawn, Axes):
        heading = drawn.get_suptitle()
        lines += [f"figure: {_one_line(heading)}"] if heading else []
        lines += [
            f"text {_one_line(words.get_text())}" for words in drawn.texts if words.get_text() != heading
        ]
    for i, axes in enumerate(all_axes, start=1):
        titles = [axes.get_title(loc=place) for place in ("left", "center", "right")]
        lines.append(f"axes {i}: {' | '.join(_one_line(title) for title in titles if title)}".rstrip(": "))
        if axes.axison:
            for word, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
                lines += _axis_lines(axes, word, axis)
        for artist in axes.get_children():
            if artist.get_visible():
                lines += [f"  {line}" for line in _artist_lines(axes, artist, decimals)]
    return "\n".join(lines)


def _axis_lines(axes: Axes, word: str, axis: Any) -> list[str]:
    low, high = sorted(axes.get_xlim() if word == "x" else axes.get_ylim())
    lines = []
    for minor in (False, True):
        places = axis.get_ticklocs(minor=minor)
        labels = [label.get_text() for label in axis.get_ticklabels(minor=minor)]
        seen = [
            _one_line(label)
            for place, label in zip(places, labels, strict=False)
            if label and low - 1e-9 <= place <= high + 1e-9
        ]
        parts = [_one_line(axis.get_label_text()) if not minor else "", ", ".join(seen)]
        if any(parts):
            lines.append(
                f"  {word} axis{' (small)' if minor else ''}: {' | '.join(part for part in parts if part)}"
            )
    return lines


def _artist_lines(axes: Axes, artist: Artist, decimals: int) -> list[str]:
    """Describe one thing drawn; what frames the axes is left out."""
    from matplotlib import collections, image, legend, lines, patches, spines, text

    if artist is axes.patch or isinstance(artist, spines.Spine) or artist.get_label() == BACKGROUND:
        return []
    label = str(artist.get_label() or "")
    named = "" if label.startswith("_") or not label else f" {_one_line(label)}"
    if isinstance(artist, lines.Line2D):
        return [f"line{named}: {_points(artist.get_xydata(), decimals)}"]
    if isinstance(artist, text.Text):
        if not artist.get_text() or artist not in axes.texts:  # titles have their own line
            return []
        place = artist.xy if isinstance(artist, text.Annotation) else artist.get_position()
        return [f"text {_one_line(artist.get_text())}: {_points([place], decimals)}"]
    if isinstance(artist, patches.Rectangle):
        x, y = artist.get_x(), artist.get_y()
        corners = [(x, y), (x + artist.get_width(), y + artist.get_height())]
        return [f"rectangle{named}: {_points(corners, decimals)}"]
    if isinstance(artist, patches.Ellipse):
        size = f"{_number(artist.get_width(), decimals)} x {_number(artist.get_height(), decimals)}"
        return [f"ellipse{named}: {_points([artist.get_center()], decimals)} {size}"]
    if isinstance(artist, patches.Patch):
        return [f"shape{named}: {_points(artist.get_path().vertices, decimals)}{_stroke(artist, decimals)}"]
    if isinstance(artist, collections.PathCollection):
        return [f"points{named}: {_points(artist.get_offsets(), decimals)}"]
    if isinstance(artist, collections.Collection):
        word = "lines" if isinstance(artist, collections.LineCollection) else "area"
        return [f"{word}{named}: {_points(path.vertices, decimals)}" for path in artist.get_paths()]
    if isinstance(artist, image.AxesImage):
        return [f"image{named}: {row}" for row in _image_rows(artist, decimals)]
    if isinstance(artist, legend.Legend):
        words = [artist.get_title().get_text(), *(entry.get_text() for entry in artist.get_texts())]
        return [f"legend: {', '.join(_one_line(word) for word in words if word)}"]
    return []


def _stroke(patch: Any, decimals: int) -> str:
    """Return the width and dashes of a line drawn as a shape: they may mean strength and sign."""
    if patch.get_fill():
        return ""
    dashes = "solid" if patch.get_linestyle() == "solid" else "dashed"
    return f" width {_number(patch.get_linewidth(), decimals)} {dashes}"


def _image_rows(picture: Any, decimals: int) -> list[str]:
    values: Any = np.atleast_2d(np.ma.filled(np.ma.asarray(picture.get_array(), dtype=float), np.nan))
    return [" ".join(_number(value, decimals) for value in row.ravel()) for row in values]


def _points(points: Any, decimals: int) -> str:
    rows: Any = np.asarray(np.ma.filled(np.ma.asarray(points, dtype=float), np.nan)).reshape(-1, 2)
    return " ".join(f"({_number(x, decimals)}, {_number(y, decimals)})" for x, y in rows)


def _number(value: float, decimals: int) -> str:
    return f"{float(value):z.{decimals}f}"


def _one_line(words: str) -> str:
    return " / ".join(words.split("\n"))
