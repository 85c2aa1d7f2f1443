#ifndef DIFFFERV_PICTURE_H
#define DIFFFERV_PICTURE_H

#include <framework/mlt.h>

/** 16-bit rgba when more than 8 bits are wanted and this MLT has it, else rgba. */
mlt_image_format picture_format(mlt_image_format wanted);

/** Bits of a sample of a format that picture_format() gives. */
int picture_depth(mlt_image_format format);

size_t picture_size(mlt_image_format format, int width, int height);

/** What decoding tells about a picture (field order, colours) and the effects after this one go by. */
mlt_properties picture_traits(mlt_frame frame);
void picture_pass_traits(mlt_properties traits, mlt_frame frame);

#endif
