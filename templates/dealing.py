"""Which side of the split may say a phrase: none stands on two, nor two that are as good as one."""

from collections.abc import Callable, Mapping, Sequence

from callwright.templates.phrase import Phrase

Split = tuple[float, float, float]
DEFAULT_SPLIT: Split = (0.8, 0.1, 0.1)
SIDES = ("train", "validation", "test")


class Dealing:
    """Deals groups of phrases to the sides; those of one frame go to one side, in whichever group they stand."""

    def __init__(self, split: Split, frame: Callable[[Phrase], str] = lambda phrase: phrase.id) -> None:
        self.split = split
        self._frame = frame
        self._sides: dict[str, str] = {}

    def deal(self, phrases: Sequence[Phrase]) -> Mapping[str, Sequence[Phrase]]:
        """The phrases of each side, in the order of their hashes; the largest frames go to train, and below three all do."""
        frames: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda phrase: phrase.id):
            frames.setdefault(self._frame(phrase), []).append(phrase)
        shares = zip(SIDES, self.split, strict=True)
        wanted = {side: max(1, round(share * len(phrases))) if share and len(frames) > 2 else 0 for side, share in shares}
        dealt: dict[str, list[Phrase]] = {side: [] for side in SIDES}
        for frame, alike in sorted(frames.items(), key=lambda item: (item[0] not in self._sides, len(item[1]))):
            free = next((side for side in ("test", "validation") if len(dealt[side]) < wanted[side]), "train")
            dealt[self._sides.setdefault(frame, free)] += alike
        return dealt
