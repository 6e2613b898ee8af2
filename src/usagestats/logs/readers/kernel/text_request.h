/* The request of a line of text: from a request line, or from an http_method, a target and a query
 * that stand apart, as `readers/named_texts.py` puts them together.
 */

#ifndef USAGESTATS_TEXT_REQUEST_H
#define USAGESTATS_TEXT_REQUEST_H

#include "target.h"

/* The candidates of the parts, and the cells that get the results. */
typedef struct {
    Run lines, methods, targets, paths, queries;
    int32_t method_found, host_found, path_found, query_found;
    uint8_t escapes[2]; /* the bytes that begin an escape of the gateway; 0 for none */
} TextRequestTask;

static inline bool has_escape(const TextRequestTask *task, Text text) {
    uint8_t one = task->escapes[0], other = task->escapes[1] ? task->escapes[1] : one;
    return one && find_any(text, one, other, other) < text.end;
}

/* Whether one of the candidates has a text of any kind. */
static inline bool is_written(const Outputs *outputs, const Cell *cells, Run run) {
    for (int32_t number = run.first; number < run.first + run.count; number++)
        if (has_text(cells + outputs->candidates[number].cell)) return true;
    return false;
}

/* Take the request line apart; false where that is not plain, or it is none. */
static inline bool split_line(const TextRequestTask *task, const Cell *line, Text *method, Target *target) {
    Text sent = {0};
    if (!line || has_escape(task, line->text)) return false;
    return split_request_line(line->text, method, &sent) && method->begin && split_target(sent, target);
}

/* Add what a part says about the target; it counts more than the parts before. */
static inline bool add_target(const TextRequestTask *task, const Cell *cell, Target *target) {
    Target found;
    if (!cell) return true;
    if (has_escape(task, cell->text) || !split_target(cell->text, &found)) return false;
    target->path = found.path;
    if (found.has_host) target->host = found.host;
    if (found.has_query) target->query = found.query;
    target->has_host |= found.has_host;
    target->has_query |= found.has_query;
    return true;
}

/* Fill the cells of the request; false where the line is refused. */
static inline bool read_text_request(const TextRequestTask *task, const Outputs *outputs, Cell *cells) {
    Text method = {0};
    Target target = {0};
    if (is_written(outputs, cells, task->lines)) {
        if (!split_line(task, known(outputs, cells, task->lines, NULL), &method, &target)) return false;
    } else {
        const Cell *written = known(outputs, cells, task->methods, NULL);
        const Cell *query = known(outputs, cells, task->queries, NULL);
        if (written) method = written->text;
        if (!add_target(task, known(outputs, cells, task->targets, NULL), &target)) return false;
        if (!add_target(task, known(outputs, cells, task->paths, NULL), &target)) return false;
        if (query && has_escape(task, query->text)) return false;
        if (query) target.query = query->text;
        target.has_query |= query != NULL;
        bool has_parts = task->methods.count + task->targets.count + task->paths.count > 0;
        if (has_parts && !written && !target.path.begin) return false; /* is it a request? */
    }
    fill(cells, task->method_found, method, method.begin != NULL);
    fill(cells, task->host_found, target.host, target.has_host);
    fill(cells, task->path_found, target.path, target.path.begin != NULL);
    fill(cells, task->query_found, target.query, target.has_query);
    return true;
}

#endif
