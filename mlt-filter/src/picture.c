#include "picture.h"

#include <string.h>

/* Formats came and went between MLT's versions, so their numbers are asked for by name. */
static int is_called(mlt_image_format format, const char *name)
{
    const char *own = mlt_image_format_name(format);
    return own && !strcmp(own, name);
}

mlt_image_format picture_format(mlt_image_format wanted)
{
    int deep = is_called(wanted, "rgba64") || is_called(wanted, "yuv420p10")
               || is_called(wanted, "yuv444p10") || is_called(wanted, "yuv422p16");
    mlt_image_format rgba64 = mlt_image_format_id("rgba64");
    return deep && is_called(rgba64, "rgba64") ? rgba64 : mlt_image_rgba;
}

int picture_depth(mlt_image_format format)
{
    return format == mlt_image_rgba ? 8 : 16;
}

size_t picture_size(mlt_image_format format, int width, int height)
{
    return (size_t) width * height * 4 * (picture_depth(format) / 8);
}

static const char TRAITS[]
    = "aspect_ratio progressive top_field_first colorspace full_range color_range color_trc "
      "color_primaries format.range consumer_aspect_ratio";

mlt_properties picture_traits(mlt_frame frame)
{
    mlt_properties traits = mlt_properties_new();
    mlt_properties_pass_list(traits, MLT_FRAME_PROPERTIES(frame), TRAITS);
    return traits;
}

void picture_pass_traits(mlt_properties traits, mlt_frame frame)
{
    mlt_properties_inherit(MLT_FRAME_PROPERTIES(frame), traits);
}

enum { SIDE = 16, SAMPLES = 8, TOLERANCE = 4 };

_Static_assert(SIDE *SIDE == PICTURE_SIGNATURE, "a signature has one byte for each part");

/* Of part (column, row), from a few samples; green has most of the brightness, red and blue tell colour changes. */
static uint8_t mean_level(
    const uint8_t *pixels, mlt_image_format format, int width, int height, int column, int row)
{
    int bytes = picture_depth(format) / 8, sum = 0;
    for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        int x = (column * SAMPLES + sample % SAMPLES) * width / (SIDE * SAMPLES);
        int y = (row * SAMPLES + sample / SAMPLES) * height / (SIDE * SAMPLES);
        const uint8_t *pixel = pixels + ((size_t) y * width + x) * 4 * bytes + bytes - 1;
        sum += pixel[0] + 2 * pixel[bytes] + pixel[2 * bytes];
    }
    return (uint8_t) (sum / (4 * SAMPLES * SAMPLES));
}

void picture_sign(
    const uint8_t *pixels, mlt_image_format format, int width, int height, uint8_t *signature)
{
    for (int i = 0; i < PICTURE_SIGNATURE; i++) {
        signature[i] = mean_level(pixels, format, width, height, i % SIDE, i / SIDE);
    }
}

int picture_is_same(const uint8_t *signature, const uint8_t *other)
{
    for (int i = 0; i < PICTURE_SIGNATURE; i++) {
        int difference = signature[i] - other[i];
        if (difference > TOLERANCE || difference < -TOLERANCE) {
            return 0;
        }
    }
    return 1;
}
