"""A student's folder: `transformers` loads it as a Hugging Face model with `trust_remote_code`, callwright without them."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from callwright.errors import InputError, StudentError
from callwright.finetune.students.decoder import Decoder, DecoderShape
from callwright.finetune.students.vocabulary import Vocabulary

MODEL_TYPE = "callwright"
CODE = ("decoder.py", "vocabulary.py", "dialect.py", "modeling_callwright.py", "tokenization_callwright.py")
"""Modules of this package that the folder takes along, word for word."""
WEIGHTS, CONFIG, VOCABULARY, TOKENIZER = "model.safetensors", "config.json", "vocabulary.json", "tokenizer_config.json"


@contextmanager
def claimed_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place when all went well; where it did not, `out` is as it was.

    Raises InputError before anything is done where `out` cannot be written or holds something else than a student.
    """
    if out.exists() and not _may_be_replaced(out):
        raise InputError(f"{out}: holds something that is no student; give another --out")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    try:
        yield folder
        _put_in_place(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(folder: Path, out: Path) -> None:
    folder.chmod(0o777 & ~_umask())
    if out.exists():
        shutil.rmtree(out)
    os.replace(folder, out)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _may_be_replaced(out: Path) -> bool:
    return out.is_dir() and (not any(out.iterdir()) or _model_type(out) == MODEL_TYPE)


def _model_type(folder: Path) -> str | None:
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return config.get("model_type") if isinstance(config, dict) else None


def write_folder(folder: Path, decoder: Decoder, vocabulary: Vocabulary) -> None:
    weights = {name: parameter.detach().contiguous() for name, parameter in decoder.named_parameters()}
    save_file({f"decoder.{name}": weight for name, weight in weights.items()}, folder / WEIGHTS, metadata={"format": "pt"})
    _write_json(folder / CONFIG, _config(decoder.shape))
    _write_json(folder / TOKENIZER, _tokenizer_config(decoder.shape))
    _write_json(folder / VOCABULARY, vocabulary.to_json())
    for module in CODE:
        shutil.copy(Path(__file__).with_name(module), folder / module)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _config(shape: DecoderShape) -> dict[str, object]:
    return {
        "model_type": MODEL_TYPE,
        "architectures": ["CallwrightForCausalLM"],
        "auto_map": {
            "AutoConfig": "modeling_callwright.CallwrightConfig",
            "AutoModelForCausalLM": "modeling_callwright.CallwrightForCausalLM",
        },
        "dtype": "float32",
        "shape": asdict(shape),
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.context,
    }


def _tokenizer_config(shape: DecoderShape) -> dict[str, object]:
    return {
        "tokenizer_class": "CallwrightTokenizer",
        "auto_map": {"AutoTokenizer": ["tokenization_callwright.CallwrightTokenizer", None]},
        "model_max_length": shape.context,
    }


def read_folder(folder: Path) -> tuple[Decoder, Vocabulary]:
    """Raises StudentError where the folder is no student of ours or is incomplete."""
    if _model_type(folder) != MODEL_TYPE:
        raise StudentError(f"{folder}: not a student of callwright's ({CONFIG} names another model)")
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        vocabulary = Vocabulary.from_json(json.loads((folder / VOCABULARY).read_text(encoding="utf-8")))
        weights = load_file(folder / WEIGHTS)
        decoder = Decoder(DecoderShape(**config["shape"]))
        decoder.load_state_dict({name.removeprefix("decoder."): weight for name, weight in weights.items()})
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise StudentError(f"{folder}: incomplete or damaged, train it anew: {str(error).splitlines()[0]}") from None
    return decoder.eval(), vocabulary
