"""The network of a `tiny` student: a small decoder that can copy from what it has read.

Layers of attention with normed queries and keys and shifted keys, squared-ReLU hidden layers, and an output that mixes a
distribution over the vocabulary with one over the positions read so far (pointer network; See et al., 2017). A plain Llama-
like decoder of this size learned a fifth as many exact calls in the same time.

Copied into a student's folder: imports nothing of callwright.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LIMIT = 192
"""Tokens an answer may have; the longest of 320 right ones had 102."""
QUERY_SCALE = 0.4
"""Of the product of a normed query and a normed key, whose largest value is the width of a head (32): attention may get sharp."""
ROOM = 32
"""Positions."""
UNREAD = 1e-9
"""Floor of the copy head's probability, so that a token that was not read has a logarithm."""


@dataclass(frozen=True)
class DecoderShape:
    vocabulary: int
    context: int = 1024
    width: int = 128
    layers: int = 4
    heads: int = 4
    hidden: int = 512
    pointer: int = 64
    """Width of the copy head's queries and keys."""


class Language(Protocol):
    """What a student may write from here on."""

    @property
    def first(self) -> frozenset[int]:
        """The tokens that may come next."""
        ...

    def after(self, token: int) -> "Language": ...


class Cached(NamedTuple):
    """One layer's keys (shifted) and values so far, and the last position's key unshifted: half of it belongs to the next one.

    Keys and values have room for positions to come, and are written into in place: of a state, one may go on from the last alone.
    """

    keys: Tensor
    values: Tensor
    last_key: Tensor


class State(NamedTuple):
    """What was read so far: enough to go on from."""

    ids: Tensor
    layers: tuple[Cached, ...]
    pointer_keys: Tensor
    last_pointer_key: Tensor

    def of_rows(self, rows: Sequence[int]) -> "State":
        index = torch.tensor(rows)
        layers = tuple(Cached(*(part.index_select(0, index) for part in layer)) for layer in self.layers)
        ids, keys, last = (part.index_select(0, index) for part in (self.ids, self.pointer_keys, self.last_pointer_key))
        return State(ids, layers, keys, last)


def norm(x: Tensor) -> Tensor:
    """Without learned parameters. Layer norm where RMS norm would do as well: its fused backward is 3 times as fast on a CPU."""
    return F.layer_norm(x, (x.size(-1),))


def shift(keys: Tensor, before: Tensor | None = None) -> Tensor:
    """Half of each position's key is its predecessor's, so that one layer can find "what followed this before".

    keys: (..., positions, width); before: (..., 1, width), the key of the position before the first.
    """
    half = keys.size(-1) // 2
    first = torch.zeros_like(keys[..., :1, half:]) if before is None else before[..., half:]
    return torch.cat((keys[..., :half], torch.cat((first, keys[..., :-1, half:]), -2)), -1)


def appended(cache: Tensor, done: int, new: Tensor) -> Tensor:
    """`cache` with `new` behind its first `done` positions. Room is made for ROOM more at once: copying all at every token took a
    seventh of the time of an answer.

    cache: (..., positions and room, width); new: (..., positions, width).
    """
    end = done + new.size(-2)
    if end > cache.size(-2):
        cache = F.pad(cache[..., :done, :], (0, 0, 0, end - done + ROOM))
    cache[..., done:end, :] = new
    return cache


def additive(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """0 where `mask` holds, else minus infinity."""
    return torch.zeros(mask.shape, dtype=dtype).masked_fill_(~mask, float("-inf"))


class Attention(nn.Module):
    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.queries = nn.Linear(shape.width, shape.width, bias=False)
        self.keys = nn.Linear(shape.width, shape.width, bias=False)
        self.values = nn.Linear(shape.width, shape.width, bias=False)
        self.output = nn.Linear(shape.width, shape.width, bias=False)

    def forward(
        self, x: Tensor, asking: Tensor, mask: Tensor, valid: Tensor | None, cached: Cached | None
    ) -> tuple[Tensor, Cached]:
        """x: (batch, positions, width); asking: those of them that attend; mask: (..., asking, positions read).

        Written out where it is trained, because the backward of torch's fused attention takes five times as long in bf16 on a CPU.
        A prompt is read five times as fast by the fused one.
        """
        queries = norm(self._by_head(self.queries(asking)))
        unshifted = norm(self._by_head(self.keys(x)))
        if valid is not None:
            unshifted = unshifted * valid[:, None, :, None]
        keys, values = shift(unshifted, cached.last_key if cached else None), self._by_head(self.values(x))
        read = mask.size(-1)
        if cached:
            done = read - x.size(1)
            keys, values = appended(cached.keys, done, keys), appended(cached.values, done, values)
        seen, told = keys[:, :, :read], values[:, :, :read]
        if torch.is_grad_enabled():
            mixed = torch.softmax(queries @ seen.mT * QUERY_SCALE + mask, -1) @ told
        else:
            mixed = F.scaled_dot_product_attention(queries, seen, told, mask, scale=QUERY_SCALE)
        return self.output(mixed.transpose(1, 2).flatten(2)), Cached(keys, values, unshifted[:, :, -1:])

    def _by_head(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, -1).transpose(1, 2)


class Layer(nn.Module):
    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.widen = nn.Linear(shape.width, shape.hidden, bias=False)
        self.narrow = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(
        self, x: Tensor, mask: Tensor, valid: Tensor | None, cached: Cached | None, at: Tensor | None = None
    ) -> tuple[Tensor, Cached]:
        """With `at` (batch, asked), only these positions are carried on: all that the last layer is needed for."""
        normed = asking = norm(x)
        if at is not None:
            index = at.unsqueeze(-1).expand(-1, -1, x.size(-1))
            x, asking = x.gather(1, index), normed.gather(1, index)
        mixed, cached = self.attention(normed, asking, mask, valid, cached)
        x = x + mixed
        widened = self.widen(norm(x))
        return x + self.narrow(F.relu(widened) * widened), cached


class Decoder(nn.Module):
    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.context, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.width, shape.vocabulary, bias=False)
        self.pointer_queries = nn.Linear(shape.width, shape.pointer, bias=False)
        self.pointer_keys = nn.Linear(shape.width, shape.pointer, bias=False)
        self.gate = nn.Linear(shape.width, 1)

    def initialize(self, generator: torch.Generator) -> None:
        """What writes into the residual stream or the output starts at zero."""
        for name, parameter in self.named_parameters():
            if name.endswith(("output.weight", "narrow.weight", "gate.weight", "gate.bias", "head.weight")):
                nn.init.zeros_(parameter)
            elif name == "tokens.weight":
                nn.init.normal_(parameter, generator=generator)
            elif name == "positions.weight":
                nn.init.normal_(parameter, std=0.2, generator=generator)
            else:
                nn.init.normal_(parameter, std=parameter.size(-1) ** -0.5, generator=generator)

    def forward(self, ids: Tensor, at: Tensor, state: State | None = None, padding: Tensor | None = None) -> tuple[Tensor, State]:
        """Log probabilities (batch, asked, vocabulary) of what follows positions `at` (batch, asked) of `ids` (batch, positions).

        `state`: read before `ids`. `padding` (batch): how many positions at the very left are none.
        """
        h, attention, state = self._read(ids, at, state, padding)
        gate = self.gate(h).float()
        read = state.ids.unsqueeze(1).expand(-1, at.size(1), -1)
        copied = attention.new_zeros(*at.shape, self.shape.vocabulary).scatter_add(2, read, attention)
        written = F.log_softmax(self.head(h).float(), -1)
        return torch.logaddexp(F.logsigmoid(-gate) + written, F.logsigmoid(gate) + copied.clamp_min(UNREAD).log()), state

    def log_likelihood(self, ids: Tensor, at: Tensor, targets: Tensor) -> Tensor:
        """As `forward`, of `targets` (batch, asked) alone: a training step needs no distribution over all tokens read."""
        h, attention, _ = self._read(ids, at, None, None)
        gate = self.gate(h).squeeze(-1).float()
        copied = (attention * (ids.unsqueeze(1) == targets.unsqueeze(-1))).sum(-1)
        words = self.head(h).float()
        written = words.gather(-1, targets.unsqueeze(-1)).squeeze(-1) - words.logsumexp(-1)
        return torch.logaddexp(F.logsigmoid(-gate) + written, F.logsigmoid(gate) + copied.clamp_min(UNREAD).log())

    def _read(self, ids: Tensor, at: Tensor, state: State | None, padding: Tensor | None) -> tuple[Tensor, Tensor, State]:
        """Hidden states (batch, asked, width), the copy head's attention (batch, asked, all positions read) and the new state."""
        done = state.ids.size(1) if state else 0
        every, now = torch.arange(done + ids.size(1)), torch.arange(done, done + ids.size(1))
        visible, asked = every <= now.unsqueeze(-1), every <= (at + done).unsqueeze(-1)
        valid, places = None, now
        if padding is not None:
            valid, places = now >= padding.unsqueeze(-1), (now - padding.unsqueeze(-1)).clamp_min(0)
            real = (every >= padding.unsqueeze(-1)).unsqueeze(1)
            visible, asked = (visible & real | (every == now.unsqueeze(-1))).unsqueeze(1), asked & real
        x = norm(self.tokens(ids) + self.positions(places))
        mask, cached = additive(visible, x.dtype), []
        for i, layer in enumerate(self.layers[:-1]):
            x, layer_cached = layer(x, mask, valid, state.layers[i] if state else None)
            cached.append(layer_cached)
        last_mask = additive(asked, x.dtype).unsqueeze(1)
        h, layer_cached = self.layers[-1](x, last_mask, valid, state.layers[-1] if state else None, at)
        h, unshifted = norm(h), self.pointer_keys(norm(x))
        if valid is not None:
            unshifted = unshifted * valid.unsqueeze(-1)
        keys = shift(unshifted, state.last_pointer_key if state else None)
        if state:
            keys, ids = appended(state.pointer_keys, done, keys), torch.cat((state.ids, ids), 1)
        scores = (self.pointer_queries(h) @ keys[:, : len(every)].mT).float() * self.shape.pointer**-0.5
        attention = scores.masked_fill(~asked, float("-inf")).softmax(-1)
        return h, attention, State(ids, (*cached, layer_cached), keys, unshifted[:, -1:])

    @torch.inference_mode()
    def greedy(
        self, prompts: Sequence[Sequence[int]], end: int, limit: int = LIMIT, languages: Sequence[Language] | None = None
    ) -> list[list[int]]:
        """The likeliest next token, again and again, up to and with `end`, the limit or the context's last position.

        `languages`: of each prompt, what may be written; the likeliest token is then one that its language allows.
        """
        longest = max(map(len, prompts))
        padding = torch.tensor([longest - len(prompt) for prompt in prompts]) if len(set(map(len, prompts))) > 1 else None
        ids = torch.tensor([[end] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
        written: list[list[int]] = [[] for _ in prompts]
        writing = list(range(len(prompts)))
        state = None
        for _ in range(min(limit, self.shape.context - longest)):
            at = torch.full((len(writing), 1), ids.size(1) - 1)
            likelihood, state = self(ids, at, state, padding)
            tokens = likelihood[:, 0].argmax(-1).tolist()
            if languages is not None:
                tokens = admitted(tokens, likelihood[:, 0], languages, end)
                languages = [language.after(token) for language, token in zip(languages, tokens, strict=True)]
            for prompt, token in zip(writing, tokens, strict=True):
                written[prompt].append(token)
            rows = [row for row, token in enumerate(tokens) if token != end]
            if not rows:
                break
            if len(rows) < len(writing):  # one answer without an end would keep the others' company to the limit
                writing, state = [writing[row] for row in rows], state.of_rows(rows)
                padding = None if padding is None else padding[rows]
                languages = None if languages is None else [languages[row] for row in rows]
            ids = torch.tensor([tokens[row] for row in rows]).unsqueeze(-1)
        return written


def admitted(tokens: Sequence[int], likelihood: Tensor, languages: Sequence[Language], end: int) -> list[int]:
    """The likeliest `tokens`, each replaced where its language does not admit it by the likeliest that it does; else by the end.

    likelihood: (languages, vocabulary).
    """
    chosen = list(tokens)
    for row, language in enumerate(languages):
        if chosen[row] not in language.first:
            possible = sorted(language.first) or [end]
            chosen[row] = possible[int(likelihood[row, possible].argmax())]
    return chosen
