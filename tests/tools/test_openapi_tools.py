"""OpenAPI 3.0 and 3.1: operations as tools, with parameters and body side by side and the dialect translated."""

from pathlib import Path
from typing import Any

import pytest

from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.load import load_tools, read_tools
from callwright.tools.yaml12 import load_yaml

LIBRARY = """
openapi: 3.0.3
info: {title: Library, version: 1.0.0}
paths:
  /books/{bookId}:
    parameters:
      - {$ref: '#/components/parameters/BookId'}
    get:
      operationId: books.get
      summary: Get a book
      description: All that is known about one book.
      responses:
        200: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
    put:
      operationId: books/update
      parameters:
        - {name: X-Reason, in: header, description: Why, schema: {type: string}, example: typo}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: notify, in: query, schema: {type: boolean, default: false}}
      requestBody: {$ref: '#/components/requestBodies/Book'}
      responses:
        default: {description: Error}
    delete:
      responses: {204: {description: Gone}}
  /books:
    post:
      operationId: addBooks
      requestBody:
        required: true
        content:
          application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}
      responses: {201: {content: {application/json: {schema: {type: object, properties: {added: {type: integer}}}}}}}
    get:
      summary: List books.
      description: List books. Newest first.
      parameters:
        - {name: since, in: query, schema: {type: string, format: date, example: 2026-01-31}}
        - {name: on, in: query, required: true, schema: {type: string, enum: [on, off]}}
      responses: {200: {description: OK}}
components:
  parameters:
    BookId: {name: bookId, in: path, required: true, description: Its number, schema: {type: integer, format: int64}}
  requestBodies:
    Book: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
  schemas:
    Book:
      type: object
      required: [id, title]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string, minLength: 1}
        subtitle: {type: string, nullable: true}
        rating: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false}
        genre: {type: string, nullable: true, enum: [novel, essay]}
        author: {$ref: '#/components/schemas/Author'}
        sequels: {type: array, items: {$ref: '#/components/schemas/Book'}}
    Author:
      type: object
      xml: {name: author}
      x-vendor: 1
      properties: {name: {type: string, example: Ada}}
"""


@pytest.fixture
def library(tmp_path: Path) -> Any:
    path = tmp_path / "library.yaml"
    path.write_text(LIBRARY, "utf-8")
    return load_tools(path)


def test_every_operation_is_a_tool_named_after_its_id_or_its_path(library: Any) -> None:
    assert list(library) == ["books_get", "books_update", "delete_books_bookId", "get_books", "addBooks"]


def test_path_query_header_and_body_are_parameters_side_by_side(library: Any) -> None:
    tool = library["books_update"]

    assert list(tool.parameters["properties"]) == [
        "bookId",
        "X-Reason",
        "notify",
        "title",
        "subtitle",
        "rating",
        "genre",
        "author",
        "sequels",
    ]
    assert tool.required == ("bookId", "title")
    assert tool.parameters["properties"]["bookId"] == {"type": "integer", "format": "int64", "description": "Its number"}
    assert tool.parameters["properties"]["X-Reason"] == {"type": "string", "description": "Why", "examples": ["typo"]}
    assert tool.parameters["properties"]["notify"] == {"type": "boolean", "default": False}


def test_a_body_that_is_no_object_is_one_parameter(library: Any) -> None:
    parameters = library["addBooks"].parameters

    assert list(parameters["properties"]) == ["body"]
    assert parameters["required"] == ["body"]
    assert parameters["properties"]["body"]["items"] == {"$ref": "#/$defs/Book"}


def test_the_dialect_of_3_0_is_translated(library: Any) -> None:
    properties = library["books_update"].parameters["properties"]

    assert properties["subtitle"] == {"type": ["string", "null"]}
    assert properties["rating"] == {"type": "number", "exclusiveMinimum": 0, "maximum": 5}
    assert properties["genre"] == {"type": ["string", "null"], "enum": ["novel", "essay", None]}
    assert library["books_update"].parameters["$defs"]["Author"] == {
        "type": "object",
        "properties": {"name": {"type": "string", "examples": ["Ada"]}},
    }


def test_yaml_scalars_are_those_of_1_2(library: Any) -> None:
    properties = library["get_books"].parameters["properties"]

    assert properties["on"]["enum"] == ["on", "off"]
    assert properties["since"]["examples"] == ["2026-01-31"]


def test_recursive_references_check_calls_at_any_depth(library: Any) -> None:
    call = ToolCall(
        "books_update", {"bookId": 1, "title": "A", "sequels": [{"id": 2, "title": "B", "sequels": [{"id": 3, "title": ""}]}]}
    )

    [finding] = check_call(call, library)

    assert (finding.code, finding.path) == ("CW208", "arguments.sequels[0].sequels[0].title")


def test_the_first_good_response_is_the_result(library: Any) -> None:
    assert library["books_get"].result["$defs"].keys() == {"Book", "Author"}
    assert library["addBooks"].result == {"type": "object", "properties": {"added": {"type": "integer"}}}
    assert library["delete_books_bookId"].result_inferred


def test_the_method_states_hints(library: Any) -> None:
    assert library["books_get"].hints.stated("read_only") is True
    assert library["delete_books_bookId"].destructive
    assert library["books_update"].hints.stated("idempotent") is True
    assert library["addBooks"].hints.stated("idempotent") is None


def test_summary_and_description_are_both_kept_but_not_twice(library: Any) -> None:
    assert library["books_get"].description == "Get a book\n\nAll that is known about one book."
    assert library["get_books"].description == "List books. Newest first."


def test_json_and_3_1_are_read_alike() -> None:
    document = load_yaml(LIBRARY.replace("nullable: true", "deprecated: false")) | {"openapi": "3.1.0"}

    tool = load_tools(document)["books_get"]

    assert list(tool.properties) == ["bookId"]


@pytest.mark.parametrize(
    "address", ["other.yaml#/Pet", "https://127.0.0.1:1/pet.json", "file:///etc/passwd", "#/components/schemas/None"]
)
def test_an_operation_whose_reference_cannot_be_followed_is_left_out(address: str) -> None:
    document = load_yaml(LIBRARY)
    document["components"]["schemas"]["Author"]["properties"]["home"] = {"$ref": address}

    reading = read_tools(document)

    assert list(reading.tools) == ["delete_books_bookId", "get_books"]
    assert {finding.code for finding in reading.errors} == {"CW005"}
    assert all(address in finding.message for finding in reading.errors)


@pytest.mark.parametrize("version", [{"swagger": "2.0"}, {"openapi": "4.0.0"}])
def test_another_version_is_refused_with_a_mend(version: dict[str, str]) -> None:
    [finding] = read_tools({**version, "paths": {}}).errors

    assert finding.code == "CW001"
    assert finding.mend == "convert it to OpenAPI 3.0 or 3.1"


def test_a_broken_operation_is_named_and_the_others_go_on() -> None:
    document = load_yaml(LIBRARY)
    document["paths"]["/books"]["get"]["parameters"][0] = {"in": "query"}

    reading = read_tools(document)

    assert len(reading.tools) == 4
    [finding] = reading.errors
    assert finding.place == "dict GET /books"
    assert "name: field required" in finding.message
