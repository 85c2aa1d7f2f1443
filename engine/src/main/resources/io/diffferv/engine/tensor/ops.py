class Ops(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def linear(self: __torch__.Ops, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, weight, bias)
  def linear_unbiased(self: __torch__.Ops, x: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(x, weight)
  def group_norm(self: __torch__.Ops, x: Tensor, weight: Tensor, bias: Tensor, groups: int, eps: float) -> Tensor:
    return torch.group_norm(x, groups, weight, bias, eps)
  def group_norm_silu(self: __torch__.Ops, x: Tensor, weight: Tensor, bias: Tensor, groups: int, eps: float) -> Tensor:
    return torch.silu(torch.group_norm(x, groups, weight, bias, eps))
  def instance_norm(self: __torch__.Ops, x: Tensor, eps: float) -> Tensor:
    return torch.instance_norm(x, None, None, None, None, True, 0.0, eps, False)
  def silu(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.silu(x)
  def relu(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.relu(x)
  def gelu(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.gelu(x)
  def quick_gelu(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))
  def geglu(self: __torch__.Ops, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    halves = torch.chunk(torch.linear(x, weight, bias), 2, -1)
    return torch.mul(halves[0], torch.gelu(halves[1]))
  def split_heads(self: __torch__.Ops, x: Tensor, heads: int) -> Tensor:
    return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)
  def merge_heads(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.reshape(torch.transpose(x, 1, 2), [torch.size(x, 0), torch.size(x, 2), -1])
  def attention(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    dense = torch.scaled_dot_product_attention(self.split_heads(q, heads), self.split_heads(k, heads), self.split_heads(v, heads))
    return self.merge_heads(dense)
  def cudnn_attention(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    results = torch._scaled_dot_product_cudnn_attention(self.split_heads(q, heads), self.split_heads(k, heads), self.split_heads(v, heads), None, False, 0.0, False, False)
    return self.merge_heads(results[0])
  def causal_attention(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    dense = torch.scaled_dot_product_attention(self.split_heads(q, heads), self.split_heads(k, heads), self.split_heads(v, heads), None, 0.0, True)
    return self.merge_heads(dense)
  def masked_attention(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int) -> Tensor:
    dense = torch.scaled_dot_product_attention(self.split_heads(q, heads), self.split_heads(k, heads), self.split_heads(v, heads), mask)
    return self.merge_heads(dense)
  def short_attention(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    query = self.split_heads(q, heads)
    scaled = torch.mul(query, torch.pow(torch.size(query, 3), -0.5))
    weights = torch.softmax(torch.matmul(scaled, torch.transpose(self.split_heads(k, heads), 2, 3)), -1)
    return self.merge_heads(torch.matmul(weights, self.split_heads(v, heads)))
  def window(self: __torch__.Ops, x: Tensor, images: Tensor) -> Tensor:
    picked = torch.index_select(x, 0, torch.reshape(images, [-1]))
    return torch.reshape(picked, [torch.size(images, 0), torch.size(images, 1) * torch.size(x, 1), torch.size(x, 2)])
  def sliding_window(self: __torch__.Ops, x: Tensor, sequence: Tensor, n: int) -> Tensor:
    picked = torch.index_select(x, 0, sequence)
    tokens = torch.size(x, 1)
    channels = torch.size(x, 2)
    return torch.as_strided(picked, [torch.size(picked, 0) - n + 1, n * tokens, channels], [tokens * channels, channels, 1])
  def path_attention(self: __torch__.Ops, query: Tensor, key: Tensor, value: Tensor, base: Tensor, mix: float, paths: List[Tensor], heads: int) -> Tensor:
    out = torch.clone(base)
    width = torch.size(value, 2)
    for i in range(torch.len(paths)):
      path = paths[i]
      length = torch.size(path, 1)
      index = torch.reshape(path, [-1])
      q = torch.reshape(torch.index_select(query, 1, index), [-1, length, width])
      k = torch.reshape(torch.index_select(key, 1, index), [-1, length, width])
      v = torch.reshape(torch.index_select(value, 1, index), [-1, length, width])
      h = torch.reshape(self.short_attention(q, k, v, heads), [torch.size(value, 0), -1, width])
      mixed = torch.lerp(torch.index_select(base, 1, index), h, mix)
      _0 = torch.index_copy_(out, 1, index, mixed)
    return out
  def upsample_nearest(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.upsample_nearest2d(x, [torch.size(x, 2) * 2, torch.size(x, 3) * 2])
  def interleave(self: __torch__.Ops, x: Tensor) -> Tensor:
    size = torch.size(x)
    channels = size[1] // 4
    height = size[2] - 1
    width = size[3] - 1
    out = torch.new_empty(x, [size[0], channels, height, 2, width, 2])
    for row in range(2):
      for column in range(2):
        picture = torch.narrow(x, 1, (2 * row + column) * channels, channels)
        phase = torch.narrow(torch.narrow(picture, 2, row, height), 3, column, width)
        _0 = torch.copy_(torch.select(torch.select(out, 5, column), 3, row), phase)
    return torch.reshape(out, [size[0], channels, 2 * height, 2 * width])
  def resize_bilinear(self: __torch__.Ops, x: Tensor, height: int, width: int) -> Tensor:
    return torch.upsample_bilinear2d(x, [height, width], False)
  def resize_bicubic(self: __torch__.Ops, x: Tensor, height: int, width: int) -> Tensor:
    return torch._upsample_bicubic2d_aa(x, [height, width], False)
  def max_pool(self: __torch__.Ops, x: Tensor, kernel: int, stride: int) -> Tensor:
    return torch.max_pool2d(x, [kernel, kernel], [stride, stride])
  def pad(self: __torch__.Ops, x: Tensor, left: int, right: int, top: int, bottom: int, mode: str) -> Tensor:
    return torch.pad(x, [left, right, top, bottom], mode)
  def unfold3(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.im2col(x, [3, 3], [1, 1], [1, 1], [1, 1])
  def grid_sample(self: __torch__.Ops, x: Tensor, grid: Tensor) -> Tensor:
    return torch.grid_sampler(x, grid, 0, 0, True)
  def combine(self: __torch__.Ops, a: float, x: Tensor, b: float, y: Tensor) -> Tensor:
    return torch.add(torch.mul(x, a), torch.mul(y, b))
  def channels_last(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.contiguous(x, memory_format=2)
  def cast(self: __torch__.Ops, x: Tensor, like: Tensor) -> Tensor:
    return torch.type_as(x, like)
  def dense(self: __torch__.Ops, x: Tensor) -> Tensor:
    return torch.contiguous(x)
