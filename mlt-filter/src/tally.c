#include "tally.h"

#include "worker.h"

#include <framework/mlt.h>
#include <stdatomic.h>

void tally_count(enum tally what)
{
    static const char *const names[] = {"diffferv.edited", "diffferv.unchanged", "diffferv.failed"};
    static _Atomic int64_t counts[3];
    mlt_properties shown = mlt_global_properties();
    if (shown && !worker_is_decoder()) {
        mlt_properties_set_int64(shown, names[what], atomic_fetch_add(&counts[what], 1) + 1);
    }
}
