#ifndef DIFFFERV_PICTURE_H
#define DIFFFERV_PICTURE_H

#include <framework/mlt.h>

/** 16-bit rgba when more than 8 bits are wanted and this MLT has it, else rgba. */
mlt_image_format picture_format(mlt_image_format wanted);

/** Bits of a sample of a format that picture_format() gives. */
int picture_depth(mlt_image_format format);

size_t picture_size(mlt_image_format format, int width, int height);

enum { PICTURE_SIGNATURE = 256 };

/** Mean levels of a picture's parts, by which to tell whether it changed. @param signature PICTURE_SIGNATURE bytes */
void picture_sign(
    const uint8_t *pixels, mlt_image_format format, int width, int height, uint8_t *signature);

/** Whether two signatures are of one picture, up to what noise and rounding change. */
int picture_is_same(const uint8_t *signature, const uint8_t *other);

/** What decoding tells about a picture (field order, colours) and the effects after this one go by. */
mlt_properties picture_traits(mlt_frame frame);
void picture_pass_traits(mlt_properties traits, mlt_frame frame);

#endif
