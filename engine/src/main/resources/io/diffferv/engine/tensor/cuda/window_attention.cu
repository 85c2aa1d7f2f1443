// Attention of each image's tokens over those of its window of images, for heads of 40 channels, on the tensor cores
// of compute capability 9.0. Keys and values are read where they are: a window is a list of images. Compiled like
// kernels.cu; the order of the sums depends on the tokens and the window alone.

typedef unsigned short half_t;
typedef unsigned long long bits_t;

#define HEAD 40
#define CHUNKS 5        // of a head's channels, 8 in 16 bytes
#define TILE 128        // tokens whose keys and values travel together
#define STAGES 4        // such pairs on their way or in use
#define GROUPS 4        // warp groups that compute; one more loads
#define ROWS 64         // queries of a group
#define KEYS 64         // keys that a group takes at once
#define STEPS 3         // of 16 channels, the last half empty
#define CHUNK_BYTES (TILE * 16)
#define VALUES_AT (CHUNKS * CHUNK_BYTES)
#define PAIR_BYTES (2 * VALUES_AT)
#define QUERY_BYTES (2 * STEPS * ROWS * 16)
#define SCALE 0.22811011f  // log2(e) / sqrt(HEAD): exponents are to base 2
#define MOST 256.0f  // that weights may add up to in one step, far below what 16 bits hold

// Lays keys and values out as the tensor cores read them: for each image, head and tile a pair of
// [chunks, tokens, 8], the values after the keys. By way of shared memory, so that neighbours read and write side by
// side. Grid (tokens / 8, images), lanes * 8 threads with lanes = heads * CHUNKS, 2 * 8 * (lanes + 1) words of 16 bytes
// shared. k, v: [images, tokens, lanes, 8]
extern "C" __global__ void pack_pairs(const uint4 *k, const uint4 *v, uint4 *packed, int tokens, int heads) {
    extern __shared__ uint4 rows[];
    int lanes = heads * CHUNKS;
    int row = lanes + 1;  // else all tokens' words of a lane lie in one bank
    size_t from = ((size_t)blockIdx.y * tokens + blockIdx.x * 8) * lanes + threadIdx.x;
    int read = threadIdx.x / lanes * row + threadIdx.x % lanes;
    rows[read] = k[from];
    rows[read + 8 * row] = v[from];
    __syncthreads();
    int lane = threadIdx.x / 8;
    int token = blockIdx.x * 8 + threadIdx.x % 8;
    size_t pair = ((size_t)blockIdx.y * heads + lane / CHUNKS) * (tokens / TILE) + token / TILE;
    size_t to = (pair * 2 * CHUNKS + lane % CHUNKS) * TILE + token % TILE;
    int written = threadIdx.x % 8 * row + lane;
    packed[to] = rows[written];
    packed[to + CHUNKS * TILE] = rows[written + 8 * row];
}

static __device__ unsigned shared_address(const void *pointer) {
    return (unsigned)__cvta_generic_to_shared(pointer);
}

static __device__ void wait(const bits_t *barrier, unsigned parity) {
    asm volatile(
        "{\n.reg .pred done;\nagain:\n"
        "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
        "@!done bra again;\n}" ::"r"(shared_address(barrier)), "r"(parity) : "memory");
}

static __device__ void arrive(const bits_t *barrier) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory");
}

static __device__ float exponential(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

static __device__ unsigned pack2(float low, float high) {
    unsigned both;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
}

static __device__ float quad_max(float x) {
    x = fmaxf(x, __shfl_xor_sync(~0u, x, 1));
    return fmaxf(x, __shfl_xor_sync(~0u, x, 2));
}

static __device__ float quad_sum(float x) {
    x += __shfl_xor_sync(~0u, x, 1);
    return x + __shfl_xor_sync(~0u, x, 2);
}

// A matrix in shared memory for wgmma: core matrices of 8 rows of 16 bytes lie whole, not swizzled, `leading` and
// `stride` bytes apart. Offsets of 16 bytes may be added to the lower half.
static __device__ unsigned lower(unsigned at, unsigned leading) {
    return at >> 4 | leading >> 4 << 16;
}

static __device__ bits_t descriptor(unsigned lower, unsigned stride) {
    return (bits_t)(stride >> 4) << 32 | lower;
}

#define NEW4(d, i) "=f"(d[i]), "=f"(d[(i) + 1]), "=f"(d[(i) + 2]), "=f"(d[(i) + 3])
#define NEW16(d, i) NEW4(d, i), NEW4(d, (i) + 4), NEW4(d, (i) + 8), NEW4(d, (i) + 12)
#define ADD4(d, i) "+f"(d[i]), "+f"(d[(i) + 1]), "+f"(d[(i) + 2]), "+f"(d[(i) + 3])
#define ADD16(d, i) ADD4(d, i), ADD4(d, (i) + 4), ADD4(d, (i) + 8), ADD4(d, (i) + 12)
#define SCORES \
    "wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 " \
    "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, " \
    "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, %32, %33, "

// Starts queries times keys. Nothing may touch s before it is settled.
static __device__ void start_scores(float (&s)[KEYS / 2], unsigned queries, unsigned keys) {
    unsigned left = lower(queries, ROWS * 16);
    unsigned right = lower(keys, CHUNK_BYTES);
    asm volatile(SCORES "0, 1, 1, 0, 0;"
                 : NEW16(s, 0), NEW16(s, 16)
                 : "l"(descriptor(left, 128)), "l"(descriptor(right, 128)));
#pragma unroll
    for (int i = 1; i < STEPS; i++) {
        asm volatile(SCORES "1, 1, 1, 0, 0;"
                     : ADD16(s, 0), ADD16(s, 16)
                     : "l"(descriptor(left + 2 * i * ROWS, 128)), "l"(descriptor(right + 2 * i * TILE, 128)));
    }
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

// Starts o += weights times values.
static __device__ void start_values(float (&o)[HEAD / 2], const unsigned (&weights)[KEYS / 4], unsigned values) {
    unsigned right = lower(values, 128);
#pragma unroll
    for (int i = 0; i < KEYS / 16; i++) {
        const unsigned *left = weights + 4 * i;
        asm volatile(
            "wgmma.mma_async.sync.aligned.m64n40k16.f32.f16.f16 "
            "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19}, "
            "{%20, %21, %22, %23}, %24, 1, 1, 1, 1;"
            : ADD16(o, 0), ADD4(o, 16)
            : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "l"(descriptor(right + 16 * i, CHUNK_BYTES)));
    }
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

static __device__ void fence() {
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}

template <int SIZE>
static __device__ void settle(float (&products)[SIZE]) {
    asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
#pragma unroll
    for (int i = 0; i < SIZE; i++) {
        asm volatile("" : "+f"(products[i])::"memory");
    }
}

// A thread's part of two rows: the weighted values so far and the weights' sums, relative to 2^(SCALE peak).
// Of 4 numbers that follow each other, two belong to either row.
struct Rows {
    float o[HEAD / 2];
    float peak[2];
    float total[2];
};

// Lets the peaks follow the scores.
static __device__ void follow(const float (&s)[KEYS / 2], Rows &rows) {
#pragma unroll
    for (int r = 0; r < 2; r++) {
        float most = rows.peak[r];
#pragma unroll
        for (int j = 0; j < KEYS / 8; j++) {
            most = fmaxf(most, fmaxf(s[4 * j + 2 * r], s[4 * j + 2 * r + 1]));
        }
        float peak = quad_max(most);
        float keep = exponential((rows.peak[r] - peak) * SCALE);
        rows.peak[r] = peak;
        rows.total[r] *= keep;
#pragma unroll
        for (int j = 0; j < HEAD / 8; j++) {
            rows.o[4 * j + 2 * r] *= keep;
            rows.o[4 * j + 2 * r + 1] *= keep;
        }
    }
}

// Weights of the scores by the peaks so far, and their sums.
static __device__ void weigh(
    const float (&s)[KEYS / 2], const Rows &rows, unsigned (&weights)[KEYS / 4], float (&sum)[2]) {
    float shift[2] = {rows.peak[0] * SCALE, rows.peak[1] * SCALE};
    float part[4];
#pragma unroll
    for (int j = 0; j < KEYS / 4; j++) {
        float low = exponential(s[2 * j] * SCALE - shift[j % 2]);
        float high = exponential(s[2 * j + 1] * SCALE - shift[j % 2]);
        part[j % 4] = j < 4 ? low + high : part[j % 4] + (low + high);
        weights[j] = pack2(low, high);
    }
    sum[0] = part[0] + part[2];
    sum[1] = part[1] + part[3];
}

// Weights of the scores. The peaks need not follow most of them, and whether they must shows in the sums: looking for
// the largest score first would take longer than to weigh again.
static __device__ void soften(const float (&s)[KEYS / 2], Rows &rows, unsigned (&weights)[KEYS / 4]) {
    float sum[2];
    weigh(s, rows, weights, sum);
    if (__any_sync(~0u, fmaxf(sum[0], sum[1]) > MOST)) {
        follow(s, rows);
        weigh(s, rows, weights, sum);
    }
    rows.total[0] += sum[0];
    rows.total[1] += sum[1];
}

// Fetches all pairs of the window in turn, each as soon as its place is free.
static __device__ void load_pairs(
    const char *packed, const int *window, int images, int tiles, int heads, char *stages, bits_t *full, bits_t *empty) {
    for (int i = 0; i < images * tiles; i++) {
        int stage = i % STAGES;
        if (i >= STAGES) {
            wait(empty + stage, (i / STAGES - 1) & 1);
        }
        size_t pair = ((size_t)window[i / tiles] * heads + blockIdx.y) * tiles + i % tiles;
        unsigned barrier = shared_address(full + stage);
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "n"(PAIR_BYTES)
                     : "memory");
        asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(
                         shared_address(stages + stage * PAIR_BYTES)),
                     "l"(packed + pair * PAIR_BYTES), "n"(PAIR_BYTES), "r"(barrier)
                     : "memory");
    }
}

// A group's queries as [chunks, rows, 8]. Chunks beyond the head's are zero, so that it does not matter what they meet.
static __device__ unsigned load_queries(const half_t *q, int first, int tokens, int width, int group, char *to) {
    for (int i = threadIdx.x % 128; i < 2 * STEPS * ROWS; i += 128) {
        int chunk = i / ROWS;
        size_t token = min(first + i % ROWS, tokens - 1);
        uint4 zero = make_uint4(0, 0, 0, 0);
        reinterpret_cast<uint4 *>(to)[i] =
            chunk < CHUNKS ? *reinterpret_cast<const uint4 *>(q + token * width + chunk * 8) : zero;
    }
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    asm volatile("bar.sync %0, 128;" ::"r"(group + 1) : "memory");
    return shared_address(to);
}

// Grid (tokens / (GROUPS * ROWS), heads, images), (GROUPS + 1) * 128 threads, STAGES * PAIR_BYTES +
// GROUPS * QUERY_BYTES shared. q, out: [images, tokens, heads * HEAD]; seen: [images, window], images of `packed`.
extern "C" __global__ void __launch_bounds__((GROUPS + 1) * 128, 1) window_attention(
    const half_t *q, const char *packed, half_t *out, const int *seen, int tokens, int heads, int window) {
    extern __shared__ __align__(128) char shared[];
    __shared__ bits_t full[STAGES];
    __shared__ bits_t empty[STAGES];
    int group = __shfl_sync(~0u, threadIdx.x / 128, 0);  // tells the compiler that it is one for the warp
    int lane = threadIdx.x % 32;
    int first = (blockIdx.x * GROUPS + group) * ROWS;
    int groups = min(GROUPS, (tokens - (int)blockIdx.x * GROUPS * ROWS + ROWS - 1) / ROWS);
    if (threadIdx.x == 0) {
        for (int i = 0; i < STAGES; i++) {
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(full + i)));
            asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(empty + i)), "r"(4 * groups));
        }
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    }
    __syncthreads();
    if (group == GROUPS) {
        asm volatile("setmaxnreg.dec.sync.aligned.u32 24;");
        if (threadIdx.x == GROUPS * 128) {
            load_pairs(packed, seen + blockIdx.z * window, window, tokens / TILE, heads, shared, full, empty);
        }
        return;
    }
    asm volatile("setmaxnreg.inc.sync.aligned.u32 112;");
    if (group >= groups) {
        return;
    }
    int width = heads * HEAD;
    size_t base = (size_t)blockIdx.z * tokens * width + blockIdx.y * HEAD;
    char *own = shared + STAGES * PAIR_BYTES + group * QUERY_BYTES;
    unsigned queries = load_queries(q + base, first, tokens, width, group, own);
    unsigned pairs = shared_address(shared);
    float s[KEYS / 2];
    unsigned weights[KEYS / 4];
    Rows rows;
#pragma unroll
    for (int i = 0; i < HEAD / 2; i++) {
        rows.o[i] = 0;
    }
    rows.peak[0] = rows.peak[1] = -1e30f;
    rows.total[0] = rows.total[1] = 0;
    wait(full, 0);
    fence();
    start_scores(s, queries, pairs);
    settle(s);
    follow(s, rows);
    soften(s, rows, weights);
    int stage = 0;
    int part = 0;
    unsigned parity = 0;
    for (int i = 1; i < window * tokens / KEYS; i++) {
        unsigned values = pairs + stage * PAIR_BYTES + VALUES_AT + part * (KEYS * 16);
        int used = stage;
        part = part + 1 == TILE / KEYS ? 0 : part + 1;
        if (part == 0) {
            stage = stage + 1 == STAGES ? 0 : stage + 1;
            parity ^= stage == 0;
            wait(full + stage, parity);
        }
        fence();
        start_values(rows.o, weights, values);
        start_scores(s, queries, pairs + stage * PAIR_BYTES + part * (KEYS * 16));
        settle(rows.o);
        settle(s);
        if (part == 0 && lane == 0) {
            arrive(empty + used);
        }
        soften(s, rows, weights);
    }
    fence();
    start_values(rows.o, weights, pairs + stage * PAIR_BYTES + VALUES_AT + part * (KEYS * 16));
    settle(rows.o);
    int row = first + threadIdx.x % 128 / 32 * 16 + lane / 4;
#pragma unroll
    for (int r = 0; r < 2; r++) {
        float share = 1 / quad_sum(rows.total[r]);
        half_t *to = out + base + (size_t)(row + 8 * r) * width + lane % 4 * 2;
#pragma unroll
        for (int j = 0; j < HEAD / 8; j++) {
            if (row + 8 * r < tokens) {
                *reinterpret_cast<unsigned *>(to + 8 * j) =
                    pack2(rows.o[4 * j + 2 * r] * share, rows.o[4 * j + 2 * r + 1] * share);
            }
        }
    }
}
