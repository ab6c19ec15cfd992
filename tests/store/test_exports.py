"""A dataset in every form: read by `datasets` as it was written, with a card and recipes, and uploaded whole or not at all."""

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from export_rows import NASTY_TRACES, hub
from store_rows import RUN, fill, row

from callwright.errors import InputError, MissingExtraError
from callwright.generator.formats import FORMS
from callwright.generator.plan import DEFAULT_MIX
from callwright.generator.rules.files import Judging, judged_lines
from callwright.generator.trace import SIDES
from callwright.store.card import front_matter
from callwright.store.database import Store
from callwright.store.datasets import DatasetResult, build
from callwright.store.export import export
from callwright.store.push import check_push, upload

each_form = pytest.mark.parametrize("form", FORMS)


ROWS = 80


def built(store: Store, run_id: str, out: Path, form: str, **options: Any) -> DatasetResult:
    return build(store, out, count=ROWS, mix=DEFAULT_MIX, run_id=run_id, form=form, **options)


@pytest.fixture(scope="session")
def exported(grown_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Form -> a dataset in it, of the same rows."""
    folder = tmp_path_factory.mktemp("exported")
    store = Store(Path(shutil.copy(grown_file, folder / "store.duckdb")))
    [run] = store.rows("SELECT run_id FROM run")
    for form in FORMS:
        built(store, run["run_id"], folder / form, form)
    return {form: folder / form for form in FORMS}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    return lambda *arguments, **options: datasets.load_dataset(*arguments, cache_dir=str(tmp_path / "cache"), **options)


@each_form
def test_datasets_reads_each_form_as_it_was_written(form: str, exported: dict[str, Path], offline: Any) -> None:
    """By the files alone, and by the folder with its card."""
    files = {side: exported[form] / f"{side}.jsonl" for side in SIDES}
    assert list(offline("json", data_files=str(files["train"]), split="train")) == lines(files["train"])
    whole = offline(str(exported[form]))
    assert {side: list(rows) for side, rows in whole.items()} == {side: lines(path) for side, path in files.items()}


@each_form
def test_nasty_values_and_schemas_come_back_through_datasets(form: str, tmp_path: Path, offline: Any) -> None:
    written = export(NASTY_TRACES, FORMS[form], tmp_path / "d", PROVENANCE, None, lambda _: None)
    path = written.files["train"]
    assert len(lines(path)) > 0
    assert list(offline(str(tmp_path / "d"))["train"]) == lines(path)
    assert list(offline("json", data_files=str(path), split="train")) == lines(path)


PROVENANCE: dict[str, Any] = {
    "run_id": "r", "seed": 7, "teacher": "offline", "tools": {"wait": "0"}, "license": "", "count": 3, "shortfall": 0,
}  # fmt: skip


@each_form
def test_lines_are_counted_and_what_is_left_out_is_listed(form: str, exported: dict[str, Path]) -> None:
    written = {side: lines(exported[form] / f"{side}.jsonl") for side in SIDES}
    manifest = json.loads((exported[form] / "manifest.json").read_text("utf-8"))
    assert {side: len(found) for side, found in written.items()} == manifest["rows"]
    held = {line["metadata"]["trace_id"] for found in written.values() for line in found}
    left_out = {trace_id for trace_ids in manifest["not_held"].values() for trace_id in trace_ids}
    assert len(held) + len(left_out) == ROWS
    assert not held & left_out


def test_columns_that_change_after_the_first_chunk_are_read_all_the_same(tmp_path: Path, offline: Any) -> None:
    """A reader that guesses types from the first rows has none to guess: the card says them."""
    written = export(NASTY_TRACES, FORMS["openai"], tmp_path / "d", PROVENANCE, None, lambda _: None)
    assert list(offline(str(tmp_path / "d"), chunksize=1500)["train"]) == lines(written.files["train"])


@each_form
def test_the_validator_finds_nothing_in_what_was_written(form: str, exported: dict[str, Path]) -> None:
    for side in SIDES:
        with (exported[form] / f"{side}.jsonl").open("rb") as file:
            judged = list(judged_lines(file, Judging()))
        assert [(line.number, line.findings) for line in judged if line.findings] == []


@pytest.mark.parametrize("form", ["sharegpt", "openai", "preference", "prompt-completion"])
def test_the_same_inputs_give_the_same_bytes_in_every_file(
    form: str, exported: dict[str, Path], grown: Store, run_id: str, tmp_path: Path
) -> None:
    built(grown, run_id, tmp_path / "again", form)
    files = [path for path in sorted(exported[form].rglob("*")) if path.is_file()]
    assert {"README.md", "manifest.json"} <= {path.name for path in files}
    for path in files:
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(exported[form])).read_bytes(), path


def test_prompt_completion_has_a_line_for_each_trained_decision(exported: dict[str, Path]) -> None:
    whole, split = (lines(exported[form] / "train.jsonl") for form in ("openai", "prompt-completion"))
    trained = [
        (line["metadata"]["trace_id"], turn)
        for line in whole
        for turn, message in enumerate(line["messages"])
        if message.get("weight")
    ]
    assert [(line["metadata"]["trace_id"], line["metadata"]["turn"]) for line in split] == trained


def test_the_position_recorded_is_the_traces_first_line(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = built(grown, run_id, tmp_path / "d", "prompt-completion")
    written = [line["metadata"]["trace_id"] for line in lines(result.files["test"])]
    recorded = grown.rows("SELECT trace_id, position FROM dataset_row WHERE dataset = ? AND split = 'test'", [result.name])
    assert recorded
    assert all(written.index(found["trace_id"]) == found["position"] for found in recorded)


def test_the_card_says_what_the_hub_reads_and_the_figures_of_the_files(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = built(grown, run_id, tmp_path / "d", "openai", name="office-tools", licence="apache-2.0")
    card = (tmp_path / "d" / "README.md").read_text("utf-8")
    front = yaml.safe_load(card.split("---\n")[1])
    assert (front["pretty_name"], front["license"], front["size_categories"]) == ("office-tools", "apache-2.0", ["n<1K"])
    figures = " | ".join(str(result.counts[side]) for side in ("train", "validation", "test"))
    assert f"| all | {figures} | |" in card
    assert "offline teacher" in card
    assert "None was given" not in card
    assert not [word for word in ("2026-", "Date", "created") if word in card.replace("2026-11-20", "")]


@each_form
def test_the_front_matter_is_what_the_hubs_libraries_take(form: str, exported: dict[str, Path]) -> None:
    hub_library = pytest.importorskip("huggingface_hub")
    datasets = pytest.importorskip("datasets")
    card = hub_library.DatasetCard.load(exported[form] / "README.md")
    assert card.data.license == "unknown"
    columns = set().union(*lines(exported[form] / "train.jsonl"))
    assert set(datasets.Features._from_yaml_list(card.data.dataset_info["features"])) == columns


def test_a_dataset_of_several_runs_names_each(tmp_path: Path) -> None:
    runs = [{"run_id": "r1", "seed": 7, "teacher": "offline"}, {"run_id": "r2", "seed": 8, "teacher": "some-model"}]
    provenance = {name: value for name, value in PROVENANCE.items() if name not in runs[0]}
    export(NASTY_TRACES, FORMS["openai"], tmp_path / "d", {**provenance, "runs": runs}, None, lambda _: None)
    card = (tmp_path / "d" / "README.md").read_text("utf-8")
    assert "- Run r1, seed 7. Its words are by callwright's offline teacher" in card
    assert "- Run r2, seed 8. Its words are by the model some-model." in card


def test_an_empty_side_is_no_split_of_the_card() -> None:
    manifest = {"dataset": "d", "rows": {"train": 2, "validation": 0, "test": 0}, "license": "", "form": "openai"}
    assert front_matter(manifest)["configs"][0]["data_files"] == [{"split": "train", "path": "train.jsonl"}]


FIELDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "recipe_fields.yaml").read_text("utf-8"))


def keys_of(document: Any) -> set[str]:
    """Every key at any depth, but for those that are values of the user's: roles and names."""
    if isinstance(document, list):
        return set().union(*map(keys_of, document)) if document else set()
    if not isinstance(document, dict):
        return set()
    return set(document) | set().union(*(keys_of(value) for name, value in document.items() if name != "roles"))


CLASSES = ("FastLanguageModel", "SFTTrainer", "SFTConfig", "DPOTrainer", "DPOConfig")


@each_form
def test_recipes_use_only_fields_that_their_programs_know(form: str, exported: dict[str, Path]) -> None:
    recipes = exported[form] / "recipes"
    if (recipes / "axolotl.yaml").exists():
        assert keys_of(yaml.safe_load((recipes / "axolotl.yaml").read_text())) <= known("axolotl")
    if (recipes / "llamafactory.yaml").exists():
        assert keys_of(yaml.safe_load((recipes / "llamafactory.yaml").read_text())) <= known("llamafactory")
        described = json.loads((recipes / "dataset_info.json").read_text())
        assert keys_of(list(described.values())) <= known("llamafactory_dataset_info")
        assert all((recipes / entry["file_name"]).is_file() for entry in described.values())
    if (recipes / "unsloth.py").exists():
        calls = {
            keyword.arg
            for node in ast.walk(ast.parse((recipes / "unsloth.py").read_text()))
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in CLASSES
            for keyword in node.keywords
        }
        assert calls
        assert calls <= known("unsloth")


def known(program: str) -> set[str]:
    return {field for source in FIELDS[program] for field in source["fields"]}


def test_every_recorded_field_names_its_source() -> None:
    for sources in FIELDS.values():
        assert all(source["project"] and source["file"] and source["version"] for source in sources)


@each_form
def test_recipes_name_what_stands_in_the_lines(form: str, exported: dict[str, Path]) -> None:
    [line, *_] = lines(exported[form] / "train.jsonl")
    if (path := exported[form] / "recipes" / "axolotl.yaml").exists():
        [entry] = yaml.safe_load(path.read_text())["datasets"]
        message = line[entry["field_messages"]][-1]
        assert set(entry["message_property_mappings"].values()) | {entry["message_field_training"]} <= set(message)
        assert "field_tools" not in entry or isinstance(line[entry["field_tools"]], list)
    if (path := exported[form] / "recipes" / "dataset_info.json").exists():
        assert set(json.loads(path.read_text())["callwright_train"]["columns"].values()) <= set(line)


TEMPLATE = (
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}"
    "</s>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)


def test_the_unsloth_recipe_puts_the_loss_on_the_completion_alone(exported: dict[str, Path]) -> None:
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    folder = exported["prompt-completion"]
    raw = tokenizers.Tokenizer(tokenizers.models.BPE(byte_fallback=True))
    raw.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = tokenizers.decoders.ByteLevel()
    raw.add_tokens(sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet()))
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, chat_template=TEMPLATE)
    recipe: dict[str, Any] = {"__name__": "recipe"}
    exec(compile((folder / "recipes" / "unsloth.py").read_text(), "unsloth.py", "exec"), recipe)
    for line in lines(folder / "train.jsonl")[:20]:
        ids = recipe["tokenized"](line, tokenizer)
        trained = [token for token, label in zip(ids["input_ids"], ids["labels"], strict=True) if label != -100]
        [message] = line["completion"]
        calls = "".join(json.dumps(call["function"]) for call in message.get("tool_calls", ()))
        assert len(ids["labels"]) == len(ids["input_ids"]) == len(ids["attention_mask"])
        assert tokenizer.decode(trained).replace(" ", "") == f"{message['content']}{calls}</s>".replace(" ", "")


def test_the_hub_gets_the_whole_folder_in_one_commit(exported: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    folder = exported["sharegpt"]
    with hub() as (endpoint, received):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        monkeypatch.setenv("HF_TOKEN", "hf_test")
        check_push("me/office")
        upload(folder, "me/office", private=True)
    assert received.created == {"name": "office", "organization": "me", "type": "dataset", "private": True} or (
        received.created["name"] == "office"
        and (received.created.get("private") or received.created.get("visibility") == "private")
    )
    sent = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert received.files == sent
    assert received.commits == 1
    assert set(received.tokens) == {"Bearer hf_test"}


def test_what_the_hub_refuses_is_one_line_that_names_where_the_dataset_is(
    exported: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("HF_TOKEN", "hf_test")
    with hub(refuse=403) as (endpoint, received):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        with pytest.raises(InputError, match=r"--push me/office: .*403.* is complete in "):
            upload(exported["openai"], "me/office", private=True)
    assert received.commits == 0


def test_a_push_without_library_token_or_a_name_is_refused_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    with pytest.raises(InputError, match="no token of the Hugging Face Hub"):
        check_push("me/office")
    with pytest.raises(InputError, match="--push 'a/b/c'"):
        check_push("a/b/c")
    monkeypatch.setattr("callwright.store.push.find_spec", {}.get)
    with pytest.raises(MissingExtraError, match=r"callwright\[train\]"):
        check_push("me/office")


def test_the_command_builds_then_pushes_and_says_where(grown: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    from typer.testing import CliRunner

    from callwright.cli import app

    with hub() as (endpoint, received):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        monkeypatch.setenv("HF_TOKEN", "hf_test")
        options = ["--count", "10", "--out", str(tmp_path / "d"), "--push", "me/office", "--license", "apache-2.0", "--json"]
        result = CliRunner().invoke(app, ["dataset", "--store", str(grown.path), *options])
    assert json.loads(result.stdout)["pushed"].endswith("/datasets/me/office")
    assert b"license: apache-2.0" in received.files["README.md"]
    assert len(received.files["train.jsonl"].splitlines()) == json.loads(result.stdout)["rows"]["train"]


def test_nothing_is_sent_where_the_dataset_cannot_be_built(grown: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    from typer.testing import CliRunner

    from callwright.cli import app

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with hub() as (endpoint, received):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        monkeypatch.setenv("HF_TOKEN", "hf_test")
        options = ["--count", "10", "--out", str(tmp_path / "mine"), "--push", "me/office"]
        result = CliRunner().invoke(app, ["dataset", "--store", str(grown.path), *options])
    assert result.exit_code != 0
    assert received.created == {}
    assert received.files == {}


def test_a_rejected_trace_of_the_same_plan_row_gives_a_pair(tmp_path: Path) -> None:
    """One trace calls with the date asked for, the other, rejected for it, with another."""
    said = [{"role": "user", "content": "Weather on 2026-11-24 in Oslo?"}]
    good, bad = (
        json.dumps([*said, {"role": "assistant", "content": None, "act": "call", "weight": 1, "tool_calls": [
            {"id": "call_1", "name": "find", "arguments": {"day": day}}]}])
        for day in ("2026-11-24", "2026-11-25")
    )  # fmt: skip
    kept, rejected = row(1, "Weather on 2026-11-24 in Oslo?"), row(2, "Weather on 2026-11-24 in Oslo?")
    kept["trace"][0] |= {"messages": good, "run_id": RUN}
    rejected["trace"][0] |= {"run_id": RUN, "messages": bad, "accepted": False, "plan_id": "plan_1"}
    finding = {
        "trace_id": "trace_2", "plan_id": "plan_1", "code": "CW401", "severity": "error",
        "path": "messages[1].tool_calls[0].arguments.day", "message": "not found",
    }  # fmt: skip
    store = fill(Store(tmp_path / "s.duckdb"), kept, {"trace": rejected["trace"], "finding": [finding]})
    build(store, tmp_path / "d", count=1, mix={"single_call": 1}, run_id=RUN, form="preference")
    [line] = lines(tmp_path / "d" / "train.jsonl")
    assert line["metadata"]["pair"] == "rejected_trace"
    chosen, wrong = (line[way][0]["tool_calls"][0]["function"]["arguments"] for way in ("chosen", "rejected"))
    assert (chosen, wrong) == ({"day": "2026-11-24"}, {"day": "2026-11-25"})
