#ifndef DIFFFERV_TEST_CODE_H
#define DIFFFERV_TEST_CODE_H

#include <stdint.h>

/*
 * A frame's number as 12 grey blocks in two rows of eight, most significant first; before them a white and a black
 * block, so that the number survives effects that change the brightness, and codecs. The two last blocks are a mark:
 * dark in the clip, bright once the fake engine has edited the frame.
 */
enum { CODE_COLUMNS = 8, CODE_ROWS = 2, CODE_BITS = 12, CODE_MARK = 14 };

struct code
{
    int number; /* -1 where there is none */
    int white;  /* level of the white block */
    int marked;
};

/** Middle of block `index` in a picture. */
static inline void code_centre(int index, int width, int height, int *x, int *y)
{
    *x = (2 * (index % CODE_COLUMNS) + 1) * width / (2 * CODE_COLUMNS);
    *y = (2 * (index / CODE_COLUMNS) + 1) * height / (2 * CODE_ROWS);
}

static inline int code_block_at(int x, int y, int width, int height)
{
    return y * CODE_ROWS / height * CODE_COLUMNS + x * CODE_COLUMNS / width;
}

/** Level of a block for a number. */
static inline int code_level(int number, int block)
{
    if (block == 0) {
        return 235;
    }
    if (block == 1 || block >= CODE_MARK) {
        return 20;
    }
    return number >> (CODE_BITS - 1 - (block - 2)) & 1 ? 180 : 75;
}

/** @param depth bits of a sample, 8 or 16; levels are of 8 bits */
static inline int code_level_at(const void *rgba, int depth, int width, int height, int block)
{
    int x, y, sum = 0;
    code_centre(block, width, height, &x, &y);
    for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
            int green = ((y + dy) * width + x + dx) * 4 + 1;
            sum += depth == 8 ? ((const uint8_t *) rgba)[green]
                              : ((const uint16_t *) rgba)[green] >> 8;
        }
    }
    return sum / 9;
}

static inline struct code code_read(const void *rgba, int depth, int width, int height)
{
    int white = code_level_at(rgba, depth, width, height, 0),
        black = code_level_at(rgba, depth, width, height, 1);
    int middle = (white + black) / 2;
    struct code code = {0, white, code_level_at(rgba, depth, width, height, CODE_MARK) > middle};
    for (int bit = 0; bit < CODE_BITS; bit++) {
        code.number = 2 * code.number
                      + (code_level_at(rgba, depth, width, height, 2 + bit) > middle);
    }
    if (white - black < 16) {
        code.number = -1;
    }
    return code;
}

/** Of all pixels, for pictures without a code: equal sums are equal pictures. */
static inline uint64_t code_sum(const void *rgba, int depth, int width, int height)
{
    const uint32_t *words = rgba;
    uint64_t sum = 0;
    for (int i = 0; i < width * height * (depth / 8); i++) {
        sum = (sum ^ words[i]) * 1099511628211u;
    }
    return sum;
}

#endif
