"""What a request costs: by the list, by the user's list, and unknown where neither says."""

from pathlib import Path

import pytest

from callwright.errors import InputError
from callwright.generator.teachers.prices import cost, read_prices


def test_a_cost_is_both_directions_at_their_own_price(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("currency: EUR\nmodels:\n  mine: {prompt: 2, completion: 10}\n", "utf-8")
    assert read_prices(path).cost("mine", 1_000_000, 500_000) == pytest.approx(2 + 5)
    assert read_prices(path).currency == "EUR"


def test_a_dated_version_costs_what_its_name_does() -> None:
    assert cost("gpt-4.1-mini-2025-04-14", 1000, 1000) == cost("gpt-4.1-mini", 1000, 1000) == pytest.approx(0.002)


def test_an_unknown_price_is_unknown_and_a_price_of_nothing_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("currency: USD\nmodels: {local: {prompt: 0, completion: 0}}\n", "utf-8")
    assert read_prices(path).cost("local", 5, 5) == 0
    assert read_prices(path).cost("other", 5, 5) is None
    assert cost("local", 0, 0) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("currency: USD\nmodels:\n  mine: {prompt: -1, completion: 1}\n", "prices.yaml:3: models.mine.prompt"),
        ("currency: USD\nmodels:\n  mine: {promt: 1, completion: 1}\n", "prices.yaml:3: models.mine"),
        ("- 1\n", "prices.yaml"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=reason):
        read_prices(path)


def test_a_missing_list_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        read_prices(Path("nowhere.yaml"))
