"""What `diffferv bench --trace FOLDER` wrote: the input of one chunk's edit and what came out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file

# Settings that the reference follows whatever their value; any other must have been left alone, except for those below.
FOLLOWED = {
    "prompt", "source_prompt", "edit", "guidance", "steps", "model", "working_size", "flow", "memory", "device",
    "precision", "chunk", "halo", "swcfa_window", "tta_occlusion", "inversion_predictions", "exact", "seed",
    "schedule", "composite", "strength", "smoothing", "cache_size",
}
FOLLOWED_VALUES = {
    "quality": {"full"},
    "solver": {"auto", "ddim"},
    "feature_reuse": {"1"},
    "token_merging": {"auto", "off"},
    "vae": {"auto", "full"},
    "swcfa": {"centred"},
    "swcfa_layers": {"all"},
    "tta": {"finest", "off"},
    "tta_query": {"dense"},
    "tta_order": {"series"},
    "preservation": {"flatten", "pnp", "masactrl", "none"},
    "mask": {"auto", "off"},
    "inversion_prompt": {"source"},
    "inversion_temporal": {"on"},
    "posterior": {"mean"},
    "negative_start": {"0"},
    "empty_blend": {"0"},
}


@dataclass(frozen=True)
class Sharing:
    """Module paths whose features the source gives to the other branches."""

    residuals: frozenset[str] = frozenset()
    queries_keys: frozenset[str] = frozenset()
    keys_values: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.residuals or self.queries_keys or self.keys_values)


@dataclass(frozen=True)
class Trace:
    """`facts` as in trace.json; `chunk`, `plain` and `windowed` are the tensors of the files of these names."""

    folder: Path
    facts: dict
    chunk: dict[str, torch.Tensor]

    @classmethod
    def read(cls, folder: Path) -> Trace:
        facts = json.loads((folder / "trace.json").read_text())
        strange = [
            f"{key}={value}"
            for key, value in facts["settings"].items()
            if key not in FOLLOWED and value not in FOLLOWED_VALUES.get(key, set())
        ]
        if facts["guidance"] in (0, 1):
            strange.append(f"guidance={facts['guidance']}")
        if strange:
            raise SystemExit(f"{folder}: the reference does not know the settings {', '.join(sorted(strange))}")
        return cls(folder, facts, load_file(folder / "chunk.safetensors"))

    def evaluation(self, name: str) -> dict[str, torch.Tensor]:
        """Block outputs and noise of the evaluation `plain` or `windowed`."""
        return load_file(self.folder / f"{name}.safetensors")

    def ours(self) -> dict | None:
        """The report of the bench run that left this trace."""
        report = self.folder / "bench.json"
        return json.loads(report.read_text()) if report.exists() else None

    @property
    def frames(self) -> int:
        return self.facts["frames"]

    @property
    def steps(self) -> int:
        return len(self.facts["sampling"])

    def sharing(self, level: int) -> Sharing:
        """Of the sampling step that starts from this level."""
        given = self.facts["sampling"][self.steps - level]["sharing"]
        return Sharing(
            frozenset(given["residuals"]), frozenset(given["queriesKeys"]), frozenset(given["keysValues"])
        )

    def paths(self) -> list[torch.Tensor]:
        """Motion paths at the latents' resolution, one tensor [paths, length] for each length above one."""
        named = [tensor for name, tensor in self.chunk.items() if name.startswith("paths.0.")]
        return sorted((path.long() for path in named if path.shape[1] > 1), key=lambda path: path.shape[1])
