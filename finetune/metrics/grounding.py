"""Values a model made up: those that the validator's grounding (CW401) finds nowhere in what was said and returned before."""

from collections.abc import Sequence

from callwright.generator.rules.evidence import evidence_of, sources_of
from callwright.generator.rules.explain import explain, generative, passed_values
from callwright.generator.trace import Message
from callwright.tools.call import Finding, ToolCall
from callwright.tools.checks import checker
from callwright.tools.tool import Tool


def ungrounded_counts(history: Sequence[Message], calls: Sequence[ToolCall], tools: dict[str, Tool]) -> tuple[int, int]:
    """Values not found, and values judged: the scalars passed to offered tools, without bodies, code and the like."""
    judged = [
        (value, name, schema)
        for call in calls
        if (tool := tools.get(call.name)) and isinstance(call.arguments, dict) and not isinstance(checker(tool), Finding)
        for _, name, schema, value in passed_values(call.arguments, "", tool.parameters, "")
        if not generative(name, schema)
    ]
    evidence = evidence_of(sources_of(history))
    return sum(explain(value, name, schema, evidence).verdict == "not_found" for value, name, schema in judged), len(judged)
