"""Several people acting in the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run ``acts`` in threads that start together; their results in order, an exception as one."""
    ready = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001  # judged by the test in its own thread
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results: Sequence[Any]) -> list[str]:
    """The class name of each result, sorted: what a test of a race compares."""
    return sorted(type(one).__name__ for one in results)
