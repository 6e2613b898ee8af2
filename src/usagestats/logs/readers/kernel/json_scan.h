/* One pass over lines of JSON records. */

#ifndef USAGESTATS_JSON_SCAN_H
#define USAGESTATS_JSON_SCAN_H

#include "found.h"
#include "json_request.h"
#include "json_texts.h"

/* What is done with the value of a node: a text is made of it; a number stays as it is written, for a
 * time or a duration; an object stays as it is written, for a query. */
enum Use { NO_USE, AS_TEXT, AS_NUMBER, AS_QUERY };

typedef struct {
    const Node *nodes;
    const uint8_t *uses; /* of the nodes */
    int32_t node_count, cell_count;
    RequestTask request;
    Outputs outputs;
} JsonTask;

/* The tallies, the refused lines and the texts. */
typedef struct {
    const Tally *tallies;
    const int32_t *codes;
    int64_t tally_count;
    const Refused *refused; /* of the last piece */
    int64_t refused_count;
    int64_t line_count;
    TextsFound *texts;
} JsonFound;

typedef struct {
    JsonFound found; /* first: what is handed out is this, too */
    const JsonTask *task;
    Collected collected;
    Cell *cells;
    Written written;
    Refused *refused;
    size_t refused_room;
} JsonScan;

/* Make texts of the values; false where the line is refused. */
static inline bool read_texts(const JsonTask *task, const Walk *walk, Written *written) {
    for (int32_t number = 1; number < task->node_count; number++) {
        Cell *cell = walk->cells + number;
        if (cell->form <= PLAIN || task->uses[number] == NO_USE) continue;
        if (cell->form == NUMBER && task->uses[number] == AS_NUMBER) {
            drop_zeros(&cell->text);
            continue;
        }
        if (cell->form == COMPOUND && task->uses[number] == AS_QUERY) continue;
        if (!read_text(walk, written, cell)) return false;
    }
    return true;
}

/* Read a line; the bytes before `limit` may be looked at. */
static inline enum Outcome read_record(JsonScan *scan, Text line, const uint8_t *limit) {
    const JsonTask *task = scan->task;
    Walk walk = {line.end, limit, task->nodes, scan->cells};
    memset(scan->cells, 0, (size_t)task->cell_count * sizeof *scan->cells);
    if (!read_json(&walk, line.begin)) return IS_REFUSED;
    /* a list of short numbers grows by the blanks after its commas */
    if (!reserve((void **)&scan->written.bytes, &scan->written.room, 2 * length_of(line), 1)) return HAS_NO_MEMORY;
    scan->written.next = scan->written.bytes;
    if (!read_texts(task, &walk, &scan->written)) return IS_REFUSED;
    if (!read_parts(&task->request, &task->outputs, scan->cells)) return IS_REFUSED;
    scan->cells[0] = (Cell){line, PLAIN};
    return collect(&scan->collected, scan->cells, scan->found.line_count);
}

static inline bool take_note(JsonScan *scan, Refused line) {
    size_t count = (size_t)scan->found.refused_count + 1;
    if (!reserve((void **)&scan->refused, &scan->refused_room, count, sizeof line)) return false;
    scan->refused[count - 1] = line;
    scan->found.refused_count = (int64_t)count;
    return true;
}

static inline bool scan_records(JsonScan *scan, Text piece) {
    const uint8_t *at = piece.begin;
    while (at < piece.end) {
        Text line = {at, find((Text){at, piece.end}, '\n')};
        Refused refused = {scan->found.line_count, line.begin - piece.begin, line.end - piece.begin};
        enum Outcome outcome = read_record(scan, line, piece.end);
        if (outcome == HAS_NO_MEMORY) return false;
        if (outcome == IS_REFUSED && !take_note(scan, refused)) return false;
        scan->found.line_count++;
        at = line.end < piece.end ? line.end + 1 : line.end;
    }
    return true;
}

static inline void show(JsonScan *scan) {
    JsonFound *found = &scan->found;
    found->tallies = scan->collected.tallies.tallies;
    found->codes = scan->collected.tallies.codes;
    found->tally_count = (int64_t)scan->collected.tallies.count;
    found->refused = scan->refused;
    for (int32_t column = 0; column < scan->task->outputs.text_count; column++) {
        const Texts *texts = scan->collected.texts + column;
        found->texts[column] = (TextsFound){texts->bytes, (int64_t)texts->size, texts->count};
    }
}

EXPORT void usagestats_free_json(JsonFound *found) {
    JsonScan *scan = (JsonScan *)found;
    if (!scan) return;
    end_collecting(&scan->collected);
    free(scan->found.texts);
    free(scan->cells);
    free(scan->written.bytes);
    free(scan->refused);
    free(scan);
}

/* Begin a scan; NULL where there is no memory. The task must stay as long as the scan. */
EXPORT JsonFound *usagestats_begin_json(const JsonTask *task) {
    JsonScan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->task = task;
    scan->cells = calloc((size_t)task->cell_count, sizeof *scan->cells);
    scan->found.texts = calloc((size_t)task->outputs.text_count + 1, sizeof *scan->found.texts);
    if (begin_collecting(&scan->collected, &task->outputs) && scan->cells && scan->found.texts) return &scan->found;
    usagestats_free_json(&scan->found);
    return NULL;
}

/* Scan whole lines; 0 where there is no memory. `found` is valid until the next call. */
EXPORT int32_t usagestats_scan_json(JsonFound *found, const uint8_t *data, int64_t size) {
    JsonScan *scan = (JsonScan *)found;
    found->refused_count = 0;
    bool is_scanned = scan_records(scan, (Text){data, data + size});
    show(scan);
    return is_scanned;
}

#endif
