"""Counts rounded by a secret key, means by a step: the same contributors always give the same figure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

TWENTIETHS = 20
"""Steps of means are whole numbers of twentieths."""


def rounded_count(secret: bytes, question: str, key_sum: int, count: int, base: int) -> int:
    """A multiple of `base`, whose mean over keys is `count`.

    u = HMAC-SHA256(secret, question ‖ sum of the contributors' keys ‖ count) in [0, 1): up when u < remainder/base.
    """
    below, remainder = divmod(count, base)
    if not remainder:
        return count
    message = f"{question}\x00{key_sum}\x00{count}".encode()
    drawn = int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big")
    return base * (below + (drawn * base < remainder << 64))


def step_of(answered: int, steps: Sequence[float]) -> int:
    """The smallest step h, in twentieths, with h·n ≥ 2; the greatest of them when none is enough."""
    twentieths = sorted(round(step * TWENTIETHS) for step in steps)
    return next((step for step in twentieths if step * answered >= 2 * TWENTIETHS), twentieths[-1])


def rounded_mean(total: int, answered: int, step: int) -> int:
    """How many steps (of `step` twentieths) the mean total/answered is nearest to, halves up."""
    return (2 * TWENTIETHS * total + answered * step) // (2 * answered * step)


def percent(count: int, answered: int) -> float | None:
    """The percentage that two rounded counts give, at most 100; None over nothing."""
    return None if answered <= 0 else min(100.0, round(100.0 * count / answered, 1))
