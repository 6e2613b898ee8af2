/* Lines of JSON records: a walk along the paths of a question finds the cells. */

#ifndef USAGESTATS_JSON_LINES_H
#define USAGESTATS_JSON_LINES_H

#include "json_query.h"
#include "json_request.h"
#include "json_texts.h"

/* What is done with the value of a node: a text is made of it; a number stays as it is written, for a
 * time or a duration; an object stays as it is written, for a query. */
enum Use { NO_USE, AS_TEXT, AS_NUMBER, AS_QUERY };

typedef struct {
    const Node *nodes;
    const uint8_t *uses; /* of the nodes */
    int32_t node_count;
    RequestTask request;
} JsonTask;

/* Make texts of the values; false where the line is refused. */
static inline bool read_texts(const JsonTask *task, const Walk *walk, Written *written) {
    for (int32_t number = 1; number < task->node_count; number++) {
        Cell *cell = walk->cells + number;
        if (cell->form <= PLAIN || task->uses[number] == NO_USE) continue;
        if (cell->form == NUMBER && task->uses[number] == AS_NUMBER) {
            drop_zeros(&cell->text);
            continue;
        }
        if (cell->form == COMPOUND && task->uses[number] == AS_QUERY) {
            read_query(walk, written, cell);
            continue;
        }
        if (!read_text(walk, written, cell)) return false;
    }
    return true;
}

/* Find the cells of a line; the bytes before `limit` may be looked at. */
static inline enum Outcome find_json(const JsonTask *task, const Outputs *outputs, Written *written, Text line,
                                     const uint8_t *limit, Cell *cells) {
    Walk walk = {line.end, limit, task->nodes, cells};
    if (!read_json(&walk, line.begin)) return IS_REFUSED;
    /* a list of short numbers grows by the blanks after its commas */
    if (!reserve((void **)&written->bytes, &written->room, 2 * length_of(line), 1)) return HAS_NO_MEMORY;
    written->next = written->bytes;
    if (!read_texts(task, &walk, written)) return IS_REFUSED;
    return read_parts(&task->request, outputs, cells) ? IS_REQUEST : IS_REFUSED;
}

#endif
