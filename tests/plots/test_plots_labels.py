"""Places of labels: clear of each other, near their points, and the same whoever asks."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from csmodels.plots.labels import Placement, place_labels, shared
from csmodels.plots.point_names import PointNames

AREA = (400.0, 380.0)


def scattered(n, seed=0):
    rng = np.random.default_rng(seed)
    return [tuple(at) for at in rng.uniform([20, 20], [380, 360], (n, 2))]


def test_labels_are_clear_of_each_other_and_of_points():
    points = scattered(16)
    fixed = [((x - 5, y - 5, x + 5, y + 5), 20.0) for x, y in points]
    found = place_labels(points, [(80.0, 13.0)] * 16, fixed, AREA)
    assert found.overlap == 0
    assert shared(found.boxes, np.array([each for each, _ in fixed])).sum() == 0
    assert found.boxes.min() >= 0
    assert (found.boxes[:, 2:] <= AREA).all()


def test_overlap_is_told_where_there_is_no_room():
    found = place_labels([(10, 10)] * 6, [(30.0, 30.0)] * 6, [], (40.0, 40.0))
    boxes = found.boxes
    both = sum(
        max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
    )
    assert both > 0
    assert abs(found.overlap - both) < 1e-9 * both


def test_a_lone_label_is_near_and_needs_no_line():
    found = place_labels([(200, 200)], [(60.0, 13.0)], [], AREA)
    assert not found.far[0]
    assert np.abs(found.centres[0] - [200, 200]).max() < 60


def test_a_label_nearer_to_another_point_gets_a_line():
    # all round the first point stand others
    ring = [
        (200 + 12 * np.cos(a), 200 + 12 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ]
    points = [(200.0, 200.0), *ring]
    found = place_labels(points, [(60.0, 13.0), *[(1.0, 1.0)] * 12], [], AREA)
    assert found.far[0]


def test_further_costs_are_heeded():
    def left(i, middles):
        return np.where(middles[:, 0] > 200, 1e6, 0.0)

    found = place_labels([(200, 200)], [(60.0, 13.0)], [], AREA, penalty=left)
    assert found.centres[0, 0] <= 200


def test_no_labels():
    found = place_labels([], [], [], AREA)
    assert found.boxes.shape == (0, 4)
    assert found.overlap == 0


def test_what_a_label_stands_on_and_how_far_it_is():
    boxes = np.array([[10.0, 10.0, 50.0, 20.0], [60.0, 60.0, 90.0, 70.0]])
    found = Placement(boxes, np.array([False, True]), 0.0)
    assert found.covers(np.array([[0.0, 0.0], [70.0, 65.0]]))
    assert not found.covers(np.array([[0.0, 0.0], [100.0, 65.0]]))
    assert not found.covers(np.empty((0, 2)))
    np.testing.assert_allclose(found.away(np.array([[7.0, 6.0], [80.0, 65.0]])), [5.0, 0.0])


def test_names_are_placed_once_for_each_size_and_get_smaller_without_room():
    ax = Figure().add_subplot()
    at = np.array([[0.2, 0.2], [0.8, 0.8]])
    names = PointNames(ax, at, ["Wi-Fi", "Bed"], (), 1.0, ["DejaVu Sans"])
    asked = []

    def place(shown, size):
        asked.append((tuple(shown), size))
        return Placement(np.tile([0.0, 0.0, 20.0, 10.0], (2, 1)), np.array([True, False]), float(size > 7.5))

    for width in (200.0, 200.2, 300.0):
        names.arrange(at * width, (width, 100.0), place)
    # too large, then without overlap; the second time the place is known
    assert [size for _, size in asked] == [8.5, 8.5 * 0.85] * 2
    assert [note.get_text() for note in names.labels] == ["Wi-Fi", "Bed"]
    assert [note.arrow_patch.get_visible() for note in names.labels] == [True, False]
    numbered = PointNames(ax, at, ["Wi-Fi", "Bed"], ("1", "4"), 1.0, ["DejaVu Sans"])
    numbered.arrange(at * 200.0, (200.0, 100.0), place)
    assert [note.get_text() for note in numbered.labels] == ["1", "4"]
