import pytest
import torch

from callwright.finetune.students.decoder import Decoder, DecoderShape

SHAPE = DecoderShape(vocabulary=40, context=32, width=16, layers=3, heads=2, hidden=32, pointer=8)
END = 1


@pytest.fixture
def decoder() -> Decoder:
    decoder = Decoder(SHAPE)
    generator = torch.Generator().manual_seed(0)
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.5, generator=generator)
    return decoder.eval()


def ids_of(length: int, seed: int = 0) -> list[int]:
    return torch.randint(2, SHAPE.vocabulary, (length,), generator=torch.Generator().manual_seed(seed)).tolist()


def greedy_by_rereading(decoder: Decoder, prompt: list[int], limit: int) -> list[int]:
    written: list[int] = []
    while len(written) < limit and written[-1:] != [END]:
        ids = torch.tensor([[*prompt, *written]])
        likelihood, _ = decoder(ids, torch.tensor([[ids.size(1) - 1]]))
        written.append(int(likelihood.argmax()))
    return written


def test_probabilities_sum_to_one(decoder: Decoder) -> None:
    ids = torch.tensor([ids_of(9)])
    likelihood, _ = decoder(ids, torch.arange(9)[None])
    assert torch.allclose(likelihood.exp().sum(-1), torch.ones(1, 9), atol=1e-4)


def test_training_and_serving_see_the_same_likelihood(decoder: Decoder) -> None:
    ids, at = torch.tensor([ids_of(9)]), torch.tensor([[2, 5, 7]])
    with torch.no_grad():
        likelihood, _ = decoder(ids, at)
    targets = ids.gather(1, at + 1)
    assert torch.allclose(
        decoder.log_likelihood(ids, at, targets), likelihood.gather(-1, targets.unsqueeze(-1)).squeeze(-1), atol=1e-4
    )


def test_nothing_after_a_position_changes_it(decoder: Decoder) -> None:
    ids = ids_of(9)
    at = torch.tensor([[4]])
    whole, _ = decoder(torch.tensor([ids]), at)
    part, _ = decoder(torch.tensor([ids[:5]]), at)
    assert torch.allclose(whole, part, atol=1e-5)


def test_going_on_from_a_state_is_reading_it_all(decoder: Decoder) -> None:
    ids = torch.tensor([ids_of(9)])
    _, state = decoder(ids[:, :6], torch.tensor([[5]]))
    continued, _ = decoder(ids[:, 6:], torch.tensor([[2]]), state)
    whole, _ = decoder(ids, torch.tensor([[8]]))
    assert torch.allclose(continued, whole, atol=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_of_prompts_of_unlike_length_is_answered_like_each_alone(decoder: Decoder, seed: int) -> None:
    prompts = [ids_of(length, seed) for length in (3, 11, 7)]
    assert decoder.greedy(prompts, END, 12) == [greedy_by_rereading(decoder, prompt, 12) for prompt in prompts]


def test_writing_stops_at_the_end_of_the_context(decoder: Decoder) -> None:
    (written,) = decoder.greedy([ids_of(30)], end=-1, limit=100)
    assert len(written) == 2


def test_a_token_that_is_no_likely_word_can_be_copied_from_the_prompt(decoder: Decoder) -> None:
    torch.nn.init.zeros_(decoder.head.weight)
    torch.nn.init.constant_(decoder.gate.bias, 8.0)
    ids = torch.tensor([[5, 9, 5, 30, 9]])
    likelihood, _ = decoder(ids, torch.tensor([[4]]))
    read = likelihood[0, 0].exp()[[5, 9, 30]].sum()
    assert read > 0.9
