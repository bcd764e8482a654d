"""A progress bar for long work, shown only where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

#: Work that is expected to end within this many seconds gets no bar.
SECONDS = 2.0


def somebody_is_looking() -> bool:
    """Whether a person sees the output now: a terminal, or a notebook cell that a person started.

    A notebook that is executed by a program (a test, a converter) cannot ask the reader for input;
    this tells the two apart, so that no bar gets into stored output.
    """
    if "IPython" in sys.modules:
        from IPython import get_ipython

        shell: Any = get_ipython()
        kernel = getattr(shell, "kernel", None)
        if kernel is not None:
            return bool(getattr(kernel, "_allow_stdin", False))
    return sys.stderr is not None and sys.stderr.isatty()


def with_progress(
    parts: Iterable[tuple[int, T]], total: int, label: str, show: bool | None = None
) -> Iterator[T]:
    """Pass work on, with a bar where it will take long.

    Parameters
    ----------
    parts : iterable of (size, part)
        The sizes sum to `total`.
    total : int
    label : str
        Printed before the bar.
    show : bool, optional
        Without it: once the work is seen to need more than two seconds, and somebody is looking.
    """
    bar: Any = None
    allowed = show is not False and (show is True or somebody_is_looking())
    started, done = time.perf_counter(), 0
    try:
        for size, part in parts:
            yield part
            done += size
            spent = time.perf_counter() - started
            if bar is None and allowed and (show or spent * total / done > SECONDS) and done < total:
                from tqdm.auto import tqdm

                bar = tqdm(total=total, initial=done, desc=label, leave=False)
            elif bar is not None:
                bar.update(size)
    finally:
        if bar is not None:
            bar.close()
