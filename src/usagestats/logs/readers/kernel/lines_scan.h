/* One pass over lines: what a question wants to know of them, and the lines that are refused. */

#ifndef USAGESTATS_LINES_SCAN_H
#define USAGESTATS_LINES_SCAN_H

#include "cell_finder.h"
#include "found.h"

/* The tallies, the refused lines and the texts. */
typedef struct {
    const uint8_t *tallies;
    int64_t tally_count;
    const Refused *refused; /* of the last piece, as are their texts */
    TextsFound refused_texts;
    int64_t line_count;
    TextsFound *texts;
    TextsFound samples, unknown_paths; /* the paths of the last piece only */
} LinesFound;

typedef struct {
    LinesFound found; /* first: what is handed out is this, too */
    const LineTask *task;
    Collected collected;
    CellFinder finder;
    CellFinder *layers;
    Refused *refused;
    size_t refused_room;
    Texts refused_texts;
} LineScan;

/* Read a line of the format; the bytes before `limit` may be looked at. */
static inline enum Outcome read_one(LineScan *scan, Text line, const uint8_t *limit) {
    Tally *tally = scan->collected.tallies.at_hand;
    memset(tally, 0, scan->collected.tallies.size);
    enum Outcome outcome = find_cells(&scan->finder, line, limit, &scan->collected);
    if (outcome != IS_REQUEST) return outcome;
    return collect(&scan->collected, scan->finder.cells, line, scan->found.line_count);
}

static inline bool take_note(LineScan *scan, Text line, int64_t offset, bool is_wrapped) {
    size_t count = (size_t)scan->refused_texts.count + 1;
    if (!reserve((void **)&scan->refused, &scan->refused_room, count, sizeof *scan->refused)) return false;
    scan->refused[count - 1] = (Refused){scan->found.line_count, offset, is_wrapped};
    return append_text(&scan->refused_texts, line);
}

/* Read a line, or take note of it; false where there is no memory. */
static inline bool scan_line(LineScan *scan, Text line, Text piece) {
    const uint8_t *limit = piece.end;
    Text inner = line;
    enum Outcome outcome = IS_REQUEST;
    for (int32_t number = 0; outcome == IS_REQUEST && number < scan->task->layer_count; number++)
        outcome = take_off(scan->layers + number, &inner, &limit);
    bool is_wrapped = outcome == IS_REFUSED;
    if (outcome == IS_REQUEST) outcome = read_one(scan, inner, limit);
    if (outcome == IS_REFUSED) return take_note(scan, is_wrapped ? line : inner, line.begin - piece.begin, is_wrapped);
    if (outcome == HAS_NO_MEMORY) return false;
    /* the next line takes the place of one that was written anew */
    bool is_held = limit != piece.end && scan->task->outputs.samples != NO_SAMPLES;
    return !is_held || add_all_held(&scan->collected.tallies, &scan->collected.hashing);
}

static inline bool scan_lines(LineScan *scan, Text piece) {
    const uint8_t *at = piece.begin;
    while (at < piece.end) {
        Text line = {at, find((Text){at, piece.end}, '\n')};
        if (!scan_line(scan, line, piece)) return false;
        scan->found.line_count++;
        at = line.end < piece.end ? line.end + 1 : line.end;
    }
    return add_all_held(&scan->collected.tallies, &scan->collected.hashing);
}

static inline TextsFound shown(const Texts *texts) {
    return (TextsFound){texts->bytes, (int64_t)texts->size, texts->count};
}

static inline void show(LineScan *scan) {
    LinesFound *found = &scan->found;
    found->tallies = scan->collected.tallies.tallies;
    found->tally_count = (int64_t)scan->collected.tallies.count;
    found->refused = scan->refused;
    found->refused_texts = shown(&scan->refused_texts);
    for (int32_t column = 0; column < scan->task->outputs.text_count; column++)
        found->texts[column] = shown(scan->collected.texts + column);
    found->samples = shown(&scan->collected.tallies.samples);
    found->unknown_paths = shown(&scan->collected.unknown_paths);
}

EXPORT void usagestats_free_lines(LinesFound *found) {
    LineScan *scan = (LineScan *)found;
    if (!scan) return;
    end_collecting(&scan->collected);
    end_finding(&scan->finder);
    for (int32_t number = 0; scan->layers && number < scan->task->layer_count; number++)
        end_finding(scan->layers + number);
    free(scan->layers);
    free(scan->found.texts);
    free(scan->refused);
    free_texts(&scan->refused_texts);
    free(scan);
}

/* Begin a scan; NULL where there is no memory. The task must stay as long as the scan. */
EXPORT LinesFound *usagestats_begin_lines(const LineTask *task) {
    LineScan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->task = task;
    scan->layers = calloc((size_t)task->layer_count + 1, sizeof *scan->layers);
    scan->found.texts = calloc((size_t)task->outputs.text_count + 1, sizeof *scan->found.texts);
    bool has_memory = begin_collecting(&scan->collected, &task->outputs) && scan->layers && scan->found.texts;
    has_memory = has_memory && begin_finding(&scan->finder, task);
    for (int32_t number = 0; has_memory && number < task->layer_count; number++)
        has_memory = begin_finding(scan->layers + number, task->layers + number);
    if (has_memory) return &scan->found;
    usagestats_free_lines(&scan->found);
    return NULL;
}

/* Keep the groups of the next pieces apart from those of pieces with other numbers, which are small. */
EXPORT void usagestats_begin_piece(LinesFound *found, int64_t number) {
    enum { SHIFT = 44 }; /* `_SHIFT` of `tallies.py`; slots are smaller */
    ((LineScan *)found)->collected.piece = number << SHIFT;
}

/* Scan whole lines; 0 where there is no memory. `found` is valid until the next call. */
EXPORT int32_t usagestats_scan_lines(LinesFound *found, const uint8_t *data, int64_t size) {
    LineScan *scan = (LineScan *)found;
    scan->refused_texts.size = scan->collected.unknown_paths.size = 0;
    scan->refused_texts.count = scan->collected.unknown_paths.count = 0;
    bool is_scanned = scan_lines(scan, (Text){data, data + size});
    show(scan);
    return is_scanned;
}

#endif
