"""Traces small and few enough to train on within seconds: weather and tasks, with an error corrected and a request no tool fits."""

from callwright.generator.trace import Act, Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import Tool

WEATHER = Tool(
    "get_weather",
    "Current weather.",
    {
        "type": "object",
        "properties": {"location": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
    },
)
TASK = Tool(
    "create_task", "Create a task.", {"type": "object", "properties": {"title": {"type": "string"}, "count": {"type": "integer"}}}
)
SYSTEM = Message("system", "You are an assistant with access to tools. Today is 2026-11-20 (Friday).")
CITIES = ("Oslo", "Lima", "Port Louis", "Hanoi", "Turin", "New Delhi", "Quito", "Accra")
TITLES = ("call the bank", "pay rent", "water the plants", "book a table")


def called(name: str, arguments: dict[str, object], number: int = 1, weight: int = 1) -> Message:
    return Message("assistant", tool_calls=(ToolCall(name, arguments, f"call_{number}"),), act="call", weight=weight)


def returned(content: str, number: int = 1) -> Message:
    return Message("tool", content, tool_call_id=f"call_{number}")


def said(content: str, act: Act = "answer") -> Message:
    return Message("assistant", content, act=act)


def trace(name: str, *messages: Message, tools: tuple[Tool, ...] = (WEATHER, TASK)) -> Trace:
    return Trace(name, name, "single_call", "-", "-", "-", "-", "-", name, "train", "offline", (SYSTEM, *messages), tools)


def weather_trace(city: str) -> Trace:
    call = called("get_weather", {"location": city})
    result = returned(f'{{"location": "{city}", "temperature": 4}}')
    return trace(f"weather {city}", Message("user", f"How is it in {city}?"), call, result, said(f"It is 4 degrees in {city}."))


def corrected_trace(title: str) -> Trace:
    wrong = called("create_task", {"title": 5}, weight=0)
    error = returned('{"error": "title must be a string"}')
    right, result = called("create_task", {"title": title}, 2), returned('{"task_id": "task_7"}', 2)
    return trace(f"task {title}", Message("user", f"Add a task: {title}"), wrong, error, right, result, said("It is on the list."))


def declined_trace(city: str) -> Trace:
    request = Message("user", f"How is it in {city}?")
    return trace(f"declined {city}", request, said("I have no tool for that.", "decline"), tools=(TASK,))
