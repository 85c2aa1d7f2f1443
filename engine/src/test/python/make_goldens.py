"""Writes the golden values that the Java networks are compared with.

Reference: diffusers and transformers in fp32 on the CPU, over the default model (face-256). Inputs follow
the rule seq(shape, a) of the method description: the element with flat index j is sin(a * (j + 1)),
evaluated in double and rounded to float, so that a test regenerates them instead of reading them.

    python -m venv venv
    venv/bin/pip install torch diffusers transformers safetensors numpy
    venv/bin/python engine/src/test/python/make_goldens.py \
        --model packaging/models/face-256 --clip-bpe ../shared/clip-bpe \
        --out engine/src/test/resources/golden

Each tensor "NAME" of the safetensors file is described by the metadata entry "NAME".
"""

import argparse
import html
import json
import platform
import re
from pathlib import Path

import diffusers
import numpy
import torch
import transformers
from safetensors.torch import save_file

SOURCE_PROMPT = "a photo of a man"
TARGET_PROMPT = "a photo of an old woman smiling"
UNET_TIMESTEPS = (981, 501, 1)
INVERSION_STEPS = 20
ALPHA_INDICES = (0, 1, 21, 41, 101, 201, 301, 401, 501, 601, 701, 801, 901, 941, 951, 961, 981, 999)

TOKENIZER_PROMPTS = (
    "",
    "a photo of a man",
    "a photo of an old woman smiling",
    "A PHOTO  of\ta\nMan ",
    "she's sure they'll say I'd won't we're you've it isn't O'Brien's",
    "a 65 year old man, 1984 x 2026",
    "hello!!! ... (really?) -- yes; #1 @home 50% off & more",
    "naïve café, Größe, señor, ÅNGSTRÖM",
    "cafe\u0301 combined accent",
    "фото старого человека",
    "一个老人的照片",
    "صورة رجل",
    "smile 😀👩🏽‍🦳 and ☃",
    "½ ² Ⅷ ٣ digits",
    "under_score snake_case",
    "“curly quotes” — it’s an em dash…",
    "<|startoftext|> literal specials <|endoftext|> tail",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "a very long prompt " + ", ".join(f"detail number {n}" for n in range(40)),
)
ESCAPED_PROMPTS = ("salt &amp; pepper", "twice &amp;amp; escaped", "&lt;b&gt; &quot;old&quot; man &#39;s hat")


def seq(shape, a):
    count = int(numpy.prod(shape))
    return torch.from_numpy(numpy.sin(a * numpy.arange(1, count + 1)).astype(numpy.float32)).reshape(shape)


class Goldens:
    """Tensors and their descriptions, in the order in which they were added."""

    def __init__(self):
        self.tensors = {}
        self.descriptions = {}

    def add(self, name, tensor, description):
        self.tensors[name] = tensor.detach().to(torch.float32).contiguous()
        self.descriptions[name] = description


def text_embeddings(model, goldens):
    tokenizer = transformers.CLIPTokenizer.from_pretrained(model / "tokenizer")
    encoder = transformers.CLIPTextModel.from_pretrained(model / "text_encoder", dtype=torch.float32).eval()
    embeddings = []
    for name, prompt in (("text.source", SOURCE_PROMPT), ("text.target", TARGET_PROMPT)):
        # The end token pads, as Stable Diffusion does it.
        ids = tokenizer(prompt, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
        embedding = encoder(ids).last_hidden_state
        goldens.add(name, embedding[0], f"last hidden state of '{prompt}'")
        embeddings.append(embedding)
    return embeddings


def unet_outputs(unet, context, goldens):
    for t in UNET_TIMESTEPS:
        goldens.add(f"unet.square.t{t}", unet(seq((1, 4, 32, 32), 0.01), t, context).sample[0],
                    f"UNet output for seq(4x32x32, 0.01), t = {t}, context text.source")
    goldens.add("unet.wide.t501", unet(seq((1, 4, 32, 40), 0.013), 501, context).sample[0],
                "UNet output for seq(4x32x40, 0.013), t = 501, context text.source")


def autoencoder_outputs(vae, goldens):
    posterior = vae.encode(seq((1, 3, 64, 96), 0.01)).latent_dist
    goldens.add("vae.encode.mean", posterior.mean[0], "posterior mean of seq(3x64x96, 0.01), not scaled")
    goldens.add("vae.encode.logvar", posterior.logvar[0], "posterior log-variance of the same image")
    goldens.add("vae.decode", vae.decode(seq((1, 4, 8, 12), 0.02)).sample[0],
                "decoder output for seq(4x8x12, 0.02), not scaled")


def inversion_latents(unet, scheduler, context, goldens):
    """Deterministic DDIM inversion: the latent of level k-1 is evaluated at the timestep of level k."""
    alphas = scheduler.alphas_cumprod.to(torch.float64)
    stride = 1000 // INVERSION_STEPS
    z, alpha_before, levels = seq((1, 4, 16, 16), 0.05), alphas[0], []
    for k in range(INVERSION_STEPS):
        t = stride * k + 1
        noise = unet(z, t, context).sample
        clean = (z - (1 - alpha_before).sqrt().float() * noise) / alpha_before.sqrt().float()
        z = alphas[t].sqrt().float() * clean + (1 - alphas[t]).sqrt().float() * noise
        alpha_before = alphas[t]
        levels.append(z[0])
    goldens.add("inversion.latents", torch.stack(levels),
                f"[level, 4, 16, 16]: {INVERSION_STEPS}-step DDIM inversion of seq(4x16x16, 0.05), "
                f"timesteps {stride}*k+1, context text.source, guidance 1; the input is level alphas_cumprod[0]")


def token_ids(folder):
    tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)

    def ids(prompt):
        return tokenizer(prompt, padding="max_length", max_length=77, truncation=True).input_ids

    return {
        "versions": versions(),
        "note": "padded to 77 with the end token; prompts under 'escaped' were unescaped twice by Python's "
                "html.unescape before tokenizing, as CLIP's own text cleaning does (transformers does not)",
        "prompts": {prompt: ids(prompt) for prompt in TOKENIZER_PROMPTS},
        "escaped": {prompt: ids(html.unescape(html.unescape(prompt))) for prompt in ESCAPED_PROMPTS},
    }


def versions():
    return ", ".join((f"python {platform.python_version()}", f"torch {torch.__version__}",
                      f"diffusers {diffusers.__version__}", f"transformers {transformers.__version__}",
                      f"numpy {numpy.__version__}"))


def write_json(path, content):
    """Indented JSON with each list of ids on one line."""
    text = json.dumps(content, ensure_ascii=True, indent=1)
    path.write_text(re.sub(r"\[[^\[\]]*\]", lambda ids: " ".join(ids.group().split()), text) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--clip-bpe", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    goldens = Goldens()
    with torch.no_grad():
        source, _ = text_embeddings(arguments.model, goldens)
        unet = diffusers.UNet2DConditionModel.from_pretrained(arguments.model / "unet", torch_dtype=torch.float32).eval()
        vae = diffusers.AutoencoderKL.from_pretrained(arguments.model / "vae", torch_dtype=torch.float32).eval()
        scheduler = diffusers.DDIMScheduler.from_pretrained(arguments.model / "scheduler")
        unet_outputs(unet, source, goldens)
        autoencoder_outputs(vae, goldens)
        inversion_latents(unet, scheduler, source, goldens)
        goldens.add("alphas_cumprod", scheduler.alphas_cumprod[list(ALPHA_INDICES)],
                    f"alphas_cumprod at {list(ALPHA_INDICES)}")

    arguments.out.mkdir(parents=True, exist_ok=True)
    command = ("python engine/src/test/python/make_goldens.py --model packaging/models/face-256 "
               "--clip-bpe ../shared/clip-bpe --out engine/src/test/resources/golden")
    save_file(goldens.tensors, arguments.out / "face-256.safetensors",
              metadata={"versions": versions(), "command": command, **goldens.descriptions})
    write_json(arguments.out / "clip-bpe-ids.json", {"command": command, **token_ids(arguments.clip_bpe)})


if __name__ == "__main__":
    main()
