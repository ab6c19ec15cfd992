"""Lists and objects, member by member."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from callwright.tools.values.kinds import snake
from callwright.tools.values.make import Occasion
from callwright.tools.values.parameter import Parameter
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

DEEPEST = 5
OPTIONAL_SHARE = 0.4
USUAL_LENGTHS = (1, 2, 2, 3, 3, 4)


class DrawAt(Protocol):
    def __call__(
        self, path: str, name: str, schema: Mapping[str, Any], occasion: Occasion, root: Mapping[str, Any], depth: int
    ) -> Value | None: ...


def joined(surfaces: Sequence[str], occasion: Occasion) -> str:
    """`milk, eggs and bread`."""
    lists = words("joining")
    if len(surfaces) < 2:
        return "".join(surfaces)
    last = occasion.rng.choice(lists["last"]) if len(surfaces) > 2 else lists["last"][0]
    return str(lists["comma"].join(surfaces[:-1]) + last + surfaces[-1])


def draw_list(path: str, branch: Parameter, occasion: Occasion, draw_at: DrawAt, depth: int) -> Value | None:
    items = branch.schema.get("items")
    if isinstance(branch.schema.get("prefixItems"), list) or isinstance(items, list):
        return _tuple(path, branch, occasion, draw_at, depth)
    schema = items if isinstance(items, dict) else {"type": "string"}
    if depth > DEEPEST:
        return _list_of(path, [], occasion) if not branch.schema.get("minItems") else None
    wanted = _length(branch, occasion)
    parts = _different(path, branch, schema, wanted, occasion.without_values(branch.name), draw_at, depth)
    return _list_of(path, parts, occasion) if parts or wanted == 0 else None


def _different(
    path: str, branch: Parameter, schema: Mapping[str, Any], wanted: int, occasion: Occasion, draw_at: DrawAt, depth: int
) -> list[Value]:
    """Up to `wanted` items, no two equal."""
    described = {"description": branch.description, **schema} if branch.description else schema
    parts: list[Value] = []
    for _ in range(wanted * 4):
        if len(parts) == wanted:
            break
        part = draw_at(f"{path}[{len(parts)}]", branch.name, described, occasion, branch.root, depth + 1)
        if part is not None and part.canonical not in [other.canonical for other in parts]:
            parts.append(part)
    return parts


def _length(branch: Parameter, occasion: Occasion) -> int:
    least, most = branch.schema.get("minItems", 0), branch.schema.get("maxItems", 50)
    return int(min(max(occasion.rng.choice(USUAL_LENGTHS), least), most))


def _tuple(path: str, branch: Parameter, occasion: Occasion, draw_at: DrawAt, depth: int) -> Value | None:
    schemas = branch.schema.get("prefixItems") or branch.schema["items"]
    parts = [draw_at(f"{path}[{i}]", branch.name, schema, occasion, branch.root, depth + 1) for i, schema in enumerate(schemas)]
    known = [part for part in parts if part is not None]
    return _list_of(path, known, occasion) if len(known) == len(parts) else None


def _list_of(path: str, parts: list[Value], occasion: Occasion) -> Value:
    canonical = [part.canonical for part in parts]
    said = [part.surface for part in parts]
    objects = any(part.kind == "object" for part in parts)
    surface = words("joining")["objects"].join(said) if objects else joined(said, occasion)
    return Value(path, canonical, surface, "list:joined", "list", tuple(parts))


def draw_object(path: str, branch: Parameter, occasion: Occasion, draw_at: DrawAt, depth: int) -> Value | None:
    properties: dict[str, Any] = branch.schema.get("properties", {})
    if not properties:
        return _free(path, branch, occasion, draw_at, depth)
    parts = []
    for name in _present(branch, occasion, depth):
        part = draw_at(f"{path}.{name}", name, properties.get(name, {"type": "string"}), occasion, branch.root, depth + 1)
        if part is None and name in branch.schema.get("required", ()):
            return None
        if part is not None:
            parts.append(part)
    return _object_of(path, parts, occasion)


def _present(branch: Parameter, occasion: Occasion, depth: int) -> list[str]:
    required = branch.schema.get("required", [])
    optional = [name for name in branch.schema["properties"] if name not in required]
    picked = [] if depth > DEEPEST else [name for name in optional if occasion.rng.random() < OPTIONAL_SHARE / (depth + 1)]
    least = max(branch.schema.get("minProperties", 1), 1) - len(required)
    if len(picked) < least:
        picked = occasion.rng.sample(optional, min(least, len(optional)))
    listed = [*branch.schema["properties"], *[name for name in required if name not in branch.schema["properties"]]]
    return [name for name in listed if name in required or name in picked]


def _free(path: str, branch: Parameter, occasion: Occasion, draw_at: DrawAt, depth: int) -> Value | None:
    """An object that states no properties gets one or two plain ones, where it allows any."""
    extra = branch.schema.get("additionalProperties", True)
    free: dict[str, list[str]] = words("joining")["free"]
    if extra is False:
        return _object_of(path, [], occasion)
    parts = []
    for name in occasion.rng.sample(list(free), occasion.rng.choice((1, 2))):
        schema = extra if isinstance(extra, dict) and extra else {"type": "string", "enum": free[name]}
        part = draw_at(f"{path}.{name}", name, schema, occasion, branch.root, depth + 1)
        if part is not None:
            parts.append(part)
    return _object_of(path, parts, occasion)


def _object_of(path: str, parts: list[Value], occasion: Occasion) -> Value:
    pairs: list[str] = words("joining")["pair"]
    names = [part.path.rpartition(".")[2] for part in parts]
    pair = occasion.rng.choice(pairs)
    said = [_member(name, part, pair) for name, part in zip(names, parts, strict=True)]
    canonical = {name: part.canonical for name, part in zip(names, parts, strict=True)}
    return Value(path, canonical, joined(said, occasion), "object:clauses", "object", tuple(parts))


def _member(name: str, part: Value, pair: str) -> str:
    """`city Leeds`; what names itself ("with images") stands alone."""
    return part.surface if part.kind == "boolean" else pair.format(name=snake(name).replace("_", " "), value=part.surface)
