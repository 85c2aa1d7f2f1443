"""Writes a small checkpoint as PyTorch saves it, with a part of GMFlow's names and every kind of tensor that the
import command must understand. Run once, with the output committed:

    python engine/src/test/python/make_torch_checkpoint.py engine/src/test/resources/golden/gmflow-shaped.pth

Written with Python 3.11.7, torch 2.15.0. Element j of each tensor in row-major order is (j mod 7) - 3.
"""

import sys

import torch


def numbered(*shape, dtype=torch.float32):
    count = torch.Size(shape).numel()
    return (torch.arange(count) % 7 - 3).to(dtype).reshape(shape)


class Backbone(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 4, 7, stride=2, padding=3, bias=False)
        self.conv2 = torch.nn.Conv2d(4, 4, 1)


class GmFlow(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Backbone()
        self.upsampler = torch.nn.Sequential(torch.nn.Conv2d(6, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(8, 9, 1))


model = GmFlow()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.copy_(numbered(*parameter.shape))
weights = model.state_dict()
shared = torch.cat([torch.full((5,), 9.0), numbered(4, 3).flatten()])
weights["transformer.shared"] = shared[5:].view(4, 3)
weights["transformer.transposed"] = numbered(4, 3).t().contiguous().t()
weights["transformer.half"] = numbered(5, dtype=torch.float16)
weights["transformer.brain"] = numbered(5, dtype=torch.bfloat16)
weights["transformer.parameter"] = torch.nn.Parameter(numbered(2, 2))
weights["transformer.count"] = torch.tensor(-3)
weights["transformer.empty"] = torch.zeros(0, 3)
torch.save({"model": weights, "step": 100000, "optimizer": {"param_groups": [{"lr": 4e-4, "betas": (0.9, 0.999)}]}}, sys.argv[1])
