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

static inline int code_level_at(const uint8_t *rgba, int width, int height, int block)
{
    int x, y, sum = 0;
    code_centre(block, width, height, &x, &y);
    for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
            sum += rgba[((y + dy) * width + x + dx) * 4 + 1];
        }
    }
    return sum / 9;
}

static inline struct code code_read(const uint8_t *rgba, int width, int height)
{
    int white = code_level_at(rgba, width, height, 0),
        black = code_level_at(rgba, width, height, 1);
    int middle = (white + black) / 2;
    struct code code = {0, white, code_level_at(rgba, width, height, CODE_MARK) > middle};
    for (int bit = 0; bit < CODE_BITS; bit++) {
        code.number = 2 * code.number + (code_level_at(rgba, width, height, 2 + bit) > middle);
    }
    if (white - black < 16) {
        code.number = -1;
    }
    return code;
}

#endif
