"""Ten training steps of a small U-Net in PyTorch and diffusers, for NoiseLossTest.

    python make_training_goldens.py ../resources/golden/training.json

Weights follow the rule of method.md's appendix, latents, noise and prompts are sines, so that nothing needs to be
stored but the result: the loss and the norm of the gradient of each step, and up to 8 values of each parameter,
evenly spread, before and after.
"""

import json
import sys

import diffusers
import torch

LEARNING_RATE = 2.5e-6
STEPS = 10
IMAGES = 2

torch.manual_seed(0)
torch.use_deterministic_algorithms(True)

unet = diffusers.UNet2DConditionModel(
    sample_size=16,
    block_out_channels=(32, 64, 64, 64),
    attention_head_dim=4,
    cross_attention_dim=32,
    norm_num_groups=16,
)
unet.train()


def weight(name, shape):
    count = shape.numel()
    r = torch.sin(1 + torch.arange(count, dtype=torch.float64).remainder(1009))
    if name.endswith("bias"):
        values = 0.02 * r
    elif len(shape) == 1:
        values = 1 + 0.05 * r
    else:
        values = r / (count / shape[0]) ** 0.5
    return values.reshape(shape).float()


def seq(a, *shape):
    count = torch.Size(shape).numel()
    return torch.sin(a * (torch.arange(count, dtype=torch.float64) + 1)).reshape(shape).float()


unet.load_state_dict({name: weight(name, value.shape) for name, value in unet.state_dict().items()})
scheduler = diffusers.DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
adam = torch.optim.Adam(unet.parameters(), lr=LEARNING_RATE)

def spread(tensor):
    flat = tensor.detach().reshape(-1)
    return flat[:: max(1, len(flat) // 8)][:8].tolist()


before = {name: spread(value) for name, value in unet.named_parameters()}
losses = []
norms = []
for step in range(STEPS):
    z0 = seq(0.011 + 0.001 * step, IMAGES, 4, 16, 16)
    noise = seq(1.7 + 0.1 * step, IMAGES, 4, 16, 16)
    prompts = seq(0.013 + 0.001 * step, IMAGES, 77, 32)
    t = torch.tensor([(37 * step + 500 * image) % 1000 for image in range(IMAGES)])
    predicted = unet(scheduler.add_noise(z0, noise, t), t, prompts).sample
    loss = torch.nn.functional.mse_loss(predicted, noise)
    loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(unet.parameters(), 1.0).item())
    adam.step()
    adam.zero_grad()
    losses.append(loss.item())


with open(sys.argv[1], "w") as out:
    json.dump(
        {
            "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
            "losses": losses,
            "norms": norms,
            "before": before,
            "after": {name: spread(value) for name, value in unet.named_parameters()},
        },
        out,
    )
    out.write("\n")
