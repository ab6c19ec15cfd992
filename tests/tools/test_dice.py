"""Quick dice draw what `Random` draws: anything within the bounds, the same for the same seed."""

from collections import Counter

from callwright.tools.dice import Dice


def test_every_option_comes_about_as_often() -> None:
    dice = Dice("a seed")
    counted = Counter(dice.choice("abc") for _ in range(3000)) + Counter(str(dice.randint(1, 3)) for _ in range(3000))
    assert set(counted) == {"a", "b", "c", "1", "2", "3"}
    assert all(900 < times < 1100 for times in counted.values())


def test_shuffles_and_samples_keep_each_element_once() -> None:
    dice, cards = Dice(1), list(range(20))
    dice.shuffle(cards)
    assert sorted(cards) == list(range(20)) != cards
    assert len(set(dice.sample(range(20), 12))) == 12


def test_the_same_seed_draws_the_same() -> None:
    assert [Dice("x").randint(0, 99) for _ in range(3)] == [Dice("x").randint(0, 99)] * 3
