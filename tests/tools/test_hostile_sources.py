"""Tools are taken from strangers: nothing is fetched, nothing unfolds, and every limit has its own clear line."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from callwright.errors import ToolsError
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.load import read_tools
from callwright.tools.readers.forms import FORMS
from callwright.tools.references import inlined
from callwright.tools.tool import Tool


class Listening:
    """A web server on loopback that remembers what it was asked for."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        listening = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listening.requests.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"type": "object"}')

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def listening() -> Iterator[Listening]:
    listening = Listening()
    thread = threading.Thread(target=listening.server.serve_forever, args=(0.01,))
    thread.start()
    yield listening
    listening.server.shutdown()
    thread.join()
    listening.server.server_close()


def schemas_that_reach_out(address: str) -> list[dict[str, Any]]:
    return [
        {"type": "object", "properties": {"a": {"$ref": address}}},
        {"type": "object", "$id": f"{address}/", "properties": {"a": {"$ref": "other.json"}}},
        {"type": "object", "allOf": [{"$ref": f"{address}#/definitions/a"}]},
        {"type": "object", "$schema": address, "properties": {"a": {"$ref": address}}},
        {"type": "object", "properties": {"a": {"$dynamicRef": address}}},
    ]


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("form", FORMS)
def test_no_reference_reaches_the_network(listening: Listening, form: str, position: int) -> None:
    schema = schemas_that_reach_out(f"{listening.address}/schema.json")[position]
    tool = Tool("reach", "Reach out.", schema)

    reading = read_tools(FORMS[form].write(tool))
    findings = check_call(ToolCall("reach", {"a": 1}), {"reach": tool})
    inlined(schema)

    assert [finding.code for finding in reading.errors] == ["CW005"]
    assert [finding.code for finding in findings] == ["CW212"]
    assert listening.requests == []


def test_a_result_schema_reaches_out_as_little(listening: Listening) -> None:
    tool = Tool("reach", "Reach out.", {"type": "object"}, result={"$ref": f"{listening.address}/schema.json"})

    reading = read_tools(tool)

    assert [finding.code for finding in reading.findings] == ["CW016"]
    assert reading.tools["reach"].result_inferred
    assert listening.requests == []


def test_no_reference_reads_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"const": "secret"}', "utf-8")

    for address in (secret.as_uri(), str(secret), "secret.json"):
        [finding] = read_tools({"name": "a", "parameters": {"type": "object", "properties": {"a": {"$ref": address}}}}).errors
        assert finding.code == "CW005"
        assert '"const"' not in finding.message


def test_an_unknown_dialect_is_read_as_the_default_and_not_fetched(listening: Listening) -> None:
    schema = {"$schema": f"{listening.address}/dialect", "type": "object", "properties": {"a": {"type": "integer"}}}

    reading = read_tools({"name": "a", "description": "A.", "parameters": schema})

    assert reading.findings == ()
    assert [finding.code for finding in check_call(ToolCall("a", {"a": "1"}), reading.tools)] == ["CW204"]
    assert listening.requests == []


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def merge_bomb(levels: int) -> str:
    lines = ["a0: &a0 {k0: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize("text", [bomb(9), merge_bomb(9)], ids=["aliases", "merges"])
def test_a_yaml_bomb_is_refused_before_it_unfolds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(ToolsError, match="unfolds into more than 2,000,000 values"):
        read_tools(path)


def test_a_yaml_that_contains_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "circle.yaml"
    path.write_text("name: a\nparameters: &p {type: object, properties: {p: *p}}\n", "utf-8")

    with pytest.raises(ToolsError, match="nested more than 100 levels deep"):
        read_tools(path)


def test_honest_aliases_and_merges_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tools.yaml"
    path.write_text(
        "tools:\n- {name: a, parameters: &p {type: object}}\n- {<<: {description: B.}, name: b, parameters: *p}\n", "utf-8"
    )

    tools = read_tools(path).tools

    assert list(tools) == ["a", "b"]
    assert tools["b"].description == "B."


@pytest.mark.parametrize("name", ["deep.json", "deep.jsonl", "deep.yaml"])
@pytest.mark.parametrize("levels", [150, 100_000])
def test_a_deep_file_is_refused(tmp_path: Path, name: str, levels: int) -> None:
    path = tmp_path / name
    path.write_text('{"name": "a", "parameters": ' + "[" * levels + "]" * levels + "}", "utf-8")

    with pytest.raises(ToolsError, match="nested more than 100 levels deep"):
        read_tools(path)


def test_a_deep_dict_is_refused() -> None:
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {"not": schema}

    with pytest.raises(ToolsError, match="nested more than 100 levels deep"):
        read_tools({"name": "a", "parameters": schema})


def test_a_large_schema_is_left_out() -> None:
    [finding] = read_tools({"name": "a", "parameters": {"type": "object", "properties": {"a": {"enum": ["x" * 300_000]}}}}).errors

    assert (finding.code, finding.path) == ("CW006", "parameters")
    assert "more than 262,144" in finding.message


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(33 * 2**20)

    with pytest.raises(ToolsError, match="larger than 32 MiB"):
        read_tools(path)


def test_too_many_tools_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps([{"name": f"t{n}"} for n in range(20_001)]), "utf-8")

    with pytest.raises(ToolsError, match="20,001 tools are more than 20,000"):
        read_tools(path)


def test_definitions_that_name_each_other_are_cut_instead_of_multiplied() -> None:
    names = [f"d{n}" for n in range(12)]
    definitions = {
        name: {"type": "object", "properties": {other: {"$ref": f"#/$defs/{other}"} for other in names}} for name in names
    }
    schema = {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": definitions}

    assert len(json.dumps(inlined(schema))) < 100_000


def test_a_reference_in_a_circle_ends() -> None:
    circle = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}

    assert inlined(circle) == {}
