/* The request of a JSON record: from a URL, a path, a request line, the path after rewriting, and
 * the query of its own key, as `readers/json/cells.py` puts them together. A text of JSON is as the
 * client sent it: a backslash escapes nothing.
 */

#ifndef USAGESTATS_JSON_REQUEST_H
#define USAGESTATS_JSON_REQUEST_H

#include "json.h"
#include "target.h"

/* Where the parts are looked for, and the cells that get the results. */
typedef struct {
    Run paths, lines, rewritten, queries;
    int32_t method, host, path, query; /* cells; -1 where nobody asks */
} RequestTask;

/* Find the query of its own key; false where it is not a plain text. */
static inline bool own_query(const Outputs *outputs, const Cell *cells, Run run, Text *query, bool *is_there) {
    for (int32_t number = run.first; number < run.first + run.count; number++) {
        const Cell *cell = cells + outputs->candidates[number].cell;
        Text text = cell->text;
        if (cell->form == ABSENT || cell->form == NONE) continue;
        if (cell->form == COMPOUND) {
            if (after_blanks(text.begin + 1, text.end) == text.end - 1) continue; /* `{}` */
            return false;
        }
        if (is_nothing(text)) continue;
        if (*text.begin == '{') return false;
        if (*text.begin == '?') text.begin++;
        *query = text;
        *is_there = true;
        return true;
    }
    return true;
}

/* Fill the cells of the request; false where the line is refused. */
static inline bool read_parts(const RequestTask *task, const Outputs *outputs, Cell *cells) {
    Target targets[3];
    int count = 0;
    Text method = {0}, sent = {0}, query = {0};
    const Cell *line = known(outputs, cells, task->lines, NULL);
    const Cell *path = known(outputs, cells, task->paths, NULL);
    const Cell *rewritten = known(outputs, cells, task->rewritten, NULL);
    if (line && !split_request_line(line->text, &method, &sent)) return false;
    if (path && !split_target(path->text, targets + count++)) return false;
    if (method.begin && !split_target(sent, targets + count++)) return false;
    if (rewritten && !split_target(rewritten->text, targets + count++)) return false;
    const Target *of_host = NULL, *of_query = NULL;
    for (int number = count - 1; number >= 0; number--) {
        if (targets[number].has_host) of_host = targets + number;
        if (targets[number].has_query) of_query = targets + number;
    }
    bool has_query = count && targets[0].has_query;
    if (task->query >= 0 && !has_query && !own_query(outputs, cells, task->queries, &query, &has_query)) return false;
    if (of_query && (of_query == targets || !has_query)) {
        query = of_query->query;
        has_query = true;
    }
    bool has_path = count && !is_empty(targets[0].path);
    fill(cells, task->method, method, method.begin != NULL);
    fill(cells, task->host, of_host ? of_host->host : query, of_host != NULL);
    fill(cells, task->path, has_path ? targets[0].path : query, has_path);
    fill(cells, task->query, query, has_query);
    return true;
}

#endif
