/* Names that are looked for, and what stands for them: those of values, and on the paths of a JSON record. */

#ifndef USAGESTATS_NAMES_H
#define USAGESTATS_NAMES_H

#include "text.h"

enum { LAST_LENGTH = 63 }; /* of a name that `lengths` tells from other lengths */

/* A name, and the names below it. The first node is the line. */
typedef struct {
    const uint8_t *name;
    uint64_t lengths; /* of the names below it: one bit for each */
    int32_t length;
    int32_t first, count; /* of the nodes below it */
} Node;

static const int32_t NOWHERE = -1; /* the node of values that nobody looks for */

/* Return the node of a name below a node; `NOWHERE` where nobody looks for it. */
static inline int32_t node_named(const Node *nodes, int32_t outer, Text name) {
    const Node *node = nodes + outer;
    size_t length = length_of(name);
    if (!(node->lengths >> (length < LAST_LENGTH ? length : LAST_LENGTH) & 1)) return NOWHERE;
    for (int32_t number = node->first; number < node->first + node->count; number++) {
        const Node *below = nodes + number;
        if ((size_t)below->length == length && are_same(below->name, name.begin, length)) return number;
    }
    return NOWHERE;
}

#endif
