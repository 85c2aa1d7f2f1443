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
