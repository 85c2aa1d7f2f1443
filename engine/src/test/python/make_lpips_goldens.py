"""Prints the golden numbers of LPIPSTest: the lpips package with weights by a rule, on pictures by another.

Run: python make_lpips_goldens.py
Made with Python 3.11.2, torch 2.15.0, torchvision 0.29.2, lpips 0.1.4.
"""
import math

import lpips
import torch


def rule(name, shape):
    count = math.prod(shape)
    r = torch.sin(1.0 + torch.arange(count, dtype=torch.float64) % 1009)
    if name.endswith("bias"):
        values = 0.02 * r
    elif name.startswith("lin"):
        values = r.abs() / count
    else:
        values = r * math.sqrt(2.0 * shape[0] / count)
    return values.float().reshape(shape)


def waves(width, height, a):
    j = torch.arange(3 * height * width, dtype=torch.float64)
    return (0.5 + 0.5 * torch.sin(a * (j + 1))).float().reshape(1, 3, height, width)


model = lpips.LPIPS(net="alex", pnet_rand=True, pretrained=False, verbose=False).eval()
with torch.no_grad():
    for name, values in model.state_dict().items():
        if name.startswith(("net.", "lin")) and not name.startswith("lins"):
            values.copy_(rule(name, tuple(values.shape)))
    for width, height, a, b in [(64, 64, 0.37, 0.41), (131, 97, 0.011, 0.0111), (40, 31, 0.37, 0.41)]:
        distance = model(waves(width, height, a), waves(width, height, b), normalize=True)
        print(width, height, a, b, "%.8f" % distance.item())
