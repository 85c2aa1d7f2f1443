"""DiffFERV on one chunk, on top of diffusers: encode, invert, mask, sample, decode."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from torch import Tensor

from attention import TemporalUNet
from engine_trace import Sharing, Trace

MASK_TIMESTEPS = (100, 200, 300, 400)


class Levels:
    """The DDIM noise levels 0 (clean) to T; a step between two of them is z' = a z + b noise."""

    def __init__(self, model: str, steps: int):
        scheduler = DDIMScheduler.from_pretrained(model, subfolder="scheduler", local_files_only=True)
        scheduler.set_timesteps(steps)
        self.timesteps = [None, *reversed(scheduler.timesteps.tolist())]
        bars = scheduler.alphas_cumprod.double()
        self.alpha_bar = [float(scheduler.final_alpha_cumprod), *(float(bars[t]) for t in self.timesteps[1:])]

    def step(self, start: int, end: int) -> tuple[float, float]:
        a = math.sqrt(self.alpha_bar[end] / self.alpha_bar[start])
        return a, math.sqrt(1 - self.alpha_bar[end]) - math.sqrt(1 - self.alpha_bar[start]) * a

    def nearest(self, timestep: int) -> int:
        return min(range(1, len(self.timesteps)), key=lambda k: abs(self.timesteps[k] - timestep))


@dataclass
class Edit:
    """One run: what came out at each stage, on the host, and the seconds that each took."""

    latents: list[Tensor] = field(default_factory=list)
    mask: Tensor | None = None
    sampled: Tensor | None = None
    decoded: Tensor | None = None
    seconds: dict[str, float] = field(default_factory=dict)


class Pipeline:
    """Latents and scheduler arithmetic are fp32; U-Net and autoencoder compute in a number format of their own."""

    def __init__(self, trace: Trace, model: str, device: torch.device, dtype: torch.dtype, vae_batch: int):
        self.trace = trace
        self.device = device
        self.dtype = dtype
        self.vae_batch = vae_batch
        self.levels = Levels(model, trace.steps)
        self.unet = UNet2DConditionModel.from_pretrained(
            model, subfolder="unet", torch_dtype=dtype, local_files_only=True
        ).to(device).eval().requires_grad_(False)
        self.vae = AutoencoderKL.from_pretrained(
            model, subfolder="vae", torch_dtype=dtype, local_files_only=True
        ).to(device).eval().requires_grad_(False)
        self.temporal = TemporalUNet(self.unet, trace.frames, trace.facts["window"], trace.paths())
        self.forward: Callable[..., tuple[Tensor]] = self.unet
        self.prompts = {
            "source": trace.chunk["prompt.source"].to(device, dtype),
            "target": trace.chunk["prompt.target"].to(device, dtype),
        }
        self.pixels = trace.chunk["pixels"].to(device)

    def compile(self, backend: str, mode: str | None) -> None:
        self.unet.to(memory_format=torch.channels_last)
        self.forward = torch.compile(self.unet, backend=backend, mode=mode, dynamic=False)

    def noise(
        self,
        z: Tensor,
        level: int,
        prompts: list[str],
        sharing: Sharing = Sharing(),
        together: bool = True,
        forward: Callable[..., tuple[Tensor]] | None = None,
    ) -> Tensor:
        """Predictions for z, [branches * frames, 4, h, w], one prompt for each branch."""
        self.temporal.prepare(together, sharing)
        text = torch.cat([self.prompts[name] for name in prompts])
        text = text.repeat_interleave(z.shape[0] // len(prompts), dim=0)
        timestep = torch.tensor(self.levels.timesteps[level], device=self.device)
        x = z.to(self.dtype)
        if self.forward is not self.unet:
            x = x.contiguous(memory_format=torch.channels_last)
        return (forward or self.forward)(x, timestep, text, return_dict=False)[0].float()

    @torch.no_grad()
    def run(self) -> Edit:
        edit = Edit()
        z0 = self._timed(edit, "encode", self.encode)
        latents = self._timed(edit, "inversion", lambda: self.invert(z0))
        # As in the engine, whose cached inversions live on the host.
        edit.latents = [z.cpu() for z in latents]
        mask = None
        if "mask" in self.trace.chunk:
            mask = self._timed(edit, "mask", lambda: self.measure_mask(latents))
            edit.mask = mask.cpu()
        sampled = self._timed(edit, "sampling", lambda: self.sample(latents, mask))
        edit.sampled = sampled.cpu()
        # The engine decodes the unedited latents as well: the compositor adds the difference to the source.
        decoded = self._timed(edit, "decode", lambda: (self.decode(latents[0]), self.decode(sampled))[1])
        edit.decoded = decoded.cpu()
        return edit

    def _timed(self, edit: Edit, stage: str, work: Callable):
        synchronize(self.device)
        start = time.perf_counter()
        result = work()
        synchronize(self.device)
        edit.seconds[stage] = time.perf_counter() - start
        return result

    def encode(self) -> Tensor:
        parts = (self.pixels * 2 - 1).split(self.vae_batch)
        means = [self.vae.encode(part.to(self.dtype)).latent_dist.mean.float() for part in parts]
        return torch.cat(means) * self.vae.config.scaling_factor

    def decode(self, latents: Tensor) -> Tensor:
        parts = (latents / self.vae.config.scaling_factor).split(self.vae_batch)
        return torch.cat([self.vae.decode(part.to(self.dtype)).sample.float() for part in parts]).add(1).div(2).clamp(0, 1)

    def invert(self, z0: Tensor) -> list[Tensor]:
        latents = [z0]
        for k in range(1, self.trace.steps + 1):
            a, b = self.levels.step(k - 1, k)
            z = latents[-1]
            reached = z
            for i in range(self.trace.facts["inversionPredictions"]):
                reached = a * z + b * self.noise(z if i == 0 else reached, k, ["source"])
            latents.append(reached)
        return latents

    def sample(self, latents: list[Tensor], mask: Tensor | None) -> Tensor:
        g, exact = self.trace.facts["guidance"], self.trace.facts["exact"]
        z = latents[-1]
        for k in range(self.trace.steps, 0, -1):
            sharing = self.trace.sharing(k)
            with_source = exact or mask is not None or bool(sharing)
            batch = [latents[k], z, z] if with_source else [z, z]
            prompts = ["source", "source", "target"][-len(batch) :]
            noise = self.noise(torch.cat(batch), k, prompts, sharing).chunk(len(batch))
            guided = (1 - g) * noise[-2] + g * noise[-1]
            if mask is not None:
                guided = (guided - noise[0]) * mask + noise[0]
            a, b = self.levels.step(k, k - 1)
            z = a * z + b * guided
            if exact:
                z = z + latents[k - 1] - (a * latents[k] + b * noise[0])
        return z

    def measure_mask(self, latents: list[Tensor]) -> Tensor:
        """[frames, 1, h, w]: 1 where the two prompts disagree about the source, 0 where they do not."""
        total = 0
        for k in sorted({self.levels.nearest(t) for t in MASK_TIMESTEPS}):
            z = latents[k]
            # Never compiled: a graph of its own costs a minute, and these are 4 in 100 evaluations.
            noise = self.noise(torch.cat([z, z]), k, ["source", "target"], forward=self.unet)
            source, target = noise.chunk(2)
            total = total + (target - source).square().mean(dim=1, keepdim=True).sqrt()
        blurred = blur(total, sigma=1.5, radius=5)
        before = torch.cat([blurred[:1], blurred[:-1]])
        after = torch.cat([blurred[1:], blurred[-1:]])
        return thresholded((before + 2 * blurred + after) / 4)


def blur(x: Tensor, sigma: float, radius: int) -> Tensor:
    """Gaussian over both axes of [frames, 1, h, w], borders repeated."""
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64, device=x.device)
    kernel = torch.exp(-(offsets**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum()).to(x.dtype)
    rows = F.conv2d(F.pad(x, (radius, radius, 0, 0), mode="replicate"), kernel[None, None, None, :])
    return F.conv2d(F.pad(rows, (0, 0, radius, radius), mode="replicate"), kernel[None, None, :, None])


def thresholded(x: Tensor) -> Tensor:
    """0 to 1 between a fifth and a half of the way from each frame's median to its 0.98 quantile."""
    ordered = x.flatten(1).sort(dim=1).values
    count = ordered.shape[1] - 1
    low = ordered[:, math.floor(0.5 * count + 0.5)].view(-1, 1, 1, 1)
    high = ordered[:, math.floor(0.98 * count + 0.5)].view(-1, 1, 1, 1)
    share = torch.where(high > low, (x - low) / (high - low), torch.zeros_like(x))
    t = ((share - 0.2) / 0.3).clamp(0, 1)
    return t * t * (3 - 2 * t)


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
