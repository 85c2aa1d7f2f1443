"""How far two implementations are apart."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from pipeline import Edit, Pipeline
from engine_trace import Trace


def relative_error(ours: Tensor, reference: Tensor) -> float:
    """|ours - reference| / |reference|, Euclidean."""
    difference = torch.linalg.vector_norm(ours.double() - reference.double())
    return float(difference / torch.linalg.vector_norm(reference.double()))


def psnr(ours: Tensor, reference: Tensor) -> float | None:
    """Decibels, the reference's own range being the peak; None for equal tensors."""
    error = (ours.double() - reference.double()).square().mean()
    span = reference.double().max() - reference.double().min()
    return float(20 * math.log10(span) - 10 * math.log10(error)) if error > 0 else None


def compare_edit(trace: Trace, edit: Edit) -> dict:
    ours = trace.chunk
    last = trace.steps
    result = {
        "encoded": relative_error(ours["latents.0"], edit.latents[0]),
        "firstInversionStep": relative_error(ours["latents.1"], edit.latents[1]),
        "inversion": relative_error(ours[f"latents.{last}"], edit.latents[last]),
        "inversionPsnr": psnr(ours[f"latents.{last}"], edit.latents[last]),
        "sampling": relative_error(ours["sampled"], edit.sampled),
        "samplingPsnr": psnr(ours["sampled"], edit.sampled),
        "decodedPsnr": psnr(ours["decoded"], edit.decoded[: len(ours["decoded"])]),
    }
    if edit.mask is not None:
        result["mask"] = relative_error(ours["mask"], edit.mask)
    return result


@torch.no_grad()
def compare_evaluations(trace: Trace, pipeline: Pipeline) -> dict:
    """Of single evaluations on our latents: block by block, and with the source's features given to the others."""
    result = {name: _compare_blocks(trace, pipeline, name) for name in ("plain", "windowed")}
    z = trace.chunk[f"latents.{trace.steps}"].to(pipeline.device)
    prompts = ["source", "source", "target"]
    noise = pipeline.noise(torch.cat([z] * 3), trace.steps, prompts, trace.sharing(trace.steps), forward=pipeline.unet)
    result["sharedNoise"] = relative_error(trace.chunk["shared.noise"], noise.cpu())
    return result


def _compare_blocks(trace: Trace, pipeline: Pipeline, name: str) -> dict:
    ours = trace.evaluation(name)
    level = trace.facts["comparedLevel"]
    z = trace.chunk[f"latents.{level}"].to(pipeline.device)
    together = name == "windowed"
    compared = len(ours["noise"])
    errors: dict[str, float] = {}

    def hook(path: str):
        def compare(module, inputs, output) -> None:
            tensor = output[0] if isinstance(output, tuple) else output
            errors[path] = relative_error(ours[path], tensor[: len(ours[path])].float().cpu())

        return compare

    modules = dict(pipeline.unet.named_modules())
    handles = [modules[path].register_forward_hook(hook(path)) for path in ours if path in modules]
    try:
        source = z if together else z[:compared]
        noise = pipeline.noise(source, level, ["source"], together=together, forward=pipeline.unet)
    finally:
        for handle in handles:
            handle.remove()
    errors["noise"] = relative_error(ours["noise"], noise[:compared].cpu())
    missing = sorted(set(ours) - set(errors))
    if missing:
        raise SystemExit(f"diffusers has no module named {', '.join(missing)}")
    return {"worst": max(errors.values()), "blocks": dict(sorted(errors.items()))}
