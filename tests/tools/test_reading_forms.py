"""Every JSON form gives the same tool, recognised by its content; what is no tool is named and the rest goes on."""

import json
from pathlib import Path
from typing import Any

import pytest

from callwright.errors import ToolsError
from callwright.tools.load import SEED_TOOLS, load_tools, read_tools
from callwright.tools.tool import Tool

CITY = {"type": "object", "properties": {"city": {"type": "string", "description": "Where"}}, "required": ["city"]}
FORMS_OF_ONE_TOOL: dict[str, dict[str, Any]] = {
    "openai, wrapped": {"type": "function", "function": {"name": "get_time", "description": "Tell the time.", "parameters": CITY}},
    "openai, bare": {"name": "get_time", "description": "Tell the time.", "parameters": CITY},
    "openai, responses": {"type": "function", "name": "get_time", "description": "Tell the time.", "parameters": CITY},
    "anthropic": {"name": "get_time", "description": "Tell the time.", "input_schema": CITY},
    "mcp": {"name": "get_time", "description": "Tell the time.", "inputSchema": CITY},
    "jsonschema": {"title": "get_time", "description": "Tell the time.", **CITY},
}


def written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


@pytest.mark.parametrize("form", FORMS_OF_ONE_TOOL)
def test_each_form_gives_the_same_tool(form: str) -> None:
    tool = load_tools(FORMS_OF_ONE_TOOL[form])["get_time"]

    assert (tool.name, tool.description, tool.parameters) == ("get_time", "Tell the time.", CITY)
    assert tool.properties == CITY["properties"]
    assert tool.required == ("city",)


@pytest.mark.parametrize(
    "container",
    [
        lambda tool: [tool],
        lambda tool: {"tools": [tool]},
        lambda tool: {"server": "clock", "tools": [tool]},
        lambda tool: {"jsonrpc": "2.0", "id": 1, "result": {"tools": [tool]}},
        lambda tool: {"functions": [tool]},
        lambda tool: {"messages": [{"role": "user", "content": "hi"}], "tools": [tool]},
    ],
)
@pytest.mark.parametrize("form", FORMS_OF_ONE_TOOL)
def test_tools_are_found_in_every_container(tmp_path: Path, container: Any, form: str) -> None:
    path = written(tmp_path, "tools.json", container(FORMS_OF_ONE_TOOL[form]))

    assert list(load_tools(path)) == ["get_time"]


def test_json_lines_and_yaml_are_read(tmp_path: Path) -> None:
    lines = written(tmp_path, "tools.jsonl", "\n".join(json.dumps({"name": name, "parameters": CITY}) for name in ("one", "two")))
    yaml = written(tmp_path, "three.yaml", "name: three\nparameters: {type: object, properties: {on: {enum: [on, off]}}}\n")

    tools = load_tools(str(lines), yaml)

    assert list(tools) == ["one", "two", "three"]
    assert tools["three"].properties == {"on": {"enum": ["on", "off"]}}


def test_a_folder_gives_the_tools_of_all_its_files_in_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    written(tmp_path, "inner/b.json", FORMS_OF_ONE_TOOL["mcp"])
    written(tmp_path, "a.json", {"name": "first", "parameters": CITY})
    written(tmp_path, ".hidden.json", {"name": "unseen", "parameters": CITY})
    written(tmp_path, "notes.txt", "no tools")

    assert list(load_tools(tmp_path)) == ["first", "get_time"]


def test_a_broken_file_in_a_folder_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    written(tmp_path, "a.json", '{"name": ')
    written(tmp_path, "b.json", FORMS_OF_ONE_TOOL["mcp"])

    reading = read_tools(tmp_path)

    assert list(reading.tools) == ["get_time"]
    assert [(finding.code, finding.place) for finding in reading.errors] == [("CW001", "a.json")]


def test_a_broken_line_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    path = written(tmp_path, "tools.jsonl", '{"name": "one"}\n{"name": \n{"name": "three"}\n')

    reading = read_tools(path)

    assert list(reading.tools) == ["one", "three"]
    assert reading.left_out == (("tools.jsonl:2", "tools.jsonl:2"),)


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"type": "web_search_20260101", "name": "web_search"}, "no tool in a form that is known"),
        ({"name": 5, "parameters": {}}, "name: input should be a valid string"),
        ({"name": "a", "inputSchema": "none"}, "inputSchema: input should be a valid dictionary"),
        ({"type": "function", "function": {"description": "nameless"}}, "name: field required"),
        ({"name": "package", "version": "1.0.0"}, "its keys: name, version"),
    ],
)
def test_what_is_no_tool_is_a_finding_that_says_why(definition: dict[str, Any], said: str) -> None:
    [finding] = read_tools([definition]).findings

    assert (finding.code, finding.severity) == ("CW001", "error")
    assert said in finding.message


def test_a_forced_form_is_not_guessed_again() -> None:
    reading = read_tools(FORMS_OF_ONE_TOOL["openai, bare"], form="mcp")

    assert [finding.code for finding in reading.errors] == ["CW001"]
    assert list(load_tools(FORMS_OF_ONE_TOOL["mcp"], form="mcp")) == ["get_time"]


def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ToolsError, match="openai, jsonschema, openapi"):
        load_tools(SEED_TOOLS, form="grpc")


def test_patterns_pick_tools() -> None:
    assert list(load_tools(SEED_TOOLS, only=["*_task"], except_=["delete_*"])) == ["create_task", "update_task"]


def test_a_pattern_that_picks_nothing_is_refused() -> None:
    with pytest.raises(ToolsError, match=r"no tool matches 'remove_\*': there are get_weather"):
        load_tools(SEED_TOOLS, except_=["remove_*"])


def test_a_mix_of_sources_is_one_toolset(tmp_path: Path) -> None:
    def shout(text: str) -> str:
        return text.upper()

    path = written(tmp_path, "tools.json", FORMS_OF_ONE_TOOL["mcp"])

    tools = load_tools(path, {"name": "a"}, [{"name": "b"}, shout], Tool("c", "See.", CITY), load_tools(SEED_TOOLS))

    assert list(tools)[:5] == ["get_time", "a", "b", "shout", "c"]
    assert len(tools) == 13


@pytest.mark.parametrize(
    ("content", "said"),
    [("{]", "is not JSON"), ("a: [b", "is not YAML"), ("\xff", "is not UTF-8 text"), ("[]", "hold no tools")],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "tools.json"
    path.write_bytes(content.encode("latin-1"))

    with pytest.raises(ToolsError, match=said) as raised:
        load_tools(path)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("source", ["nowhere.json", "no.such.module:tool", "json:no_such_name", "mcp:", 5, dict])
def test_a_source_that_is_not_there_is_refused(source: Any) -> None:
    with pytest.raises(ToolsError):
        load_tools(source)


def test_strict_refuses_all_where_one_tool_is_broken() -> None:
    sources = [{"name": "fine", "parameters": CITY}, {"name": "not fine", "parameters": CITY}]

    assert list(load_tools(sources)) == ["fine"]
    with pytest.raises(ToolsError, match=r"1 of the tools are broken, first not fine .* CW004"):
        load_tools(sources, strict=True)


def test_what_is_left_out_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    load_tools({"name": "fine"}, {"name": "not fine"})

    assert "left out: not fine" in caplog.text


def test_two_servers_may_have_a_tool_of_one_name(tmp_path: Path) -> None:
    lines = [{"server": f"Server {n}", "tools": [{"name": "add", "description": f"Add {n}.", "inputSchema": CITY}]} for n in (1, 2)]
    path = written(tmp_path, "servers.jsonl", "\n".join(map(json.dumps, lines)))

    reading = read_tools(path)

    assert list(reading.tools) == ["add", "Server_2__add"]
    assert [finding.code for finding in reading.findings] == ["CW014"]


def test_a_second_different_tool_of_a_name_is_left_out_where_no_server_tells_them_apart() -> None:
    reading = read_tools({"name": "add", "description": "One."}, {"name": "add", "description": "Two."})

    assert reading.tools["add"].description == "One."
    assert [finding.code for finding in reading.errors] == ["CW003"]


def test_the_same_tool_given_three_times_is_kept_once() -> None:
    reading = read_tools(*[{"name": "add", "description": "Add."}] * 3)

    assert list(reading.tools) == ["add"]
    assert [(finding.code, finding.severity) for finding in reading.findings] == [("CW015", "warning")]
    assert "given 3 times" in reading.findings[0].message


def test_seed_tools_are_read_without_a_finding() -> None:
    reading = read_tools(SEED_TOOLS)

    assert reading.findings == ()
    assert len(reading.tools) == 8
    assert [tool.name for tool in reading.tools.values() if tool.destructive] == ["delete_task"]
