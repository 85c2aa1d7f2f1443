"""Frames that see each other inside diffusers' U-Net, and features that the source branch gives to the others.

A batch holds branches * frames images, branch by branch, the source first.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from diffusers.models.resnet import ResnetBlock2D
from torch import Tensor, nn

from engine_trace import Sharing


def centred_windows(frames: int, w: int) -> Tensor:
    """[frames, n]: each frame in the middle of its window, shifted inwards at both ends."""
    n = min(w, frames)
    starts = (torch.arange(frames) - w // 2).clamp(0, frames - n)
    return starts[:, None] + torch.arange(n)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[images, tokens, channels] to [images, heads, tokens, channels / heads]."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    return merge_heads(
        F.scaled_dot_product_attention(split_heads(q, heads), split_heads(k, heads), split_heads(v, heads))
    )


# Opaque to torch.compile, which would unroll one set of kernels for every length in every layer.
@torch.library.custom_op("diffferv_reference::path_attention", mutates_args=())
def path_attention(x: Tensor, paths: list[Tensor], heads: int) -> Tensor:
    """Attention of each token of x, [branches, frames * tokens, channels], over the tokens of its own path."""
    out = x.clone()
    for path in paths:
        index = path.flatten()
        tokens = split_heads(x[:, index].reshape(-1, path.shape[1], x.shape[2]), heads)
        # Not the fused kernel: it takes no more than 65,535 sequences.
        weights = torch.softmax(tokens * tokens.shape[-1] ** -0.5 @ tokens.transpose(2, 3), dim=-1)
        out[:, index] = merge_heads(weights @ tokens).reshape(x.shape[0], -1, x.shape[2])
    return out


@path_attention.register_fake
def _(x: Tensor, paths: list[Tensor], heads: int) -> Tensor:
    return torch.empty_like(x)


class FrameAttention:
    """Processor of a self-attention layer: sliding window over the frames, then along motion paths."""

    def __init__(self, frames: int, windows: Tensor, paths: list[Tensor]):
        self.frames = frames
        self.windows = windows
        self.paths = paths
        self.together = True
        self.shares_queries = False
        self.shares_values = False

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, temb=None):
        x = hidden_states
        q = self._project(attn.to_q, x, self.shares_queries)
        k = self._project(attn.to_k, x, self.shares_queries or self.shares_values)
        v = self._project(attn.to_v, x, self.shares_values)
        if self.together:
            h = attend(q, self._window(k), self._window(v), attn.heads)
            if self.paths:
                rows = h.reshape(-1, self.frames * h.shape[1], h.shape[2])
                h = path_attention(rows, self.paths, attn.heads).reshape(h.shape)
        else:
            h = attend(q, k, v, attn.heads)
        return attn.to_out[1](attn.to_out[0](h))

    def _project(self, linear: nn.Module, x: Tensor, shared: bool) -> Tensor:
        return linear(x[: self.frames]).repeat(x.shape[0] // self.frames, 1, 1) if shared else linear(x)

    def _window(self, x: Tensor) -> Tensor:
        """The tokens of each frame's window side by side: [images, n * tokens, channels]."""
        return x.unflatten(0, (-1, self.frames))[:, self.windows].flatten(0, 1).flatten(1, 2)


class SharedConv(nn.Module):
    """The last convolution of a residual block; where the source shares it, it runs for the source alone."""

    def __init__(self, conv: nn.Module, frames: int):
        super().__init__()
        self.conv = conv
        self.frames = frames
        self.shared = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.shared:
            return self.conv(x)
        return self.conv(x[: self.frames]).repeat(x.shape[0] // self.frames, 1, 1, 1)


class TemporalUNet:
    """diffusers' U-Net with the seams above."""

    def __init__(self, unet: UNet2DConditionModel, frames: int, w: int, paths: list[Tensor]):
        self.unet = unet
        self.attentions: dict[str, FrameAttention] = {}
        self.residuals: dict[str, SharedConv] = {}
        windows = centred_windows(frames, w).to(unet.device)
        processors = dict(unet.attn_processors)
        for name in [name for name in processors if ".attn1." in name]:
            path = name.split(".transformer_blocks")[0]
            finest = path.startswith("down_blocks.0.") or path.startswith(f"up_blocks.{len(unet.up_blocks) - 1}.")
            own = [tensor.to(unet.device) for tensor in paths] if finest else []
            processors[name] = self.attentions[path] = FrameAttention(frames, windows, own)
        unet.set_attn_processor(processors)
        for path, module in list(unet.named_modules()):
            if isinstance(module, ResnetBlock2D):
                module.conv2 = self.residuals[path] = SharedConv(module.conv2, frames)

    def prepare(self, together: bool, sharing: Sharing) -> None:
        """Says whether frames see each other in the next evaluation, and what the source shares in it."""
        for path, attention in self.attentions.items():
            attention.together = together
            attention.shares_queries = path in sharing.queries_keys
            attention.shares_values = path in sharing.keys_values
        for path, conv in self.residuals.items():
            conv.shared = path in sharing.residuals
