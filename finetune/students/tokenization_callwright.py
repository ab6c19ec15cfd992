"""The `tiny` student's tokenizer as `transformers` loads it from its folder, with `trust_remote_code=True`.

Copied into a student's folder: imports nothing of callwright but its neighbours there.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizer

from .dialect import END, PAD, Dialect
from .vocabulary import Vocabulary


class CallwrightTokenizer(PreTrainedTokenizer):
    vocab_files_names = {"vocabulary_file": "vocabulary.json"}  # noqa: RUF012 (the name and form transformers looks for)
    model_input_names = ["input_ids", "attention_mask"]  # noqa: RUF012
    padding_side = "left"

    def __init__(self, vocabulary_file: str, **options: Any) -> None:
        self.vocabulary_file = vocabulary_file
        self.vocabulary = Vocabulary.from_json(json.loads(Path(vocabulary_file).read_text(encoding="utf-8")))
        self.dialect = Dialect(self.vocabulary)
        super().__init__(**{"pad_token": PAD, "eos_token": END, **options})  # type: ignore[no-untyped-call]

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def get_vocab(self) -> dict[str, int]:
        return dict(self.vocabulary.ids)

    def apply_chat_template(  # type: ignore[override]
        self,
        conversation: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]] | None = None,
        add_generation_prompt: bool = False,
        **_options: Any,
    ) -> list[int]:
        """Ids of a conversation in the OpenAI form."""
        return self.dialect.render(conversation, tools or (), generation_prompt=add_generation_prompt)

    def _tokenize(self, text: str, **_options: Any) -> list[str]:
        return [self.vocabulary.token(i) for i in self.vocabulary.encode(text)]

    def _convert_token_to_id(self, token: str) -> int:
        return self.vocabulary.ids[token]

    def _convert_id_to_token(self, index: int) -> str:
        return self.vocabulary.token(index)

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        return self.dialect.text([self.vocabulary.ids[token] for token in tokens])

    def save_vocabulary(self, save_directory: str, filename_prefix: str | None = None) -> tuple[str]:
        path = Path(save_directory) / f"{filename_prefix + '-' if filename_prefix else ''}vocabulary.json"
        if path.resolve() != Path(self.vocabulary_file).resolve():
            shutil.copy(self.vocabulary_file, path)
        return (str(path),)
