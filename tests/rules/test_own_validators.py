"""CW211: a tool that brings a validator of its own has it run."""

from dataclasses import replace

from pydantic import BaseModel, field_validator

from callwright.generator.rules import judge
from callwright.generator.rules.transcript import office_tools, read_transcript


class Weather(BaseModel):
    location: str

    @field_validator("location")
    @classmethod
    def not_atlantis(cls, value: str) -> str:
        if value == "Atlantis":
            raise ValueError("Atlantis has no weather")
        return value


def test_a_tool_own_validator_is_run() -> None:
    tools = tuple(replace(tool, validate=Weather.model_validate) if tool.name == "get_weather" else tool for tool in office_tools())
    trace = read_transcript(
        """
        user: Weather in Atlantis?
        call: get_weather {"location": "Atlantis"}
        result: {"error": "no weather"}
        answer: There is none.
        """,
        tools,
    )
    [finding] = judge(trace, select=["CW2"]).findings
    assert (finding.code, finding.path) == ("CW211", "messages[1].tool_calls[0].arguments.location")
    assert "Atlantis has no weather" in finding.message
