"""The variants of a cell take turns by template."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from callwright.generator.rotation import rotation
from callwright.templates.template import Template


@dataclass(frozen=True)
class Played:
    template: Template
    number: int


def template(name: str, share: int) -> Template:
    turns = [{"user": "thanks"}, {"say": "decline"}]
    fields = {"id": name, "version": 1, "category": "no_call", "pattern": "p", "summary": "s", "share": share, "turns": turns}
    return Template.model_validate(fields)


GROUPS = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(1, 4), st.integers(1, 9)), min_size=1)


@given(GROUPS)
def test_templates_stand_in_proportion_to_their_shares_and_no_variant_is_missing(groups: dict[str, tuple[int, int]]) -> None:
    variants = [Played(template(name, share), number) for name, (share, count) in groups.items() for number in range(count)]
    order = rotation(variants)
    turns = Counter(played.template.id for played in order)
    assert len({turns[name] / share for name, (share, _) in groups.items()}) == 1
    assert {(played.template.id, played.number) for played in order} == {(one.template.id, one.number) for one in variants}


@given(GROUPS)
def test_the_variants_of_a_template_come_equally_often_up_to_one(groups: dict[str, tuple[int, int]]) -> None:
    variants = [Played(template(name, share), number) for name, (share, count) in groups.items() for number in range(count)]
    for name in groups:
        times = Counter(played.number for played in rotation(variants) if played.template.id == name)
        assert max(times.values()) - min(times.values()) <= 1
