/* One field of many records, side by side as the columns of polars are: an array of Arrow.
 *
 * https://arrow.apache.org/docs/format/CDataInterface.html: whoever takes an array calls its
 * `release` once, from any thread.
 */

#ifndef USAGESTATS_RECORD_FIELDS_H
#define USAGESTATS_RECORD_FIELDS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "found.h"

typedef struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
} ArrowSchema;

typedef struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
} ArrowArray;

/* The notations of Arrow, by which Python names the type of a field: `record_fields.py`. */
static const char *const FIELD_FORMATS[] = {"C", "s", "i", "l", "g"};
static const size_t FIELD_SIZES[] = {1, 2, 4, 8, 8};

static void release_schema(ArrowSchema *schema) {
    schema->release = NULL; /* all of it is constant */
}

static void release_array(ArrowArray *array) {
    free(array->private_data);
    array->release = NULL;
}

static inline void copy_field(uint8_t *to, const uint8_t *from, int64_t count, int64_t stride, size_t size) {
#define COPY_EACH(width) \
    for (int64_t row = 0; row < count; row++) memcpy(to + row * width, from + row * stride, width)
    switch (size) { /* of a known width, so that a copy is one instruction */
    case 1: COPY_EACH(1); break;
    case 2: COPY_EACH(2); break;
    case 4: COPY_EACH(4); break;
    default: COPY_EACH(8);
    }
#undef COPY_EACH
}

/* Copy a field of records that are `stride` bytes apart; 0 where there is no memory. */
EXPORT int32_t usagestats_field(
    const uint8_t *records, int64_t offset, int64_t count, int64_t stride, int32_t kind,
    ArrowSchema *schema, ArrowArray *array
) {
    size_t size = FIELD_SIZES[kind];
    const void **buffers = malloc(2 * sizeof *buffers + (size_t)count * size);
    if (!buffers) return 0;
    buffers[0] = NULL; /* no value is null */
    buffers[1] = buffers + 2;
    copy_field((uint8_t *)(buffers + 2), records + offset, count, stride, size);
    *schema = (ArrowSchema){.format = FIELD_FORMATS[kind], .name = "", .release = release_schema};
    *array = (ArrowArray){
        .length = count, .n_buffers = 2, .buffers = buffers,
        .release = release_array, .private_data = buffers,
    };
    return 1;
}

#endif
