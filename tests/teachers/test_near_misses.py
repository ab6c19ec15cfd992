"""Near misses are requests that the tool at hand does miss."""

from callwright.generator.teachers.unmet import missed
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.tool import Tool


def test_what_a_tool_speaks_of_itself_is_no_near_miss_of_it() -> None:
    book = load_phrasebook()
    lines = book.lines("near_miss.send", "train", book.intents["send"].near_misses)
    parameters = {"type": "object", "properties": {"to": {"type": "string"}, "message": {"type": "string"}}}
    mails, texts = Tool("send_email", "Send an email.", parameters), Tool("send_sms", "Send a text message.", parameters)
    assert any("Text {person}" in line.text for line in missed(lines, mails, book))
    assert not any("Text {person}" in line.text or "SMS" in line.text for line in missed(lines, texts, book))
