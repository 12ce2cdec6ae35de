"""A brake for the public page, per process and address."""

import time
from collections import OrderedDict, deque
from threading import Lock

from aftersales.errors import RateLimited
from aftersales.i18n import _l

MAX_ADDRESSES = 10_000


class Throttle:
    """At most ``tries`` in ``seconds`` from one address."""

    def __init__(self, *, tries: int, seconds: float) -> None:
        self.tries = tries
        self.seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Count one try; :raises RateLimited: when there were too many."""
        moment = time.monotonic()
        with self._lock:
            tries = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while tries and tries[0] <= moment - self.seconds:
                tries.popleft()
            if len(tries) >= self.tries:
                raise RateLimited(_l("Too many tries. Wait a minute and try again."))
            tries.append(moment)
            if len(self._seen) > MAX_ADDRESSES:
                self._seen.popitem(last=False)

    def reset(self) -> None:
        """Forget all tries (tests)."""
        with self._lock:
            self._seen.clear()
