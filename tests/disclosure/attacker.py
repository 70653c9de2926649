"""Somebody who reads published figures, knows who stands in which group and how the rules work, and deduces.

It takes rows as a workbook or a CSV gives them, and nothing of the engine. A fact is told only when whole-number programs prove
it from the rows. The true answers serve twice: they say what insiders know, and they are one way things can be, from which
others are walked to, so that most facts are seen to be open without a program.

Use: `protected_facts([Publication(rows, groups)], answers)` is empty when nothing protected can be deduced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ANSWERED, MEAN, NO_ANSWERS = "repondu", "moyenne", ("ne_sais_pas", "sans_objet")
STEPS = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))
WALKS, LENGTH, KEPT = 24, 90, (2, 6, 15, 40, 89)


@dataclass(frozen=True)
class Row:
    """One line of the tidy sheet. A count or mean without mark is exact (a mean to two decimals)."""

    variable: str
    category: str
    group: str
    kind: str
    value: float | None
    mark: str
    step: float | None = None
    """The step of a mean; when the file does not say it, the coarsest that fits is supposed."""


@dataclass(frozen=True)
class Publication:
    """One published file: its rows, and who (keys of what was submitted) stands in each group, the total too."""

    rows: Sequence[Row]
    groups: Mapping[str, frozenset[str]]
    base: int = 3
    hidden: tuple[int, int] | None = None
    """Between which counts a hidden one lies, where the rule of hiding says so."""


@dataclass(frozen=True)
class Finding:
    """A protected fact: `count` of these people gave this answer, for certain."""

    kind: str
    variable: str
    category: str
    count: int
    people: frozenset[str]
    insiders: tuple[tuple[str, str], ...] = ()


@dataclass
class Puzzle:
    """One variable: unknown numbers of each pattern that gave each answer, and what the rows say of them."""

    variable: str
    categories: list[str]
    answers: int
    patterns: list[frozenset[str]]
    groups: dict[tuple[int, str], np.ndarray]
    """By (publication, group), which patterns are in it."""
    rows: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    tables: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Ways things can be, as many as were found."""
    moves: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Tables × patterns × from × to: whether one person of the pattern could have answered otherwise."""

    @property
    def sizes(self) -> np.ndarray:
        return np.array([len(pattern) for pattern in self.patterns])

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.patterns), len(self.categories) + 1

    def tell(self, inside: np.ndarray, weights: Sequence[float], low: float, high: float) -> None:
        """low ≤ Σ weight·count over these patterns ≤ high."""
        self.rows.append(np.outer(inside, [*weights, 0]).reshape(-1).astype(float))
        self.low.append(low)
        self.high.append(high)

    def least(self, cost: np.ndarray, demand: np.ndarray, whole: bool) -> np.ndarray:
        """A table with the smallest Σ cost·count, of whole numbers or not."""
        each = np.kron(np.eye(self.shape[0]), np.ones(self.shape[1]))
        found = milp(
            cost.reshape(-1).astype(float),
            integrality=np.full(cost.size, int(whole)),
            bounds=Bounds(demand.reshape(-1), np.repeat(self.sizes, self.shape[1])),
            constraints=LinearConstraint(
                np.vstack([*self.rows, each]), [*self.low, *self.sizes], [*self.high, *self.sizes]
            ),
        )
        assert found.x is not None, f"{self.variable}: nothing fits ({found.message})"
        return found.x.reshape(self.shape)


def protected_facts(
    publications: Sequence[Publication],
    answers: Mapping[str, Mapping[str, str | None]],
    *,
    threshold: int = 10,
    insiders: int = 2,
    every: bool = False,
) -> list[Finding]:
    """The protected facts that follow from all publications together; the first of each variable, or `every` one.

    `answers`: by variable, the category that each key gave (None for none). Variables without answers are passed over.
    """
    found: list[Finding] = []
    for variable in dict.fromkeys(row.variable for p in publications for row in p.rows if row.variable in answers):
        facts = _facts(publications, variable, answers[variable], threshold, insiders)
        found += facts if every else [fact for fact, _ in zip(facts, range(1), strict=False)]
    return found


def _puzzle(publications: Sequence[Publication], variable: str, truth: Mapping[str, str | None]) -> Puzzle:
    told = [[row for row in p.rows if row.variable == variable] for p in publications]
    names = dict.fromkeys(r.category for rows in told for r in rows if r.kind == "count" and r.category != ANSWERED)
    real = [name for name in names if name not in NO_ANSWERS]
    real += ["non"] if real == ["oui"] else []
    categories = [*real, *(name for name in names if name in NO_ANSWERS)]
    used = {(n, row.group) for n, rows in enumerate(told) for row in rows if row.value is not None or row.mark == "u"}
    people = sorted(set().union(*(p.groups["total"] for p in publications)))
    standing = {who: tuple(who in publications[n].groups[g] for n, g in sorted(used)) for who in people}
    patterns = [frozenset(w for w in people if standing[w] == one) for one in sorted(set(standing.values()))]
    inside = {
        pair: np.array([next(iter(pattern)) in publications[pair[0]].groups[pair[1]] for pattern in patterns])
        for pair in sorted(used)
    }
    puzzle = Puzzle(variable, categories, len(real), patterns, inside)
    for n, rows in enumerate(told):
        _read(puzzle, publications[n], n, rows)
    return puzzle


def _read(puzzle: Puzzle, publication: Publication, n: int, rows: Sequence[Row]) -> None:
    """Every row becomes bounds."""
    value = {(r.category, r.group): r.value for r in sorted(rows, key=lambda row: row.mark) if r.kind == "count"}
    real = [1.0 if place < puzzle.answers else 0.0 for place in range(len(puzzle.categories))]
    # A marked count that is no multiple of the base tells that nothing was rounded.
    plain = any((r.value or 0) % publication.base for r in rows if r.kind == "count" and r.mark)

    def weights(category: str) -> list[float]:
        return real if category == ANSWERED else [float(category == name) for name in puzzle.categories]

    for row in rows:
        inside = puzzle.groups.get((n, row.group))
        if inside is None:
            continue
        if row.kind == "count":
            far = 0 if not row.mark or plain else publication.base - 1
            if row.value is not None:
                puzzle.tell(inside, weights(row.category), row.value - far, row.value + far)
            elif publication.hidden is not None:
                puzzle.tell(inside, weights(row.category), *publication.hidden)
        elif row.kind == "percent" and row.value is not None:
            part, whole = value.get((row.category, row.group)), value.get((ANSWERED, row.group))
            if part is not None and whole and abs(row.value - min(100.0, 100 * part / whole)) < 0.06:
                continue
            for sign in (-1, 1):
                share = (row.value + sign * 0.051) / 100
                told = [a - share * b for a, b in zip(weights(row.category), real, strict=True)]
                puzzle.tell(inside, told, *((0, np.inf) if sign < 0 else (-np.inf, 0)))
        elif row.kind == "mean" and row.value is not None:
            _read_mean(puzzle, row, inside, real, value.get((ANSWERED, row.group)))


def _read_mean(puzzle: Puzzle, row: Row, inside: np.ndarray, real: list[float], answered: float | None) -> None:
    """The mean is within half a step; the step says how many answered at least."""
    step = Fraction(1, 100) if not row.mark else _step(row, answered)
    for sign in (-1, 1):
        bound = Fraction(row.value).limit_denominator(1000) + sign * step / 2
        told = [int(200 * (level - bound)) * int(one) for level, one in enumerate(real)]
        puzzle.tell(inside, told, *((0, np.inf) if sign < 0 else (-np.inf, -1 if row.mark else 0)))
    if row.mark and row.step is not None:
        coarsest = max(step, Fraction(1, 20))
        least = 2 / coarsest if coarsest in STEPS and coarsest < 1 else 0
        puzzle.tell(inside, real, float(min(least, 10)), np.inf)


def _step(row: Row, answered: float | None) -> Fraction:
    if row.step is not None:
        return Fraction(row.step).limit_denominator(100)
    least = max(1, (answered or 0) - 2)
    fitting = [step for step in STEPS if step * int(least) >= 2]
    return (fitting or [STEPS[-1]])[0] * 2


def _facts(
    publications: Sequence[Publication], variable: str, truth: Mapping[str, str | None], threshold: int, insiders: int
) -> Iterator[Finding]:
    puzzle = _puzzle(publications, variable, truth)
    if not puzzle.rows:
        return
    start = _table(puzzle, truth)
    values = np.vstack(puzzle.rows) @ start.reshape(-1)
    assert (values >= np.array(puzzle.low) - 1e-6).all(), f"{variable}: the true answers do not fit what is published"
    assert (values <= np.array(puzzle.high) + 1e-6).all(), f"{variable}: the true answers do not fit what is published"
    puzzle.tables = _walked(puzzle, start)
    puzzle.moves = _moves(puzzle, puzzle.tables)
    yield from _of_groups(puzzle)
    for who in _coalitions(start, insiders):
        yield from _of_sets(puzzle, who, threshold - len(who))


def _table(puzzle: Puzzle, truth: Mapping[str, str | None]) -> np.ndarray:
    table = np.zeros(puzzle.shape, dtype=int)
    for place, pattern in enumerate(puzzle.patterns):
        for who in pattern:
            said = truth.get(who)
            table[place, puzzle.categories.index(said) if said in puzzle.categories else -1] += 1
    return table


def _walked(puzzle: Puzzle, start: np.ndarray) -> np.ndarray:
    """Tables that the rows allow, reached one answer at a time."""
    rng = np.random.default_rng(7)
    rows = np.vstack(puzzle.rows).reshape(-1, *puzzle.shape)
    low, high = np.array(puzzle.low)[:, None] - 1e-6, np.array(puzzle.high)[:, None] + 1e-6
    tables = np.repeat(start[None], WALKS, axis=0)
    sums = np.repeat((rows.reshape(len(rows), -1) @ start.reshape(-1))[:, None], WALKS, axis=1)
    chance = puzzle.sizes / puzzle.sizes.sum()
    kept, walks = [start[None]], np.arange(WALKS)
    for step in range(LENGTH):
        place = rng.choice(len(chance), WALKS, p=chance)
        old, new = rng.integers(0, puzzle.shape[1], (2, WALKS))
        moved = sums + rows[:, place, new] - rows[:, place, old]
        good = ((moved >= low) & (moved <= high)).all(axis=0) & (tables[walks, place, old] > 0) & (old != new)
        sums[:, good] = moved[:, good]
        np.subtract.at(tables, (walks[good], place[good], old[good]), 1)
        np.add.at(tables, (walks[good], place[good], new[good]), 1)
        if step in KEPT:
            kept.append(tables.copy())
    return np.unique(np.concatenate(kept), axis=0)


def _moves(puzzle: Puzzle, tables: np.ndarray) -> np.ndarray:
    """Tables × patterns × from × to: whether one person of the pattern could have answered otherwise."""
    rows = np.vstack(puzzle.rows).reshape(-1, *puzzle.shape)
    sums = np.einsum("rpc,mpc->mr", rows, tables.astype(float))
    up = np.array(puzzle.high) + 1e-6 - sums
    down = np.array(puzzle.low) - 1e-6 - sums
    found = np.zeros((len(tables), *puzzle.shape, puzzle.shape[1]), dtype=bool)
    for place in range(puzzle.shape[0]):
        about = rows[:, place].any(axis=1)
        change = rows[about, place][:, None, :] - rows[about, place][:, :, None]
        fits = (change <= up[:, about, None, None]) & (change >= down[:, about, None, None])
        found[:, place] = fits.all(axis=1) & (tables[:, place, :, None] > 0)
    found[:, :, range(puzzle.shape[1]), range(puzzle.shape[1])] = False
    return found


def _proved(puzzle: Puzzle, patterns: np.ndarray, category: int, count: int, demand: np.ndarray) -> bool:
    """Whether these patterns can have no other count."""
    cost = np.zeros(puzzle.shape)
    cost[patterns, category] = 1
    for sign in (-1, 1) if count else (-1,):
        if np.ceil((sign * cost * puzzle.least(sign * cost, demand, False)).sum() - 1e-6) == sign * count:
            continue
        table = np.rint(puzzle.least(sign * cost, demand, True)).astype(int)
        if int((cost * table).sum()) != count:
            puzzle.tables = np.concatenate([puzzle.tables, table[None]])
            puzzle.moves = np.concatenate([puzzle.moves, _moves(puzzle, table[None])])
            return False
    return True


def _of_groups(puzzle: Puzzle) -> Iterator[Finding]:
    """Published groups that are unanimous, empty of an answer, or have exactly 1 or 2 of it."""
    nobody = np.zeros(puzzle.shape)
    for inside in {tuple(inside): inside for inside in puzzle.groups.values()}.values():
        size = int(puzzle.sizes[inside].sum())
        for place, category in enumerate(puzzle.categories):
            counts = puzzle.tables[:, inside, place].sum(axis=1)
            count = int(counts[0])
            telling = count in (1, 2, size) or (count == 0 and place < puzzle.answers)
            if not telling or np.ptp(counts) or not _proved(puzzle, inside, place, count, nobody):
                continue
            kind = "unanimous" if count == size else "empty" if not count else "few"
            people = frozenset().union(*(p for p, one in zip(puzzle.patterns, inside, strict=True) if one))
            yield Finding(kind, puzzle.variable, category, count, people)


def _coalitions(start: np.ndarray, most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    cells = [tuple(map(int, cell)) for cell in np.argwhere(start)]
    for count in range(most + 1):
        for chosen in combinations_with_replacement(cells, count):
            if all(chosen.count(cell) <= start[cell] for cell in chosen):
                yield chosen


def _of_sets(puzzle: Puzzle, who: tuple[tuple[int, int], ...], limit: int) -> Iterator[Finding]:
    """Sets of fewer than `limit` others of whom exactly so many, and some, gave an answer."""
    demand = np.zeros(puzzle.shape, dtype=int)
    for cell in who:
        demand[cell] += 1
    fits = (puzzle.tables >= demand).all(axis=(1, 2))
    possible = puzzle.moves[fits]
    for pattern in {cell[0] for cell in who}:
        possible = possible.copy()
        possible[:, pattern] &= (puzzle.tables[fits, pattern] > demand[pattern])[:, :, None]
    free = (possible.any(axis=2) | possible.any(axis=3)).any(axis=0)
    others = puzzle.sizes - demand.sum(axis=1)
    for place, category in enumerate(puzzle.categories):
        stuck = [int(p) for p in np.flatnonzero(~free[:, place] & (others > 0))]
        for patterns, count in _certain(puzzle, place, stuck, others, limit, demand):
            people = frozenset().union(*(puzzle.patterns[p] for p in patterns))
            names = tuple((f"one of pattern {p}", [*puzzle.categories, "none"][c]) for p, c in who)
            yield Finding("insiders" if who else "set", puzzle.variable, category, count, people, names)


def _certain(
    puzzle: Puzzle,
    place: int,
    stuck: Sequence[int],
    others: np.ndarray,
    limit: int,
    demand: np.ndarray,
) -> Iterator[tuple[tuple[int, ...], int]]:
    fixed: list[int] = []
    for patterns in (tuple(c) for size in (1, 2, 3) for c in combinations(stuck, size)):
        size = int(others[list(patterns)].sum())
        if len(patterns) > 1 and (size >= limit or set(patterns) & set(fixed)):
            continue
        tables = puzzle.tables[(puzzle.tables >= demand).all(axis=(1, 2))]
        counts = tables[:, list(patterns), place].sum(axis=1)
        inside = np.isin(np.arange(len(others)), patterns)
        count = int(counts[0] - demand[inside, place].sum())
        if count and not np.ptp(counts) and _proved(puzzle, inside, place, int(counts[0]), demand):
            fixed += patterns
            if size < limit or count == size:
                yield patterns, count
