/* What a line says in the places that a question looks at: one cell for each place. */

#ifndef USAGESTATS_CELLS_H
#define USAGESTATS_CELLS_H

#include "text.h"

/* How the text of a cell is written. The last five are values of JSON that are no strings. */
enum Form {
    ABSENT,
    PLAIN,   /* the bytes mean themselves */
    ESCAPED, /* with escapes of the format */
    NUMBER,
    TRUE,
    FALSE,
    NONE,    /* `null` */
    COMPOUND /* an object or a list */
};

typedef struct {
    Text text; /* of COMPOUND with its brackets */
    uint8_t form;
} Cell;

#endif
