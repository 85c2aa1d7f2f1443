#include "consumers.h"
#include "worker.h"

#include <framework/mlt.h>
#include <limits.h>
#include <stdio.h>

extern mlt_filter filter_diffferv_init(mlt_profile profile,
                                       mlt_service_type type,
                                       const char *id,
                                       char *arg);

static mlt_properties metadata(mlt_service_type type, const char *id, void *file_name)
{
    (void) type;
    (void) id;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/diffferv/%s", mlt_environment("MLT_DATA"), (char *) file_name);
    return mlt_properties_parse_yaml(path);
}

/* The only symbol that leaves this module. */
__attribute__((visibility("default"))) MLT_REPOSITORY
{
    MLT_REGISTER(mlt_service_filter_type, "diffferv", filter_diffferv_init);
    /* MLT drops metadata that comes before its service. */
    MLT_REGISTER_METADATA(mlt_service_filter_type, "diffferv", metadata, "filter_diffferv.yml");
    consumers_watch();
    worker_begin();
    /* Threads must be gone before MLT unloads modules, which is before anything that atexit() knows. */
    static char anything;
    mlt_factory_register_for_clean_up(&anything, worker_stop);
}
