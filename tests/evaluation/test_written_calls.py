import pytest

from callwright.finetune.metrics.written import Written, loops, read_written
from callwright.tools.call import ToolCall

OSLO = ToolCall("get_weather", {"location": "Oslo"})
NAMES = ["get_weather", "search"]


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ('{"name": "get_weather", "arguments": {"location": "Oslo"}}', "text_only"),
        ('<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"}}</tool_call>', "text_only"),
        ('[{"type": "function", "function": {"name": "get_weather", "arguments": {"location": "Oslo"}}}]', "text_only"),
        ('```json\n{"name": "get_weather", "parameters": {"location": "Oslo"}}\n```', "text_only"),
        ('Sure! {"name": "get_weather", "arguments": {"location": "Oslo"}} That will do.', "extra_prose"),
        ("{'name': 'get_weather', 'arguments': {'location': 'Oslo'}}", "unquoted_json"),
        ("{name: get_weather, arguments: {location: Oslo}}", "unquoted_json"),
        ('{"name": "get_weather", "arguments": {"location": "Oslo"', "truncated"),
        ('get_weather(location="Oslo")', "function_syntax"),
    ],
)
def test_a_call_in_the_text_is_made_out_with_its_defect(text: str, defect: str) -> None:
    written = read_written(text, NAMES)
    assert written is not None
    assert (written.call, written.defect) == (OSLO, defect)


def test_several_calls_side_by_side_are_no_prose() -> None:
    """As Hermes, Qwen and our students write parallel calls."""
    block = '<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"}}</tool_call>'
    assert read_written(f"{block}\n{block}", NAMES) == Written(OSLO, "text_only", (OSLO, OSLO))
    assert read_written(f"Sure! {block}{block}", NAMES) == Written(OSLO, "extra_prose", (OSLO, OSLO))
    cut = read_written(f'{block}<tool_call>{{"name": "search", "arguments": {{"que', NAMES)
    assert cut == Written(OSLO, "truncated", (OSLO,)), "the second is what is wrong"


def test_a_call_that_cannot_be_made_out_is_still_an_attempt() -> None:
    assert read_written('{"name": "get_weather", "arguments": {"location": : "Oslo"}}', NAMES) == Written(None, "malformed_json")


@pytest.mark.parametrize(
    "arguments",
    [
        '{"task_id": "task_1", "due_date": "2027-12-12-12-12-12-12-12-12-12-12-1',
        '{"body": "Hello everyone! Hello everyone! Hello everyone! Hello everyone! Hello everyone! Hello everyone! Hel"',
        '{"filter": "due_date": "due_date": "due_date": "due_date": "due_date": "due_date": "due"}',
        '{"to": "ping bruno@docklands.co.co.co.co.co.co.co.co"',
        '{"expression": "el review": "el review": "el review": "el review": "el review": "el review": "el code": "ends',
    ],
)
def test_a_call_that_never_ends_is_a_loop_and_not_cut_off(arguments: str) -> None:
    """Raising the limit of tokens would mend nothing."""
    text = f'<tool_call>{{"name": "search", "arguments": {arguments}}}</tool_call>'
    assert read_written(text, NAMES) == Written(None, "looping")


def test_a_line_of_dashes_is_no_loop() -> None:
    assert not loops("Dear all,\n--------------------\nsee you.")
    assert loops("I'm about " * 9)


def test_a_long_call_that_is_cut_off_is_no_loop() -> None:
    text = '{"name": "search", "arguments": {"query": "one, two, three, four, two, three, four, 1.000.000.000", "limit": 100000'
    assert read_written(text, NAMES) == Written(
        ToolCall("search", {"query": "one, two, three, four, two, three, four, 1.000.000.000", "limit": "100000"}), "truncated"
    )


def test_a_quoted_brace_does_not_end_the_call() -> None:
    text = '{"name": "search", "arguments": {"query": "a } b \\" c"}} trailing words'
    written = read_written(text, NAMES)
    found = ToolCall("search", {"query": 'a } b " c'})
    assert written == Written(found, "extra_prose", (found,))


@pytest.mark.parametrize(
    "text", ["It is 4 degrees in Oslo.", "Which city?", "", "My name is Ada, and I search a lot.", "{}", "Use {braces}."]
)
def test_words_are_no_attempt(text: str) -> None:
    assert read_written(text, NAMES) is None
