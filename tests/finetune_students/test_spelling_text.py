from hypothesis import given
from hypothesis import strategies as st
from student_examples import trace, weather_trace

from callwright.finetune.students.dialect import Dialect
from callwright.finetune.students.vocabulary import Vocabulary
from callwright.finetune.students.vocabulary_training import train_vocabulary
from callwright.generator.trace import Message, Trace

VOCABULARY = train_vocabulary(
    [weather_trace("Oslo"), weather_trace("Lima"), trace("x", Message("user", "Add task_12 by 5 pm, OK?"))], 500
)

SPACED_WORDS = st.lists(st.sampled_from(["Oslo", "task_12", "5pm", "a,b", "OSLO", "ẞ", "x  y", "é", "10.5", "\n", "<call>"])).map(
    " ".join
)


@given(st.one_of(st.text(), SPACED_WORDS))
def test_any_text_is_spelled_and_read_back(text: str) -> None:
    assert VOCABULARY.decode(VOCABULARY.encode(text)) == text


@given(st.lists(st.integers(0, len(VOCABULARY) - 1)))
def test_any_ids_are_text(ids: list[int]) -> None:
    assert isinstance(VOCABULARY.decode(ids), str)


def test_a_word_has_the_same_ids_at_the_start_in_the_middle_and_capitalised(dialect: Dialect) -> None:
    vocabulary = dialect.vocabulary
    word = vocabulary.encode("degrees")
    assert vocabulary.encode("degrees in degrees") == [*word, *vocabulary.encode("in"), *word]
    assert vocabulary.encode("Degrees")[1:] == word


def test_a_value_is_spelled_however_often_the_traces_repeat_it(traces: list[Trace]) -> None:
    vocabulary = train_vocabulary([*traces, *(weather_trace("Reykjavik") for _ in range(50))], 600)
    assert "reykjavik" not in vocabulary.tokens
    assert "weather" in vocabulary.tokens


def test_a_date_is_never_hidden_in_one_token(traces: list[Trace]) -> None:
    vocabulary = train_vocabulary(traces, 600)
    assert vocabulary.phrases == ("You are an assistant with access to tools.",)


def test_the_same_traces_give_the_same_vocabulary(traces: list[Trace]) -> None:
    assert train_vocabulary(traces, 600).to_json() == train_vocabulary(traces, 600).to_json()


def test_a_vocabulary_survives_its_file() -> None:
    again = Vocabulary.from_json(VOCABULARY.to_json())
    assert again.encode("Is task_12 due at 5 pm?") == VOCABULARY.encode("Is task_12 due at 5 pm?")


def test_no_token_has_two_ids_and_there_are_as_many_as_asked_for(traces: list[Trace]) -> None:
    vocabulary = train_vocabulary(traces, 500)
    assert len(set(vocabulary.tokens)) == len(vocabulary.tokens)
    assert len(vocabulary) == 500
