"""Prints the golden numbers of CLIPModelTest and CLIPScoresTest: transformers' CLIP with weights by a rule.

Run: python make_clip_goldens.py
Made with Python 3.11.2, torch 2.15.0, torchvision 0.29.2, transformers 5.23.0, numpy 2.4.6, pillow 13.0.0.
"""
import math

import numpy as np
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

SIDE, START, END, POSITIONS = 16, 8, 9, 8


def rule(name, shape):
    count = math.prod(shape)
    j = torch.arange(count, dtype=torch.float64)
    r = torch.sin(1.0 + len(name) + j * j % 1009)
    if name.endswith(("bias", "class_embedding")):
        values = 0.02 * r
    elif len(shape) <= 1:
        values = 1 + 0.05 * r
    else:
        values = 2 * r / math.sqrt(count / shape[0])
    return values.float().reshape(shape)


def waves(width, height, a):
    j = np.arange(3 * height * width)
    planes = np.round(255 * (0.5 + 0.5 * np.sin(a * (j + 1)))).astype(np.uint8).reshape(3, height, width)
    return Image.fromarray(planes.transpose(1, 2, 0))


config = CLIPConfig(
    text_config=dict(
        vocab_size=10, hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3,
        max_position_embeddings=POSITIONS, bos_token_id=START, eos_token_id=END),
    vision_config=dict(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=SIDE,
        patch_size=4),
    projection_dim=20)
model = CLIPModel(config).eval()
with torch.no_grad():
    for name, values in model.state_dict().items():
        if values.is_floating_point():
            values.copy_(rule(name, tuple(values.shape)))


def show(name, tensor):
    print(name, ", ".join("%.6f" % value for value in tensor.flatten().tolist()))


def unit(features):
    features = features if torch.is_tensor(features) else features.pooler_output
    return features / features.norm(dim=-1, keepdim=True)


def embed(image):
    return unit(model.get_image_features(processor(image, return_tensors="pt")["pixel_values"]))


def text(words):
    ids = [START] + ["abcdefgh".index(word) for word in words] + [END] * POSITIONS
    return unit(model.get_text_features(input_ids=torch.tensor([ids[:POSITIONS]])))


processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size=SIDE)
print(type(processor).__name__)
with torch.no_grad():
    for width, height in [(48, 33), (21, 40)]:
        pixels = processor(waves(width, height, 0.013), return_tensors="pt")["pixel_values"]
        show("pixels %d x %d, channel 1, row 7" % (width, height), pixels[0, 1, 7])
    j = torch.arange(3 * SIDE * SIDE, dtype=torch.float64)
    show("image", unit(model.get_image_features(torch.sin(0.7 * (j + 1)).float().reshape(1, 3, SIDE, SIDE))))
    show("text", text("abc"))
    frames = [embed(waves(48, 33, a)) for a in (0.013, 0.0131, 0.05)]
    for words in ("abc", "de"):
        show("cosines with " + words, torch.cat([frame @ text(words).T for frame in frames]))
    show("cosines of neighbours", torch.cat([frames[0] @ frames[1].T, frames[1] @ frames[2].T]))
