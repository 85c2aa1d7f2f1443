#include "settings.h"

#include "texts.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CHUNK = 16, MOST_CHUNK = 256, DEFAULT_HALO = 2, MOST_HALO = 16 };

#define MOST_STRENGTH 2.0

/* MLT's own, its hosts' own, and what is applied after the edit: none of them changes the edit. */
static const char *const APART[] = {"in",
                                    "out",
                                    "track",
                                    "disable",
                                    "id",
                                    "mlt_type",
                                    "mlt_service",
                                    "factory",
                                    "tag",
                                    "version",
                                    "log_id",
                                    "service",
                                    "mode",
                                    "strength",
                                    "results"};

static int shapes_edit(const char *name)
{
    for (size_t i = 0; i < sizeof APART / sizeof *APART; i++) {
        if (!strcmp(name, APART[i])) {
            return 0;
        }
    }
    return name[0] != '_' && !strchr(name, ':') && strncmp(name, "kdenlive_", 9) != 0;
}

int settings_concern(const char *name)
{
    return name && name[0] != '_' && strcmp(name, "results") != 0 && strcmp(name, "service") != 0;
}

static int whole_number(
    mlt_properties properties, const char *name, int fallback, int least, int most)
{
    const char *text = mlt_properties_get(properties, name);
    long value = text && *text ? strtol(text, NULL, 10) : fallback;
    return value < least || value > most ? fallback : (int) value;
}

static enum mode read_mode(mlt_properties properties)
{
    const char *wish = getenv("DIFFFERV_MODE");
    if (!wish || !*wish) {
        wish = mlt_properties_get(properties, "mode");
    }
    return !wish || !*wish            ? MODE_AUTO
           : !strcmp(wish, "preview") ? MODE_PREVIEW
           : !strcmp(wish, "render")  ? MODE_RENDER
                                      : MODE_AUTO;
}

/* As the filter reads it. Old projects of some countries have a comma in their numbers, and name the locale for it. */
static double number_of(mlt_properties properties, const char *text)
{
    mlt_properties number = mlt_properties_new();
    const char *locale = mlt_properties_get_lcnumeric(properties);
    if (locale) {
        mlt_properties_set_lcnumeric(number, locale);
    }
    mlt_properties_set(number, "text", text);
    double value = mlt_properties_get_double(number, "text");
    mlt_properties_close(number);
    return value;
}

static int is_strength(mlt_properties properties, const char *text)
{
    int number = strpbrk(text, "0123456789") && !text[strspn(text, "0123456789.,+-eE \t\n")];
    double value = number ? number_of(properties, text) : -1;
    return value >= 0 && value <= MOST_STRENGTH
           && (!strchr(text, ',') || number_of(properties, "0,5") == 0.5);
}

/* A number, or keyframes as 0=0.5;25~=1. */
static int are_strengths(mlt_properties properties, const char *text)
{
    char *copy = strdup(text), *rest = copy;
    int good = copy != NULL;
    for (char *item; good && (item = strsep(&rest, ";"));) {
        char *value = strchr(item, '=');
        int ends = !rest && copy != item && !item[strspn(item, " \t\n")];
        good = ends || is_strength(properties, value ? value + 1 : item);
    }
    free(copy);
    return good;
}

/* MLT takes any text for a number, and 0 for what is none: that would pass frames unedited in silence. */
static void check_strength(mlt_properties properties, struct diffferv_failure *failure)
{
    const char *text = mlt_properties_get(properties, "strength");
    if (text && !are_strengths(properties, text)) {
        failure->code = 2;
        snprintf(failure->sentence,
                 sizeof failure->sentence,
                 "strength: expected a number from 0 to 2, or keyframes of such numbers, found "
                 "\"%.200s\"; "
                 "correct the effect's strength.",
                 text);
    }
}

static const char *value_of(char *const *pairs, const char *name)
{
    for (; *pairs; pairs += 2) {
        if (!strcmp(pairs[0], name)) {
            return pairs[1];
        }
    }
    return NULL;
}

static const char *plain_value(mlt_properties properties, int i, const struct settings *before)
{
    const char *name = mlt_properties_get_name(properties, i);
    return before && texts_are_parsed(properties, name) ? value_of(before->pairs, name)
                                                        : mlt_properties_get_value(properties, i);
}

static char **copy_pairs(mlt_properties properties, const struct settings *before)
{
    int count = mlt_properties_count(properties);
    char **pairs = calloc(2 * (size_t) count + 1, sizeof *pairs);
    int length = 0;
    for (int i = 0; pairs && i < count; i++) {
        const char *name = mlt_properties_get_name(properties, i);
        const char *value = name && name[0] != '_' ? plain_value(properties, i, before) : NULL;
        if (value) {
            pairs[length++] = strdup(name);
            pairs[length++] = strdup(value);
        }
    }
    return pairs;
}

static int all_found(char *const *pairs, char *const *others)
{
    for (; *pairs; pairs += 2) {
        if (shapes_edit(pairs[0])) {
            const char *other = value_of(others, pairs[0]);
            if (!other || strcmp(other, pairs[1]) != 0) {
                return 0;
            }
        }
    }
    return 1;
}

static int is_job(char *const *pairs)
{
    /* Kdenlive 22.12 marks the filter of a job by `id`, later ones by `kdenlive:id`. */
    const char *id = value_of(pairs, "id");
    const char *later = value_of(pairs, "kdenlive:id");
    return (id && !strcmp(id, "kdenlive-analysis"))
           || (later && !strcmp(later, "kdenlive-analysis"));
}

struct settings *settings_read(mlt_properties properties, const struct settings *before)
{
    struct settings *settings = calloc(1, sizeof *settings);
    if (!settings || !(settings->pairs = copy_pairs(properties, before))) {
        free(settings);
        return NULL;
    }
    settings->refs = 1;
    settings->chunk = whole_number(properties, "chunk", 0, 1, MOST_CHUNK);
    settings->chunk = settings->chunk ? settings->chunk : DEFAULT_CHUNK;
    settings->halo = whole_number(properties, "halo", DEFAULT_HALO, 0, MOST_HALO);
    /* A run holds all of the halo of the one beside it: where the halo is longer than a chunk, several chunks. */
    settings->chunk *= settings->halo > settings->chunk
                           ? (settings->halo + settings->chunk - 1) / settings->chunk
                           : 1;
    settings->mode = read_mode(properties);
    settings->job = is_job(settings->pairs);
    check_strength(properties, &settings->failure);
    int same = before && all_found(settings->pairs, before->pairs)
               && all_found(before->pairs, settings->pairs);
    settings->edition = before ? before->edition + !same : 1;
    return settings;
}

struct settings *settings_share(struct settings *settings)
{
    __atomic_add_fetch(&settings->refs, 1, __ATOMIC_RELAXED);
    return settings;
}

void settings_close(struct settings *settings)
{
    if (settings && __atomic_sub_fetch(&settings->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        for (char **text = settings->pairs; *text; text++) {
            free(*text);
        }
        free(settings->pairs);
        free(settings);
    }
}
