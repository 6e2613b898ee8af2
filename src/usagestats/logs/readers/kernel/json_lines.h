/* Lines of JSON records: a walk along the paths of a question finds the cells. */

#ifndef USAGESTATS_JSON_LINES_H
#define USAGESTATS_JSON_LINES_H

#include "json_query.h"
#include "json_request.h"
#include "json_texts.h"

/* What is done with the value of a node: a text is made of it; a number stays as it is written, for a
 * time or a duration; an object stays as it is written, for a query; a string is a line, whose line feed
 * at the end is dropped, or is one with a line feed at the end. */
enum Use { NO_USE, AS_TEXT, AS_NUMBER, AS_QUERY, AS_LINE, AS_ENDED_LINE };

typedef struct {
    const Node *nodes;
    const uint8_t *uses; /* of the nodes */
    int32_t node_count;
    int32_t refuses_again; /* whether a name that comes again is refused; else the first counts */
    RequestTask request;
} JsonTask;

typedef struct {
    Written written;
    ExpectedNames *expected;
} JsonFinder;

/* Drop the line feed at the end of a string; a value that is none counts as absent. False for a list, which
 * may hold the bytes of a line, and where there is no whole line. */
static inline bool drop_line_feed(Cell *cell, enum Use use) {
    Text text = cell->text;
    if (cell->form > ESCAPED) {
        cell->form = ABSENT;
        return use == AS_LINE && *text.begin != '[';
    }
    if (cell->form == ESCAPED && length_of(text) >= 2 && text.end[-1] == 'n') {
        const uint8_t *run = text.end - 1;
        while (run > text.begin && run[-1] == '\\') run--;
        if ((text.end - 1 - run) % 2) {
            cell->text.end -= 2;
            return true;
        }
    }
    return use == AS_LINE;
}

/* Make texts of the values; false where the line is refused. */
static inline bool read_texts(const JsonTask *task, const Walk *walk, Written *written) {
    for (int32_t number = 1; number < task->node_count; number++) {
        Cell *cell = walk->cells + number;
        enum Use use = (enum Use)task->uses[number];
        if (use >= AS_LINE && cell->form != ABSENT && !drop_line_feed(cell, use)) return false;
        if (cell->form <= PLAIN || use == NO_USE) continue;
        if (cell->form == NUMBER && use == AS_NUMBER) {
            drop_zeros(&cell->text);
            continue;
        }
        if (cell->form == COMPOUND && use == AS_QUERY) {
            read_query(walk, written, cell);
            continue;
        }
        if (!read_text(walk, written, cell)) return false;
    }
    return true;
}

/* Find the cells of a line; the bytes before `limit` may be looked at. */
static inline enum Outcome find_json(JsonFinder *finder, const JsonTask *task, const Outputs *outputs, Text line,
                                     const uint8_t *limit, Cell *cells) {
    Written *written = &finder->written;
    Walk walk = {line.end, limit, task->nodes, cells, task->refuses_again, finder->expected};
    finder->expected->next = 0;
    if (!read_json(&walk, line.begin)) return IS_REFUSED;
    /* a list of short numbers grows by the blanks after its commas */
    if (!reserve((void **)&written->bytes, &written->room, 2 * length_of(line), 1)) return HAS_NO_MEMORY;
    written->next = written->bytes;
    if (!read_texts(task, &walk, written)) return IS_REFUSED;
    return read_parts(&task->request, outputs, cells) ? IS_REQUEST : IS_REFUSED;
}

static inline bool begin_finding_json(JsonFinder *finder) {
    finder->expected = calloc(1, sizeof *finder->expected);
    return finder->expected != NULL;
}

static inline void end_finding_json(JsonFinder *finder) {
    free(finder->written.bytes);
    free(finder->expected);
}

#endif
