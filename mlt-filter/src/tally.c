#include "tally.h"

#include "decoders.h"

#include <framework/mlt.h>
#include <stdatomic.h>

static mlt_properties count(const char *name, _Atomic int64_t *counted)
{
    mlt_properties shown = decoders_have_this() ? NULL : mlt_global_properties();
    if (shown) {
        mlt_properties_set_int64(shown, name, atomic_fetch_add(counted, 1) + 1);
    }
    return shown;
}

void tally_edited(void)
{
    static _Atomic int64_t edited;
    count("diffferv.edited", &edited);
}

void tally_unchanged(void)
{
    static _Atomic int64_t unchanged;
    count("diffferv.unchanged", &unchanged);
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
