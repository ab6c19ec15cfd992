"""The `tiny` student as `transformers` loads it from its folder, with `trust_remote_code=True`.

Copied into a student's folder: imports nothing of callwright but its neighbours there.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast

from .decoder import LIMIT, Decoder, DecoderShape


class CallwrightConfig(PretrainedConfig):  # type: ignore[no-untyped-call]
    model_type = "callwright"

    def __init__(self, shape: dict[str, int] | None = None, **options: Any) -> None:
        self.shape = shape or {"vocabulary": 1024}
        super().__init__(**options)


class CallwrightForCausalLM(PreTrainedModel):  # type: ignore[no-untyped-call]
    config_class = CallwrightConfig
    main_input_name = "input_ids"

    def __init__(self, config: CallwrightConfig) -> None:
        super().__init__(config)
        self.decoder = Decoder(DecoderShape(**config.shape))
        self.post_init()  # type: ignore[no-untyped-call]

    def _init_weights(self, module: torch.nn.Module) -> None:
        """Every weight comes from the folder."""

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_options: Any) -> CausalLMOutputWithPast:
        """The logits are log probabilities, of the words and the copies together. Padding, if any, is on the left."""
        padding = None if attention_mask is None else (attention_mask == 0).sum(-1)
        at = torch.arange(input_ids.size(1)).expand(input_ids.size(0), -1)
        likelihood, _ = self.decoder(input_ids, at, None, padding if padding is not None and padding.any() else None)
        return CausalLMOutputWithPast(logits=likelihood)

    def generate(self, input_ids: Tensor, end: int = 1, max_new_tokens: int = LIMIT, **_options: Any) -> Tensor:
        """Greedy, one conversation: prompt and completion. `end` is the tokenizer's `eos_token_id`."""
        completion = self.decoder.greedy([input_ids[0].tolist()], end, max_new_tokens)
        return torch.cat((input_ids[:1], torch.tensor(completion)), 1)
