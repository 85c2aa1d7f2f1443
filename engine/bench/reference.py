"""Repeats a traced chunk on diffusers, times it and compares the numbers; see README.md."""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
# As the engine's launcher does: threads that spin while they wait make a busy machine many times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import diffusers
import torch

from compare import compare_edit, compare_evaluations
from pipeline import Pipeline, synchronize
from engine_trace import Sharing, Trace

DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32}
TRACED = {"float16": "fp16", "bfloat16": "bf16", "float32": "fp32"}
UNET_STAGES = ("inversion", "mask", "sampling")
TERA = 1e12
WARM_UP_CALLS = 2
TIMED_CALLS = 3


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trace", type=Path, help="folder that 'diffferv bench --trace' wrote")
    parser.add_argument("--out", type=Path, help="JSON file to write; default: standard output")
    parser.add_argument("--mode", action="append", choices=["eager", "compiled"], help="may be repeated; default: eager")
    parser.add_argument("--precision", choices=DTYPES, help="of the networks; default: the traced one")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--model", help="folder in diffusers layout; default: the traced one")
    parser.add_argument("--vae-batch", type=int, default=4, help="pictures in the autoencoder at once; default: 4")
    parser.add_argument("--compile-mode", help="of torch.compile, such as max-autotune; default: its own")
    parser.add_argument("--backend", default="inductor", help="of torch.compile; default: inductor")
    return parser.parse_args()


def matmul_rate(device: torch.device, dtype: torch.dtype) -> float:
    """Operations per second of a large matrix product, the median of seven after a warm-up."""
    side, products = (8192, 10) if device.type == "cuda" else (1024, 1)
    a = torch.randn(side, side, device=device).to(dtype)
    b = torch.randn(side, side, device=device).to(dtype)

    def timed() -> float:
        synchronize(device)
        start = time.perf_counter()
        for _ in range(products):
            a @ b
        synchronize(device)
        return time.perf_counter() - start

    timed()
    return 2 * side**3 * products / statistics.median(timed() for _ in range(7))


@torch.no_grad()
def time_batches(pipeline: Pipeline) -> list[dict]:
    """Milliseconds per image of each kind of batch that an edit has; the first calls compile and warm up."""
    trace = pipeline.trace
    z = trace.chunk[f"latents.{trace.steps}"].to(pipeline.device)
    three = torch.cat([z] * 3)
    prompts = ["source", "source", "target"]
    kinds = {"inversion": (z, ["source"], Sharing()), "sampling": (three, prompts, Sharing())}
    if sharing := trace.sharing(trace.steps):
        kinds["samplingShared"] = (three, prompts, sharing)
    batches = []
    for kind, (batch, texts, shared) in kinds.items():
        synchronize(pipeline.device)
        start = time.perf_counter()
        for _ in range(WARM_UP_CALLS):
            pipeline.noise(batch, trace.steps, texts, shared)
        synchronize(pipeline.device)
        warm_up = time.perf_counter() - start
        seconds = statistics.median(_call_seconds(pipeline, batch, texts, shared) for _ in range(TIMED_CALLS))
        say(f"{kind}: {len(batch)} images, warm-up {warm_up:.1f} s, then {1000 * seconds / len(batch):.2f} ms an image")
        batches.append(
            {"kind": kind, "images": len(batch), "imageMs": 1000 * seconds / len(batch), "warmUpSeconds": warm_up}
        )
    return batches


def _call_seconds(pipeline: Pipeline, batch: torch.Tensor, texts: list[str], shared: Sharing) -> float:
    start = time.perf_counter()
    pipeline.noise(batch, pipeline.trace.steps, texts, shared)
    synchronize(pipeline.device)
    return time.perf_counter() - start


def reset_memory(device: torch.device) -> None:
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def speed(trace: Trace, seconds: dict[str, float], matmul: float) -> dict:
    """What the engine's bench calls by the same names; operations are those the engine counted for this chunk."""
    work = trace.facts["work"]
    spent = sum(seconds.get(stage, 0) for stage in UNET_STAGES)
    return {
        "stageSeconds": seconds,
        "secondsPerFrame": sum(seconds.values()) / trace.facts["returned"],
        "evaluationMs": 1000 * spent / work["evaluations"],
        "tflopPerSecond": work["unet"] / spent / TERA,
        "matmulTflopPerSecond": matmul / TERA,
        "shareOfMatmul": work["unet"] / spent / matmul,
    }


def run(trace: Trace, mode: str, options: argparse.Namespace) -> dict:
    device = torch.device(options.device)
    dtype = DTYPES[options.precision or TRACED[trace.facts["precision"]]]
    reset_memory(device)
    pipeline = Pipeline(trace, options.model or trace.facts["model"], device, dtype, options.vae_batch)
    errors = compare_evaluations(trace, pipeline)
    say(f"{mode} {dtype}: worst block {max(errors[name]['worst'] for name in ('plain', 'windowed')):.2e}")
    if mode == "compiled":
        pipeline.compile(options.backend, options.compile_mode)
    batches = time_batches(pipeline)
    with torch.no_grad():
        pipeline.decode(pipeline.encode())
    reset_memory(device)
    edit = pipeline.run()
    say("  ".join(f"{stage} {seconds:.2f} s" for stage, seconds in edit.seconds.items()))
    memory = torch.cuda.max_memory_reserved(device) if device.type == "cuda" else None
    return {
        "mode": mode,
        "precision": str(dtype).removeprefix("torch."),
        **speed(trace, edit.seconds, matmul_rate(device, dtype)),
        "batches": batches,
        "peakReservedBytes": memory,
        "errors": {**compare_edit(trace, edit), **errors},
    }


def ours(trace: Trace) -> dict | None:
    """The engine's speed on the stages that the reference has, from the bench run beside the trace."""
    report = trace.ours()
    if report is None:
        return None
    stages = {stage: report["stageSeconds"].get(stage, 0) for stage in ("encode", *UNET_STAGES, "decode")}
    seen = sum(stages.values()) / report["framesSeen"]
    return {
        "secondsPerFrame": seen * trace.frames / trace.facts["returned"],
        "evaluationMs": report["unet"]["evaluationMs"],
        "tflopPerSecond": report["unet"]["tflopPerSecond"],
        "matmulTflopPerSecond": report["unet"]["matmulTflopPerSecond"],
        "shareOfMatmul": report["unet"]["shareOfMatmul"],
    }


def device_name(device: str) -> str:
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else platform.processor() or device


def main() -> None:
    options = arguments()
    trace = Trace.read(options.trace)
    own = ours(trace)
    runs = []
    for mode in dict.fromkeys(options.mode or ["eager"]):
        result = run(trace, mode, options)
        if own is not None:
            result["oursTimesFaster"] = {
                name: result[name] / own[name] for name in ("secondsPerFrame", "evaluationMs")
            }
        runs.append(result)
    report = {
        "device": device_name(options.device),
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "diffusers": diffusers.__version__},
        "size": f"{trace.facts['width']}x{trace.facts['height']}",
        "frames": trace.frames,
        "returned": trace.facts["returned"],
        "steps": trace.steps,
        "ours": own,
        "runs": runs,
    }
    text = json.dumps(report, indent=2) + "\n"
    if options.out:
        options.out.write_text(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
