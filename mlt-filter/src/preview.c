#include "ticket.h"

#include "picture.h"
#include "report.h"
#include "worker.h"

int preview_image(mlt_filter filter,
                  struct ticket *ticket,
                  mlt_frame frame,
                  uint8_t **image,
                  mlt_image_format *format,
                  int *width,
                  int *height,
                  int writable)
{
    (void) filter;
    struct run *run = ticket->outlook.run;
    int ready = 0;
    if (run) {
        worker_submit(run, frame, picture_format(*format), *width, *height, 0);
        runs_lock();
        ready = run_is_ready(run, ticket->outlook.index);
        runs_unlock();
    }
    if (!ready) {
        return mlt_frame_get_image(frame, image, format, width, height, writable);
    }
    *format = run->format;
    *width = run->width;
    *height = run->height;
    int error = mlt_frame_get_image(frame, image, format, width, height, 1);
    if (!error && *image && *format == run->format && *width == run->width && *height == run->height
        && !ticket_compose(ticket, *image, &ticket->failure)) {
        report_sentence(ticket->failure.sentence);
    }
    return error;
}
