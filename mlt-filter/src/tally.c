#include "tally.h"

#include "decoders.h"
#include "run.h"

#include <stdatomic.h>

static mlt_properties count(const char *name, _Atomic int64_t *counted)
{
    mlt_properties shown = decoders_have_this() ? NULL : mlt_global_properties();
    if (shown) {
        mlt_properties_set_int64(shown, name, atomic_fetch_add(counted, 1) + 1);
    }
    return shown;
}

static int is_another(mlt_position *last, mlt_position number)
{
    runs_lock();
    int another = *last != number + 1;
    *last = number + 1;
    runs_unlock();
    return another;
}

void tally_edited(mlt_position *last, mlt_position number)
{
    static _Atomic int64_t edited;
    if (is_another(last, number)) {
        count("diffferv.edited", &edited);
    }
}

void tally_unchanged(mlt_position *last, mlt_position number)
{
    static _Atomic int64_t unchanged;
    if (is_another(last, number)) {
        count("diffferv.unchanged", &unchanged);
    }
}

void tally_failed(const struct diffferv_failure *failure)
{
    static _Atomic int64_t failed;
    mlt_properties shown = count("diffferv.failed", &failed);
    const char *before = shown ? mlt_properties_get(shown, "diffferv.sentence") : NULL;
    if (shown && failure->sentence[0] && (!before || !*before)) {
        mlt_properties_set_int(shown, "diffferv.code", failure->code);
        mlt_properties_set(shown, "diffferv.sentence", failure->sentence);
    }
}
