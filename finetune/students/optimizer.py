"""Muon for the matrices of a decoder's layers, AdamW for the rest, over fp32 masters of weights that may be bf16.

Muon (Keller Jordan et al., 2024): momentum, each matrix of it replaced by the nearest semi-orthogonal one before it is applied.
"""

import torch
from torch import Tensor, nn

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic Newton-Schulz step in the source: fast towards 1 rather than exact."""
NEWTON_SCHULZ_STEPS = 5
MOMENTUM = 0.95
BETAS = (0.9, 0.98)


def orthogonalized(matrices: Tensor) -> Tensor:
    """A stack (count, rows, columns), rows <= columns, with all singular values brought near 1."""
    a, b, c = COEFFICIENTS
    x: Tensor = matrices / matrices.norm(dim=(1, 2), keepdim=True).clamp_min(1e-7)
    for _ in range(NEWTON_SCHULZ_STEPS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x


class MatrixStack:
    """Matrices of one shape, updated together: a few large operations instead of many small ones."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        self.parameters = parameters
        self.masters = torch.stack([parameter.detach().float() for parameter in parameters])
        self.momentum = torch.zeros_like(self.masters)
        self.weights = self.masters.to(parameters[0].dtype)
        for parameter, weight in zip(parameters, self.weights, strict=True):
            parameter.data = weight
        rows, columns = self.masters.shape[1:]
        self.is_tall = rows > columns
        self.scale = max(1.0, rows / columns) ** 0.5

    def step(self, rate: float) -> None:
        gradient = torch.stack([_gradient(parameter) for parameter in self.parameters]).float()
        self.momentum.lerp_(gradient, 1 - MOMENTUM)
        update = gradient.lerp_(self.momentum, MOMENTUM)
        update = update.to(self.weights.dtype)
        update = orthogonalized(update.mT).mT if self.is_tall else orthogonalized(update)
        self.masters.sub_(update, alpha=rate * self.scale)
        self.weights.copy_(self.masters)


def _gradient(parameter: nn.Parameter) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


class Optimizer:
    def __init__(self, network: nn.Module, matrix_rate: float, rate: float) -> None:
        self.matrix_rate, self.rate = matrix_rate, rate
        self.network = network
        matrices = [parameter for name, parameter in network.named_parameters() if name.startswith("layers.")]
        self.rest = [parameter for name, parameter in network.named_parameters() if not name.startswith("layers.")]
        shapes = sorted({parameter.shape for parameter in matrices})
        self.stacks = [MatrixStack([parameter for parameter in matrices if parameter.shape == shape]) for shape in shapes]
        self.masters = [parameter.detach().float().clone().requires_grad_() for parameter in self.rest]
        self.adamw = torch.optim.AdamW(self.masters, lr=rate, betas=BETAS, weight_decay=0.0, fused=True)

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """One update at `scale` of the full rates; clears the gradients."""
        for stack in self.stacks:
            stack.step(self.matrix_rate * scale)
        for master, parameter in zip(self.masters, self.rest, strict=True):
            master.grad = _gradient(parameter).float()
        self.adamw.param_groups[0]["lr"] = self.rate * scale
        self.adamw.step()
        for master, parameter in zip(self.masters, self.rest, strict=True):
            parameter.copy_(master)
        self.network.zero_grad(set_to_none=True)

    @torch.no_grad()
    def release(self) -> None:
        """Gives the network its weights in full precision; no step may follow."""
        masters = {id(p): master for stack in self.stacks for p, master in zip(stack.parameters, stack.masters, strict=True)}
        masters |= {id(p): master.detach() for p, master in zip(self.rest, self.masters, strict=True)}
        for parameter in self.network.parameters():
            parameter.data = masters[id(parameter)].clone()
