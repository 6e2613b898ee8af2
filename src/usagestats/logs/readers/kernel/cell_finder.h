/* The family of a format has its own way to find the cells of a line; all else is the same. */

#ifndef USAGESTATS_CELL_FINDER_H
#define USAGESTATS_CELL_FINDER_H

#include "json_lines.h"
#include "quoted_lines.h"
#include "text_lines.h"

/* One of the families is there; the others are NULL. */
typedef struct LineTask {
    const JsonTask *json;
    const TextTask *text;
    const QuotedTask *quoted;
    int32_t cell_count;
    Outputs outputs;
    const struct LineTask *layers; /* around each line, the outermost first */
    int32_t layer_count;
} LineTask;

typedef struct {
    const LineTask *task;
    Cell *cells;
    JsonFinder json;
    TextFinder text;
    QuotedFinder quoted;
} CellFinder;

static inline bool begin_finding(CellFinder *finder, const LineTask *task) {
    finder->task = task;
    finder->cells = calloc((size_t)task->cell_count, sizeof *finder->cells);
    if (task->json && !begin_finding_json(&finder->json)) return false;
    if (task->text && !begin_finding_text(&finder->text, task->text)) return false;
    if (task->quoted && !begin_finding_quoted(&finder->quoted, task->quoted, &task->outputs)) return false;
    return finder->cells != NULL;
}

static inline void end_finding(CellFinder *finder) {
    free(finder->cells);
    end_finding_json(&finder->json);
    free(finder->text.bounds);
    free(finder->text.spaced);
    free(finder->quoted.bounds);
}

/* Find the cells of a line, and what is read on the way; the bytes before `limit` may be looked at. */
static inline enum Outcome find_cells(CellFinder *finder, Text line, const uint8_t *limit, Collected *collected) {
    const LineTask *task = finder->task;
    Cell *cells = finder->cells;
    enum Outcome outcome = IS_REFUSED;
    if (!task->quoted) memset(cells, 0, (size_t)task->cell_count * sizeof *cells);
    if (task->json) outcome = find_json(&finder->json, task->json, &task->outputs, line, limit, cells);
    else if (task->text) outcome = find_text(&finder->text, task->text, &task->outputs, line, cells);
    else if (find_quoted(&finder->quoted, task->quoted, line, cells, collected)) outcome = IS_REQUEST;
    cells[0] = (Cell){line, PLAIN};
    return outcome;
}

/* Take a layer off a line: a prefix, behind which is the only group of a pattern; or a record, whose only
 * column of texts is the inner line. */
static inline enum Outcome take_off(CellFinder *layer, Text *line, const uint8_t **limit) {
    const LineTask *task = layer->task;
    const Outputs *outputs = &task->outputs;
    enum Outcome outcome = IS_REQUEST;
    if (task->json) outcome = find_cells(layer, *line, *limit, NULL);
    layer->cells[0] = (Cell){*line, PLAIN};
    if (outcome != IS_REQUEST) return outcome;
    if (!passes(outputs, layer->cells)) return IS_REFUSED;
    if (task->text) {
        if (match_line(&layer->text.match, task->text->patterns, *line) != IS_MATCH) return IS_REFUSED;
        *line = (Text){layer->text.bounds[0], layer->text.bounds[1]};
        return IS_REQUEST;
    }
    const Cell *inner = chosen(outputs, layer->cells, outputs->texts);
    if (!inner) return IS_REFUSED;
    bool is_within = inner->text.begin >= line->begin && inner->text.begin <= line->end;
    *line = inner->text;
    if (!is_within) *limit = line->end;
    return IS_REQUEST;
}

#endif
