"""Seams of synthetic data: what its labels could be guessed from by a student that understands nothing.

A naive Bayes classifier sees one surface feature and nothing else, and guesses the labels of phrasings that it has not seen. Its
balanced accuracy (the mean over the labels of the share guessed right) stands against that of blind guessing, with an
interval from a bootstrap over phrasings.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.naive_bayes import MultinomialNB

from callwright.store import openings
from callwright.store.audit import AuditResult
from callwright.store.database import Store
from callwright.store.openings import Features, Opening, read_openings

FOLDS = 5
RESAMPLES = 1000
MOST_ROWS = 6000
"""More are not looked at: the intervals are narrow by then."""
LEAST_ROWS, LEAST_PHRASINGS = 20, 10
"""A label, or a value as evidence, with less is left out: of it nothing could be said."""
SEAM = 0.1
"""Of the way from blind guessing to certainty, what a guess must surely cover to be called a seam."""
SHOWN_EVIDENCE = 4


@dataclass(frozen=True)
class Feature:
    name: str
    of: Callable[[Opening], Features]
    natural: frozenset[str] = frozenset()
    """Labels that it tells something of in people's requests too: shown, and no seam."""


FEATURES = (
    Feature("tool count", openings.tool_count),
    Feature("tools offered", openings.tools_offered, frozenset({"tool"})),
    Feature("request length", openings.length, frozenset({"category", "tool"})),
    Feature("style", openings.style),
    Feature("opener", openings.opener, frozenset({"category", "tool"})),
    Feature("closer", openings.closer, frozenset({"act", "category", "tool"})),
    Feature("case and marks", openings.marks, frozenset({"category", "tool"})),
    Feature("system text", openings.system_text),
)
"""Natural: who asks for more writes more, a verb opens a request and a value ends it, a tool that is not offered is not called."""


@dataclass(frozen=True)
class Label:
    name: str
    of: Callable[[Opening], str]
    among: Callable[[Opening], bool] = bool


LABELS = (
    Label("act", lambda opening: opening.act, among=lambda opening: opening.act != "confirm"),
    Label("category", lambda opening: opening.category),
    Label("tool", lambda opening: opening.tool, among=lambda opening: opening.tool in opening.offered),
)
"""To ask leave follows from the tool, which is stated destructive, and not from the request's words: it is no act to guess here."""
PLACE = Label("place", lambda opening: f"place {opening.offered.index(opening.tool) + 1}")
"""Where in the list of tools the one called stands, guessed from how many are offered."""


@dataclass(frozen=True)
class Evidence:
    value: str
    """Of the feature."""
    label: str
    rows: int
    """With that value."""
    share: float
    """Of these with that label."""
    overall: float
    """Share of that label over all rows."""

    def __str__(self) -> str:
        return f"{self.value}: {self.share:.0%} {self.label} of {self.rows} rows, {self.overall:.0%} over all"


@dataclass(frozen=True)
class Shortcut:
    feature: str
    label: str
    rows: int
    accuracy: float
    low: float
    high: float
    chance: float
    natural: bool
    evidence: tuple[Evidence, ...]
    """The values that give most away."""

    @property
    def seam(self) -> bool:
        return not self.natural and self.low - self.chance > SEAM * (1 - self.chance)

    def __str__(self) -> str:
        interval = f"{self.accuracy:.0%} [{self.low:.0%}, {self.high:.0%}]"
        return f"{self.feature} predicts {self.label} at {interval}, chance {self.chance:.0%}"


@dataclass(frozen=True)
class _Question:
    feature: str
    label: str
    natural: bool
    features: Sequence[Features]
    labels: NDArray[np.str_]
    phrasings: NDArray[np.intp]
    strata: NDArray[np.intp]
    """Rows whose share of right guesses counts as much as that of each other stratum."""
    chance: float


def shortcut_audits(store: Store, run_id: str) -> list[AuditResult]:
    """What could be guessed, and the check that nothing can that should not."""
    found = shortcuts(read_openings(store, run_id))
    guesses = [{**asdict(shortcut), "seam": shortcut.seam} for shortcut in found]
    seams = [_as_row(shortcut) for shortcut in found if shortcut.seam]
    return [
        AuditResult("shortcuts", "What the surface gives away of the labels", guesses, is_check=False),
        AuditResult("seams", "No label can be guessed from the surface", seams, is_check=True),
    ]


def _as_row(seam: Shortcut) -> dict[str, Any]:
    return {"seam": str(seam), "evidence": [str(evidence) for evidence in seam.evidence]}


def shortcuts(rows: Sequence[Opening], seed: int = 0) -> list[Shortcut]:
    """Every feature against every label that occurs often enough in two forms.

    Rows without a tool offered are left out: there only words can follow.
    """
    able = [row for row in rows if row.offered]
    if len(able) > MOST_ROWS:
        able = [able[i * len(able) // MOST_ROWS] for i in range(MOST_ROWS)]
    return [_answered(question, seed) for question in (*_questions(able), *_question_of_place(able))]


def _questions(rows: Sequence[Opening]) -> Iterator[_Question]:
    for label in LABELS:
        chosen = _with_enough([row for row in rows if label.among(row)], label.of)
        labels = np.array([label.of(row) for row in chosen])
        kinds = len(set(labels.tolist()))
        if kinds < 2:
            continue
        phrasings, strata = _numbers([row.phrasing for row in chosen]), _numbers(labels.tolist())
        for feature in FEATURES:
            features = [feature.of(row) for row in chosen]
            natural = label.name in feature.natural
            yield _Question(feature.name, label.name, natural, features, labels, phrasings, strata, 1 / kinds)


def _question_of_place(rows: Sequence[Opening]) -> Iterator[_Question]:
    """Blind guessing is right once in as many tools as are offered."""
    chosen = [row for row in rows if row.tool in row.offered and len(row.offered) > 1]
    phrasings = _numbers([row.phrasing for row in chosen])
    if len(chosen) >= LEAST_ROWS and phrasings.max() + 1 >= LEAST_PHRASINGS:
        features = [openings.tool_count(row) for row in chosen]
        labels = np.array([PLACE.of(row) for row in chosen])
        chance = float(np.mean([1 / len(row.offered) for row in chosen]))
        yield _Question("tool count", PLACE.name, False, features, labels, phrasings, np.zeros(len(chosen), np.intp), chance)


def _with_enough(rows: Sequence[Opening], label: Callable[[Opening], str]) -> list[Opening]:
    phrasings: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        phrasings[label(row)].append(row.phrasing)
    enough = {name for name, its in phrasings.items() if len(its) >= LEAST_ROWS and len(set(its)) >= LEAST_PHRASINGS}
    return [row for row in rows if label(row) in enough]


def _numbers(names: Sequence[str]) -> NDArray[np.intp]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.intp)


def _answered(question: _Question, seed: int) -> Shortcut:
    hits = _guessed(question, seed) == question.labels
    accuracy, low, high = _balanced(hits, question.strata, question.phrasings, seed)
    evidence = tuple(_evidence(question.features, question.labels.tolist()))
    return Shortcut(
        question.feature, question.label, len(hits), accuracy, low, high, question.chance, question.natural, evidence
    )  # fmt: skip


def _guessed(question: _Question, seed: int) -> NDArray[np.str_]:
    """Each row's label by a classifier that has seen no row of its phrasing and takes all labels for equally frequent."""
    columns = DictVectorizer().fit_transform(question.features)
    folds = np.random.default_rng(seed).permutation(question.phrasings.max() + 1)[question.phrasings] % FOLDS
    guessed = np.empty_like(question.labels)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        model = MultinomialNB(fit_prior=False).fit(columns[seen], question.labels[seen])
        guessed[unseen] = model.predict(columns[unseen])
    return guessed


def _balanced(
    hits: NDArray[np.bool_], strata: NDArray[np.intp], phrasings: NDArray[np.intp], seed: int
) -> tuple[float, float, float]:
    """The mean over strata of the share of hits, and its 95 % interval by a Poisson bootstrap over phrasings."""
    right, rows = np.zeros((2, phrasings.max() + 1, strata.max() + 1))
    np.add.at(right, (phrasings, strata), hits)
    np.add.at(rows, (phrasings, strata), 1.0)
    drawn = np.random.default_rng(seed).poisson(1.0, (RESAMPLES, len(rows))).astype(np.float64)
    with np.errstate(invalid="ignore"):
        resampled = np.nanmean((drawn @ right) / (drawn @ rows), axis=1)
    low, high = np.quantile(resampled, (0.025, 0.975))
    return float(np.mean(right.sum(0) / rows.sum(0))), float(low), float(high)


def _evidence(features: Sequence[Features], labels: Sequence[str]) -> Iterator[Evidence]:
    """By the share of a label's rows that have the value beyond those that would by chance."""
    overall, having = Counter(labels), Counter[str]()
    together: Counter[tuple[str, str]] = Counter()
    for row, label in zip(features, labels, strict=True):
        values = [f"{name} {value}" for name, value in row.items()]
        having.update(values)
        together.update((value, label) for value in values)

    def given_away(pair: tuple[str, str]) -> float:
        value, label = pair
        return together[pair] / overall[label] - having[value] / len(labels)

    telling = [pair for pair in together if having[pair[0]] >= LEAST_ROWS]
    for value, label in sorted(telling, key=given_away, reverse=True)[:SHOWN_EVIDENCE]:
        share = together[value, label] / having[value]
        yield Evidence(value, label, having[value], share, overall[label] / len(labels))
