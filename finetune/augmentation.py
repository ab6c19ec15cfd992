"""Rows drawn anew for every epoch: values swapped for others of the same parameter, words around them disturbed.

Without it a small student learns the training values by heart instead of copying what the user said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from callwright.finetune.masks import MaskedRow
from callwright.finetune.students.dialect import Dialect
from callwright.finetune.students.vocabulary import CONTINUES, Vocabulary, atoms, kind
from callwright.generator.trace import Trace

SWAPPED = 0.8
"""Share of the swappable values of a row that are swapped in an epoch."""
RESPELLED = 0.7
"""Share of the swapped values of which about half the words, pieces and digits are drawn anew: values nobody would think of."""
RESPELLED_CLOSED = 0.1
"""The same of values that are a closed class: "nearby" tells its parameter by itself, and another word does not."""
UNSEEN = 0.02
"""Chance that the next value is a new one, from which on the class is open: the share of values seen once (Good and Turing)."""
LENGTHENED = 0.3
"""Share of the words drawn anew that get more pieces: what is copied is copied to the end of the word, however long."""
NOISE = 0.06
"""Share of the user's other words that are replaced by any word in an epoch."""
ODD = 0.3
"""Share of these that are spelled in pieces, words that nobody knows: else a word never shown means that no tool fits."""
WORDS = 0.3
"""Weight in the loss of the words of a question or a refusal after the first one, as many others would do as well: in full they
were a quarter of the loss."""
BEGUN = 0.3
"""Of rows that end in a turn of which only the beginning is trained, the share read that far in an epoch: reading all of them
costs a quarter more for one token of loss each."""


Example = tuple[Trace, MaskedRow]


class Pool(NamedTuple):
    """Values that may stand for one another: of the same parameters, with the same kinds of atoms at both ends.

    The ends decide on the spaces around a value, so that ids can be put for ids.
    """

    parameters: frozenset[tuple[str, str]]
    first: str
    last: str


@dataclass(frozen=True)
class Swap:
    pool: Pool
    length: int
    starts: tuple[int, ...]
    """Where the value stands in the row: in the request, in calls and in results."""


class TrainingRow(NamedTuple):
    ids: list[int]
    weights: list[float]
    """In the loss: 0 for what is only read."""


class Prepared(NamedTuple):
    plain: TrainingRow
    swaps: Sequence[Swap]
    noisy: Sequence[int]
    """Positions of words that may be disturbed."""


class Augmentation:
    def __init__(self, examples: Sequence[Sequence[Example]], dialect: Dialect, random: Random, context: int) -> None:
        """`examples`: each in one or more equivalent versions, of which an epoch reads one."""
        self.random, self.context = random, context
        vocabulary = dialect.vocabulary
        pools: dict[Pool, Counter[tuple[int, ...]]] = defaultdict(Counter)
        self._versions = [
            [_prepared(trace, row, dialect, pools, is_first=not number) for number, (trace, row) in enumerate(versions)]
            for versions in examples
        ]
        self._pools = {pool: sorted(values) for pool, values in pools.items()}
        self._respelled_share = {pool: RESPELLED if _is_open(values) else RESPELLED_CLOSED for pool, values in pools.items()}
        self._is_word = [token.removeprefix(CONTINUES).isalpha() for token in vocabulary.tokens]
        self._words = [i for i, token in enumerate(vocabulary.tokens) if token.isalpha()]
        self._pieces = [
            i for i, token in enumerate(vocabulary.tokens) if token.removeprefix(CONTINUES).isalpha() and token[0] == "#"
        ]
        self._alike = _alike(vocabulary, {i for values in self._pools.values() for value in values for i in value})

    def __len__(self) -> int:
        return len(self._versions)

    def draw(self, index: int) -> TrainingRow:
        """Example `index`, disturbed; as it is where it would not fit the context any more."""
        version = self.random.choice(self._versions[index])
        disturbed = self._disturbed(version)
        if self.random.random() >= BEGUN:
            disturbed = _before_begun(disturbed)
        return disturbed if len(disturbed.ids) <= self.context else version.plain

    def _value(self, pool: Pool) -> Sequence[int]:
        value, random = self.random.choice(self._pools[pool]), self.random
        if random.random() >= self._respelled_share[pool]:
            return value
        return [token for i in value for token in (self._respelled(i) if random.random() < 0.5 else (i,))]

    def _respelled(self, token: int) -> Sequence[int]:
        """Another of its kind, a word or a piece of one at times with more pieces after it."""
        group = self._alike.get(token)
        if group is None:
            return [token]
        other, random = self.random.choice(group), self.random
        if random.random() >= LENGTHENED or not self._is_word[other]:
            return [other]
        return [other, *random.choices(self._pieces, k=random.choice((1, 1, 2, 3)))]

    def _word(self) -> Sequence[int]:
        """A word of the vocabulary, or one that begins like it and is none."""
        word = [self.random.choice(self._words)]
        return word if self.random.random() >= ODD else [*word, *self.random.choices(self._pieces, k=self.random.choice((1, 2)))]

    def _disturbed(self, version: Prepared) -> TrainingRow:
        random = self.random
        ids, weights = list(version.plain.ids), list(version.plain.weights)
        chosen = [(swap, self._value(swap.pool)) for swap in version.swaps if random.random() < SWAPPED]
        places = [(start, swap.length, value) for swap, value in chosen for start in swap.starts]
        places += [(position, 1, self._word()) for position in version.noisy if random.random() < NOISE]
        for start, length, value in sorted(places, reverse=True):
            weights[start : start + length] = [weights[start]] * len(value)
            ids[start : start + length] = value
        return TrainingRow(ids, weights)


def _prepared(
    trace: Trace, row: MaskedRow, dialect: Dialect, pools: dict[Pool, Counter[tuple[int, ...]]], *, is_first: bool
) -> Prepared:
    """Adds the row's values to `pools`; they are counted in its first version."""
    found = list(_values(trace, row, dialect.vocabulary))
    for swap, ids in found:
        pools[swap.pool][ids] += is_first
    swaps = _apart([swap for swap, _ in found])
    return Prepared(_weighted(row, dialect), swaps, _noisy(row, swaps, dialect))


def _is_open(values: Counter[tuple[int, ...]]) -> bool:
    return sum(count == 1 for count in values.values()) >= UNSEEN * values.total()


def _alike(vocabulary: Vocabulary, used: Iterable[int]) -> dict[int, list[int]]:
    """For each token of a value those that may stand in its place: words for a word, pieces for a piece, digits for a digit."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i in sorted(used):
        token = vocabulary.token(i)
        letters = token.removeprefix(CONTINUES)
        if letters.isalpha():
            groups[token[: -len(letters)]].append(i)
        elif letters.isdigit():
            groups[str(len(letters))].append(i)
    return {i: group for group in groups.values() for i in group}


def _before_begun(row: TrainingRow) -> TrainingRow:
    """Without a last turn of which only one token is trained; that token stays where it is the only one."""
    trained = [position for position, weight in enumerate(row.weights) if weight]
    if len(trained) < 2 or trained[-2] == len(row.ids) - 2:
        return row
    length = trained[-2] + 1
    return TrainingRow(row.ids[:length], row.weights[:length])


def _weighted(row: MaskedRow, dialect: Dialect) -> TrainingRow:
    weights = [0.0] * len(row.ids)
    for span in row.trained:
        call = next((position for position in span if row.ids[position] == dialect.call), span.stop)
        for position in span:
            weights[position] = 1.0 if position in (span.start, *range(call, span.stop)) else WORDS
    return TrainingRow(list(row.ids), weights)


def _values(trace: Trace, row: MaskedRow, vocabulary: Vocabulary) -> Iterator[tuple[Swap, tuple[int, ...]]]:
    """Values said word for word, once, and not part of another: what they mean cannot depend on the words around them."""
    parameters = _open_values(trace)
    for value, filled in parameters.items():
        if trace.request.count(value) == 1 and not any(value in other for other in parameters if other != value):
            ids = tuple(vocabulary.encode(value))
            starts = tuple(_occurrences(row.ids, ids, vocabulary))
            kinds = [kind(atom) for _, atom in atoms(value)]
            if len(starts) > 1:
                yield Swap(Pool(frozenset(filled), kinds[0], kinds[-1]), len(ids), starts), ids


def _open_values(trace: Trace) -> dict[str, set[tuple[str, str]]]:
    """Strings of the gold calls, where any string would do as well, with the (tool, parameter)s they fill."""
    tools = {tool.name: tool for tool in trace.tools}
    values: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for call in trace.calls:
        properties = tools[call.name].properties if call.name in tools else {}
        for name, value in call.arguments.items() if isinstance(call.arguments, dict) else ():
            if isinstance(value, str) and value.strip() and name in properties and not properties[name].keys() & {"enum", "const"}:
                values[value].add((call.name, name))
    return values


def _occurrences(row: Sequence[int], value: Sequence[int], vocabulary: Vocabulary) -> Iterator[int]:
    """Where the value stands by itself: no longer word or number that begins or ends like it."""
    size = len(value)
    for start in range(len(row) - size + 1):
        if row[start] == value[0] and tuple(row[start : start + size]) == value:
            before, after = vocabulary.token(row[start - 1]), vocabulary.token(row[start + size]) if start + size < len(row) else ""
            first, last = vocabulary.token(value[0]), vocabulary.token(value[-1])
            if not (after.startswith(CONTINUES) or (after.isdigit() and last.isdigit()) or (before.isdigit() and first.isdigit())):
                yield start


def _apart(swaps: Sequence[Swap]) -> list[Swap]:
    """Those that share no position with another."""
    taken = [position for swap in swaps for position in _positions(swap)]
    shared = {position for position in taken if taken.count(position) > 1}
    return [swap for swap in swaps if shared.isdisjoint(_positions(swap))]


def _positions(swap: Swap) -> Iterator[int]:
    for start in swap.starts:
        yield from range(start, start + swap.length)


def _noisy(row: MaskedRow, swaps: Iterable[Swap], dialect: Dialect) -> list[int]:
    """Words of the user that may be disturbed: none that a trained turn repeats."""
    repeated = {row.ids[position] for span in row.trained for position in span}
    values = {position for swap in swaps for position in _positions(swap)}
    return [position for position in dialect.said_by_user(row.ids) if position not in values and row.ids[position] not in repeated]
