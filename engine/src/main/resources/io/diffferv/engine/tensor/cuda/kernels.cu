// Fused operations on 16-bit tensors whose channels lie side by side: [images, places, channels].
// Compiled by NVRTC without CUDA's headers, which users do not have. All sums have a fixed order, so that an image's
// result does not depend on what else is in its batch or on when a block ran.

typedef unsigned short half_t;

static __device__ float to_float(half_t h) {
    float f;
    asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(h));
    return f;
}

static __device__ half_t to_half(float f) {
    half_t h;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h) : "f"(f));
    return h;
}

static __device__ void unpack(uint4 raw, float *values) {
    unsigned words[4] = {raw.x, raw.y, raw.z, raw.w};
    for (int i = 0; i < 4; i++) {
        values[2 * i] = to_float((half_t)(words[i] & 0xffff));
        values[2 * i + 1] = to_float((half_t)(words[i] >> 16));
    }
}

static __device__ uint4 pack(const float *values) {
    unsigned words[4];
    for (int i = 0; i < 4; i++) {
        words[i] = to_half(values[2 * i]) | ((unsigned)to_half(values[2 * i + 1]) << 16);
    }
    return make_uint4(words[0], words[1], words[2], words[3]);
}

static __device__ void load8(const half_t *from, float *values) {
    unpack(*reinterpret_cast<const uint4 *>(from), values);
}

static __device__ void store8(half_t *to, const float *values) {
    *reinterpret_cast<uint4 *>(to) = pack(values);
}

// Blocks start in order, and most kernels work from the front: what they wrote last is still in the cache for one that
// works backwards, and so is what that one wrote last for the next.
static __device__ int backwards(int block, int blocks) {
    return blocks - 1 - block;
}

// Sum and sum of squares of each group of channels over a slice of the places, of x + shift. shift: [channels] or null
// Grid (slices, images); a multiple of channels / 8 threads; shared memory 16 floats a thread.
// sums: [images, slices, groups, 2]
extern "C" __global__ void group_norm_sums(
    const half_t *x, const half_t *shift, float *sums, int places, int channels, int groups) {
    extern __shared__ float shared[];
    int lanes = channels / 8;
    int lane = threadIdx.x % lanes;
    int part = threadIdx.x / lanes;
    int parts = blockDim.x / lanes;
    int rows = (places + gridDim.x - 1) / gridDim.x;
    int from = blockIdx.x * rows;
    int to = min(from + rows, places);
    const half_t *image = x + (size_t)blockIdx.y * places * channels + lane * 8;
    float sum[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    float square[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    float added[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    if (shift) {
        load8(shift + lane * 8, added);
    }
    for (int row = from + part; row < to; row += parts) {
        float values[8];
        load8(image + (size_t)row * channels, values);
        for (int i = 0; i < 8; i++) {
            float value = values[i] + added[i];
            sum[i] += value;
            square[i] += value * value;
        }
    }
    float4 *totals = reinterpret_cast<float4 *>(shared + 2 * (part * channels + lane * 8));
    for (int i = 0; i < 4; i++) {
        totals[i] = make_float4(sum[2 * i], square[2 * i], sum[2 * i + 1], square[2 * i + 1]);
    }
    __syncthreads();
    for (int at = threadIdx.x; at < 2 * channels; at += blockDim.x) {
        float total = 0;
        for (int p = 0; p < parts; p++) {
            total += shared[p * 2 * channels + at];
        }
        shared[at] = total;
    }
    __syncthreads();
    int width = channels / groups;
    float *out = sums + ((size_t)blockIdx.y * gridDim.x + blockIdx.x) * groups * 2;
    for (int i = threadIdx.x; i < 2 * groups; i += blockDim.x) {
        float total = 0;
        for (int c = 0; c < width; c++) {
            total += shared[2 * (i / 2 * width + c) + i % 2];
        }
        out[i] = total;
    }
}

// Normalises by those sums, and applies SiLU if asked. Same grid and block; shared memory 2 floats a thread, and at
// least 2 a group.
extern "C" __global__ void group_norm_apply(
    const half_t *x, const half_t *shift, half_t *out, const float *sums, const half_t *weight, const half_t *bias,
    int places, int channels, int groups, float eps, int silu) {
    extern __shared__ float shared[];
    int slices = gridDim.x;
    int slice = backwards(blockIdx.x, gridDim.x);
    int image = backwards(blockIdx.y, gridDim.y);
    int width = channels / groups;
    int parts = max(1, blockDim.x / groups);
    for (int at = threadIdx.x; at < parts * groups; at += blockDim.x) {
        const float2 *all = reinterpret_cast<const float2 *>(sums) + (size_t)image * slices * groups + at % groups;
        float sum = 0;
        float square = 0;
        for (int i = at / groups; i < slices; i += parts) {
            float2 found = all[i * groups];
            sum += found.x;
            square += found.y;
        }
        shared[2 * at] = sum;
        shared[2 * at + 1] = square;
    }
    __syncthreads();
    for (int group = threadIdx.x; group < groups; group += blockDim.x) {
        float sum = 0;
        float square = 0;
        for (int part = 0; part < parts; part++) {
            sum += shared[2 * (part * groups + group)];
            square += shared[2 * (part * groups + group) + 1];
        }
        float mean = sum / ((float)places * width);
        float variance = fmaxf(square / ((float)places * width) - mean * mean, 0.0f);
        shared[2 * group] = mean;
        shared[2 * group + 1] = rsqrtf(variance + eps);
    }
    __syncthreads();
    int lanes = channels / 8;
    int lane = threadIdx.x % lanes;
    float scale[8];
    float offset[8];
    float added[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    load8(weight + lane * 8, scale);
    load8(bias + lane * 8, offset);
    if (shift) {
        load8(shift + lane * 8, added);
    }
    for (int i = 0; i < 8; i++) {
        int group = (lane * 8 + i) / width;
        scale[i] *= shared[2 * group + 1];
        offset[i] += (added[i] - shared[2 * group]) * scale[i];
    }
    int rows = (places + slices - 1) / slices;
    int to = min((slice + 1) * rows, places);
    size_t own = (size_t)image * places * channels + lane * 8;
    for (int row = slice * rows + threadIdx.x / lanes; row < to; row += blockDim.x / lanes) {
        float values[8];
        load8(x + own + (size_t)row * channels, values);
        for (int i = 0; i < 8; i++) {
            float y = values[i] * scale[i] + offset[i];
            values[i] = silu ? __fdividef(y, 1.0f + __expf(-y)) : y;
        }
        store8(out + own + (size_t)row * channels, values);
    }
}

// Layer normalisation of x + y, which is written to sum; y and sum may be null together. A warp for each row of at
// most WORDS * 256 channels, which it keeps in registers.
template <int WORDS>
static __device__ void normalise_row(
    const half_t *x, const half_t *y, half_t *sum, half_t *out, const half_t *weight, const half_t *bias,
    int channels, float eps) {
    int lane = threadIdx.x % 32;
    float values[WORDS][8];
    float total = 0;
#pragma unroll
    for (int w = 0; w < WORDS; w++) {
        int c = (w * 32 + lane) * 8;
        if (c < channels) {
            load8(x + c, values[w]);
        }
    }
    if (y) {
#pragma unroll
        for (int w = 0; w < WORDS; w++) {
            int c = (w * 32 + lane) * 8;
            if (c < channels) {
                float other[8];
                load8(y + c, other);
                for (int i = 0; i < 8; i++) {
                    // Rounded as it is stored: what follows reads the stored sum too.
                    values[w][i] = to_float(to_half(values[w][i] + other[i]));
                }
                store8(sum + c, values[w]);
            }
        }
    }
#pragma unroll
    for (int w = 0; w < WORDS; w++) {
        if ((w * 32 + lane) * 8 < channels) {
            for (int i = 0; i < 8; i++) {
                total += values[w][i];
            }
        }
    }
    for (int lanes = 16; lanes; lanes /= 2) {
        total += __shfl_xor_sync(0xffffffff, total, lanes);
    }
    float mean = total / channels;
    float squares = 0;
#pragma unroll
    for (int w = 0; w < WORDS; w++) {
        if ((w * 32 + lane) * 8 < channels) {
            for (int i = 0; i < 8; i++) {
                squares += (values[w][i] - mean) * (values[w][i] - mean);
            }
        }
    }
    for (int lanes = 16; lanes; lanes /= 2) {
        squares += __shfl_xor_sync(0xffffffff, squares, lanes);
    }
    float scale = rsqrtf(squares / channels + eps);
#pragma unroll
    for (int w = 0; w < WORDS; w++) {
        int c = (w * 32 + lane) * 8;
        if (c < channels) {
            float gain[8];
            float offset[8];
            load8(weight + c, gain);
            load8(bias + c, offset);
            for (int i = 0; i < 8; i++) {
                values[w][i] = (values[w][i] - mean) * scale * gain[i] + offset[i];
            }
            store8(out + c, values[w]);
        }
    }
}

// x, y, sum, out: [rows, channels]
#define LAYER_NORM(WORDS)                                                                                             \
    extern "C" __global__ void layer_norm_##WORDS(                                                                    \
        const half_t *x, const half_t *y, half_t *sum, half_t *out, const half_t *weight, const half_t *bias,         \
        int rows, int channels, float eps) {                                                                          \
        int row = backwards(blockIdx.x, gridDim.x) * (blockDim.x / 32) + threadIdx.x / 32;                            \
        if (row < rows) {                                                                                             \
            size_t at = (size_t)row * channels;                                                                       \
            normalise_row<WORDS>(                                                                                     \
                x + at, y ? y + at : y, sum + at, out + at, weight, bias, channels, eps);                             \
        }                                                                                                             \
    }
LAYER_NORM(1)
LAYER_NORM(2)
LAYER_NORM(3)
LAYER_NORM(5)
LAYER_NORM(8)

// x + y + bias. x, y, out: [places, channels]; a multiple of channels / 8 threads, 8 places for each of them.
extern "C" __global__ void add_biased(
    const half_t *x, const half_t *y, const half_t *bias, half_t *out, int places, int channels) {
    int lanes = channels / 8;
    int lane = threadIdx.x % lanes;
    int parts = blockDim.x / lanes;
    int from = backwards(blockIdx.x, gridDim.x) * parts * 8 + threadIdx.x / lanes;
    float added[8];
    load8(bias + lane * 8, added);
#pragma unroll
    for (int i = 0; i < 8; i++) {
        int place = from + i * parts;
        if (place < places) {
            size_t at = (size_t)place * channels + lane * 8;
            float values[8];
            float others[8];
            load8(x + at, values);
            load8(y + at, others);
            for (int j = 0; j < 8; j++) {
                values[j] += others[j] + added[j];
            }
            store8(out + at, values);
        }
    }
}

// Lays four pictures into each other: phase 2 a + b holds the rows 2 y + a and columns 2 x + b, at (y + a, x + b).
// x: [images, rows / 2 + 1, columns / 2 + 1, 4, channels], out: [images, rows, columns, channels]; grid (rows, images)
extern "C" __global__ void interleave(
    const half_t *x, const half_t *bias, half_t *out, int columns, int channels) {
    int lanes = channels / 8;
    int row = backwards(blockIdx.x, gridDim.x);
    int image = backwards(blockIdx.y, gridDim.y);
    int below = row % 2;
    const half_t *from = x + ((size_t)image * (gridDim.x / 2 + 1) + row / 2 + below) * (columns / 2 + 1) * 4 * channels;
    half_t *to = out + ((size_t)image * gridDim.x + row) * columns * channels;
    for (int i = threadIdx.x; i < columns * lanes; i += blockDim.x) {
        int column = i / lanes;
        int channel = i % lanes * 8;
        int right = column % 2;
        float values[8];
        float added[8];
        load8(from + ((column / 2 + right) * 4 + 2 * below + right) * channels + channel, values);
        load8(bias + channel, added);
        for (int j = 0; j < 8; j++) {
            values[j] += added[j];
        }
        store8(to + i * 8, values);
    }
}

// First half of each row times gelu of the second. x: [rows, 2 width], out: [rows, width]; a thread for 8 values.
extern "C" __global__ void geglu(const half_t *x, half_t *out, long long rows, int width) {
    int lanes = width / 8;
    long long i = (long long)backwards(blockIdx.x, gridDim.x) * blockDim.x + threadIdx.x;
    if (i >= rows * lanes) {
        return;
    }
    const half_t *row = x + i / lanes * 2 * width + i % lanes * 8;
    float values[8];
    float gates[8];
    load8(row, values);
    load8(row + width, gates);
    for (int j = 0; j < 8; j++) {
        values[j] *= 0.5f * gates[j] * (1.0f + erff(gates[j] * 0.70710678f));
    }
    store8(out + i * 8, values);
}

#ifdef HEAD
// Attention of each token over the tokens of its own motion path. The paths are packed into rows, one cell a frame:
// a warp takes a row's head, a lane a frame. Grid (rows * heads / warps, branches), at most 32 frames.
// q, k, v, base, out: [branches, frames, tokens, heads * HEAD]
// cells: [tokens, frames], token | first frame of its path << 20 | frame after its last << 26
extern "C" __global__ void path_attention(
    const half_t *q, const half_t *k, const half_t *v, const half_t *base, half_t *out, const unsigned *cells,
    int frames, int tokens, int heads, float share) {
    extern __shared__ uint4 rows[];
    const int words = HEAD / 8;
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    int item = blockIdx.x * (blockDim.x / 32) + warp;
    if (item >= tokens * heads) {
        return;
    }
    uint4 *keys = rows + warp * 2 * 32 * words;
    uint4 *values = keys + 32 * words;
    bool seen = lane < frames;
    unsigned cell = seen ? cells[item / heads * frames + lane] : 0;
    int from = cell >> 20 & 63;
    int to = seen ? cell >> 26 : 0;
    size_t at = (((size_t)blockIdx.y * frames + lane) * tokens + (cell & 0xfffff)) * heads * HEAD + item % heads * HEAD;
    float query[HEAD];
    float sum[HEAD];
    if (seen) {
        for (int w = 0; w < words; w++) {
            keys[lane * words + w] = reinterpret_cast<const uint4 *>(k + at)[w];
            values[lane * words + w] = reinterpret_cast<const uint4 *>(v + at)[w];
        }
#pragma unroll
        for (int w = 0; w < words; w++) {
            load8(q + at + 8 * w, query + 8 * w);
        }
    }
    __syncwarp();
#pragma unroll
    for (int c = 0; c < HEAD; c++) {
        sum[c] = 0;
    }
    float scale = rsqrtf((float)HEAD) * 1.44269504f;  // exponents to base 2
    float most = -1e30f;
    float total = 0;
    for (int i = from; i < to; i++) {
        float score = 0;
#pragma unroll
        for (int w = 0; w < words; w++) {
            float key[8];
            unpack(keys[i * words + w], key);
#pragma unroll
            for (int c = 0; c < 8; c++) {
                score += query[8 * w + c] * key[c];
            }
        }
        score *= scale;
        float higher = fmaxf(most, score);
        float keep = exp2f(most - higher);
        float weight = exp2f(score - higher);
        most = higher;
        total = total * keep + weight;
#pragma unroll
        for (int w = 0; w < words; w++) {
            float value[8];
            unpack(values[i * words + w], value);
#pragma unroll
            for (int c = 0; c < 8; c++) {
                sum[8 * w + c] = sum[8 * w + c] * keep + weight * value[c];
            }
        }
    }
    if (!seen) {
        return;
    }
    // A path of one token is left as it is, whatever the share.
    float mix = to - from > 1 ? share : 0;
#pragma unroll
    for (int w = 0; w < words; w++) {
        float mixed[8];
        load8(base + at + 8 * w, mixed);
#pragma unroll
        for (int c = 0; c < 8; c++) {
            mixed[c] += mix * (sum[8 * w + c] / total - mixed[c]);
        }
        store8(out + at + 8 * w, mixed);
    }
}
#endif
