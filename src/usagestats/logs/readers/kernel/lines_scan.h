/* One pass over lines: what a question wants to know of them, and the lines that are refused.
 *
 * The family of a format has its own way to find the cells of a line; all else is the same.
 */

#ifndef USAGESTATS_LINES_SCAN_H
#define USAGESTATS_LINES_SCAN_H

#include "found.h"
#include "json_lines.h"
#include "quoted_lines.h"
#include "text_lines.h"

/* One of the families is there; the others are NULL. */
typedef struct {
    const JsonTask *json;
    const TextTask *text;
    const QuotedTask *quoted;
    int32_t cell_count;
    Outputs outputs;
} LineTask;

/* The tallies, the refused lines and the texts. */
typedef struct {
    const uint8_t *tallies;
    int64_t tally_count;
    const Refused *refused; /* of the last piece */
    int64_t refused_count;
    int64_t line_count;
    TextsFound *texts;
    TextsFound samples, unknown_paths; /* the paths of the last piece only */
} LinesFound;

typedef struct {
    LinesFound found; /* first: what is handed out is this, too */
    const LineTask *task;
    Collected collected;
    Cell *cells;
    Written written;
    TextFinder text_finder;
    QuotedFinder quoted_finder;
    Refused *refused;
    size_t refused_room;
} LineScan;

/* Read a line; the bytes before `limit` may be looked at. */
static inline enum Outcome read_one(LineScan *scan, Text line, const uint8_t *limit) {
    const LineTask *task = scan->task;
    enum Outcome outcome = IS_REFUSED;
    Tally *tally = scan->collected.tallies.at_hand;
    memset(tally, 0, scan->collected.tallies.size);
    if (!task->quoted) memset(scan->cells, 0, (size_t)task->cell_count * sizeof *scan->cells);
    if (task->json) outcome = find_json(task->json, &task->outputs, &scan->written, line, limit, scan->cells);
    else if (task->text) outcome = find_text(&scan->text_finder, task->text, &task->outputs, line, scan->cells);
    else if (find_quoted(&scan->quoted_finder, task->quoted, line, scan->cells, &scan->collected)) outcome = IS_REQUEST;
    if (outcome != IS_REQUEST) return outcome;
    scan->cells[0] = (Cell){line, PLAIN};
    return collect(&scan->collected, scan->cells, line, scan->found.line_count);
}

static inline bool take_note(LineScan *scan, Refused line) {
    size_t count = (size_t)scan->found.refused_count + 1;
    if (!reserve((void **)&scan->refused, &scan->refused_room, count, sizeof line)) return false;
    scan->refused[count - 1] = line;
    scan->found.refused_count = (int64_t)count;
    return true;
}

static inline bool scan_lines(LineScan *scan, Text piece) {
    const uint8_t *at = piece.begin;
    while (at < piece.end) {
        Text line = {at, find((Text){at, piece.end}, '\n')};
        Refused refused = {scan->found.line_count, line.begin - piece.begin, line.end - piece.begin};
        enum Outcome outcome = read_one(scan, line, piece.end);
        if (outcome == HAS_NO_MEMORY) return false;
        if (outcome == IS_REFUSED && !take_note(scan, refused)) return false;
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
    for (int32_t column = 0; column < scan->task->outputs.text_count; column++)
        found->texts[column] = shown(scan->collected.texts + column);
    found->samples = shown(&scan->collected.tallies.samples);
    found->unknown_paths = shown(&scan->collected.unknown_paths);
}

EXPORT void usagestats_free_lines(LinesFound *found) {
    LineScan *scan = (LineScan *)found;
    if (!scan) return;
    end_collecting(&scan->collected);
    free(scan->found.texts);
    free(scan->cells);
    free(scan->written.bytes);
    free(scan->text_finder.bounds);
    free(scan->quoted_finder.bounds);
    free(scan->text_finder.spaced);
    free(scan->refused);
    free(scan);
}

/* Begin a scan; NULL where there is no memory. The task must stay as long as the scan. */
EXPORT LinesFound *usagestats_begin_lines(const LineTask *task) {
    LineScan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->task = task;
    scan->cells = calloc((size_t)task->cell_count, sizeof *scan->cells);
    scan->found.texts = calloc((size_t)task->outputs.text_count + 1, sizeof *scan->found.texts);
    bool has_memory = begin_collecting(&scan->collected, &task->outputs) && scan->cells && scan->found.texts;
    if (task->text) has_memory &= begin_finding_text(&scan->text_finder, task->text);
    if (task->quoted) has_memory &= begin_finding_quoted(&scan->quoted_finder, task->quoted, &task->outputs);
    if (has_memory) return &scan->found;
    usagestats_free_lines(&scan->found);
    return NULL;
}

/* Scan whole lines; 0 where there is no memory. `found` is valid until the next call. */
EXPORT int32_t usagestats_scan_lines(LinesFound *found, const uint8_t *data, int64_t size) {
    LineScan *scan = (LineScan *)found;
    found->refused_count = 0;
    scan->collected.unknown_paths.size = 0;
    scan->collected.unknown_paths.count = 0;
    bool is_scanned = scan_lines(scan, (Text){data, data + size});
    show(scan);
    return is_scanned;
}

#endif
