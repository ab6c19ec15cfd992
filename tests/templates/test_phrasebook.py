"""The phrasebook: every line can be filled, every side can say everything, no phrase stands on two sides."""

from collections import defaultdict

import pytest

from callwright.generator.trace import SIDES
from callwright.templates.dealing import DEFAULT_SPLIT, Dealing
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook, load_phrasebook
from callwright.templates.phrasebook_files import Sentences
from callwright.templates.slots import OBJECT_SLOTS, slots_of, with_parts

BOOK = load_phrasebook()


@pytest.mark.parametrize("intent", BOOK.intents)
def test_every_slot_of_a_carrier_is_known(intent: str) -> None:
    known = OBJECT_SLOTS | set(BOOK.grammar["slots"])
    for form, texts in BOOK.intents[intent].carriers.items():
        for text in texts:
            assert slots_of(text) <= known, (form, text)


@pytest.mark.parametrize("entry", BOOK.sentences + BOOK.usual, ids=lambda entry: f"{entry.nouns[0]}-{entry.intents[0]}")
def test_a_sentence_with_parts_reads_well_with_all_and_with_none(entry: Sentences) -> None:
    known = OBJECT_SLOTS | {*BOOK.grammar["slots"], *BOOK.grammar["formed"]}
    assert set(entry.nouns) <= set(BOOK.things)
    assert set(entry.intents) <= {*BOOK.intents, *BOOK.grammar["carriers"]}
    for text in (text for texts in entry.carriers.values() for text in texts):
        assert slots_of(text) <= known, text
        for given in (frozenset[str](), slots_of(text), *(frozenset({slot}) for slot in slots_of(text))):
            said = with_parts(text, given)
            assert set("[]|").isdisjoint(said), (text, said)
            assert said == " ".join(said.split()), (text, said)
            assert " ," not in said, (text, said)
            assert said.split()[-1].strip("?") not in {"a", "an", "the"}, (text, said)


def test_orders_that_others_lead_in_begin_with_a_verb() -> None:
    """ "could you please find ..." and never "could you please table for four"."""
    orders = [text for entry in BOOK.sentences + BOOK.usual for text in entry.carriers.get("imperative", ())]
    assert [text for text in orders if text.startswith("{") or text.split()[0] in BOOK.grammar["prepositions"]] == []


def test_every_slot_of_a_ready_line_has_a_sample_to_draw() -> None:
    lines = [
        *BOOK.dialogue["small_talk"],
        *BOOK.dialogue["knowledge"],
        *(line for topic in BOOK.unrelated.values() for line in topic),
    ]
    lines += [line for intent in BOOK.intents.values() for line in intent.near_misses]
    for line in lines:
        assert slots_of(line) <= set(BOOK.grammar["samples"]), line


@pytest.mark.parametrize("group", ["openers", "closers", "agree", "refuse", "decline", "small_talk_replies"])
def test_lines_that_are_said_as_they_stand_have_no_slots(group: str) -> None:
    assert [line for line in BOOK.dialogue[group] if slots_of(line)] == []


@pytest.mark.parametrize("group", ["confirm", "kept"])
def test_lines_about_a_destructive_call_name_it(group: str) -> None:
    assert all(slots_of(line) == {"what"} for line in BOOK.dialogue[group])


def test_only_a_confirmation_is_a_question() -> None:
    assert all("?" in line for line in BOOK.dialogue["confirm"])
    assert not any("?" in line for group in ("kept", "decline", "small_talk_replies") for line in BOOK.dialogue[group])


@pytest.mark.parametrize("intent", BOOK.intents)
def test_no_carrier_stands_on_two_sides_and_every_side_has_some_of_each_kind(intent: str) -> None:
    file = BOOK.intents[intent]
    by_side = {side: BOOK.carriers(intent, side) for side in SIDES}
    ids = [phrase.id for phrases in by_side.values() for phrase in phrases]
    assert len(ids) == len(set(ids)) == sum(len(texts) for texts in file.carriers.values())
    kinds: dict[str, set[object]] = defaultdict(set)
    for side, phrases in by_side.items():
        kinds[side] = {phrase.slots for phrase in phrases}
    required = set.intersection(*({*phrase.slots} for phrases in by_side.values() for phrase in phrases))
    assert all(any(kind >= required for kind in kinds[side]) for side in SIDES)


def test_dealing_keeps_the_shares() -> None:
    phrases = [Phrase(f"g/{number:02}", str(number)) for number in range(50)]
    dealt = Dealing(DEFAULT_SPLIT).deal(phrases)
    assert {side: len(share) for side, share in dealt.items()} == {"train": 40, "validation": 5, "test": 5}
    assert sorted(phrase.id for share in dealt.values() for phrase in share) == [phrase.id for phrase in phrases]


def test_what_differs_in_courtesies_and_optional_parts_alone_stays_on_one_side() -> None:
    book = Phrasebook(split=(0.4, 0.3, 0.3))
    orders = {
        side: [phrase.text for phrase in book.usual_of("task", "create", side) if phrase.form == "imperative"] for side in SIDES
    }
    sides = {text: side for side, texts in orders.items() for text in texts}
    assert len(set(sides.values())) == 3
    reminders = [text for text in sides if text.removeprefix("please ").startswith("remind me to {errand}")]
    assert len(reminders) > 3
    assert len({sides[text] for text in reminders}) == 1
