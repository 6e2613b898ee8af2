/* Memory that grows; a scan that gets none ends, and says so. */

#ifndef USAGESTATS_MEMORY_H
#define USAGESTATS_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Make room for `needed` things of a size, at least doubling; false where there is no memory. */
static inline bool reserve(void **memory, size_t *room, size_t needed, size_t size) {
    if (needed <= *room) return true;
    size_t more = *room ? *room : 256;
    while (more < needed) {
        if (more > SIZE_MAX / 2) return false;
        more *= 2;
    }
    if (more > SIZE_MAX / size) return false;
    void *moved = realloc(*memory, more * size);
    if (!moved) return false;
    *memory = moved;
    *room = more;
    return true;
}

#endif
