/* Lines that hold `"REQUEST" STATUS BYTES`: the NCSA family and APIcast.
 *
 * They are most of all lines that are read, so that their beginning has a reader of its own; the end of
 * a variant is matched with its pattern.
 */

#ifndef USAGESTATS_QUOTED_LINES_H
#define USAGESTATS_QUOTED_LINES_H

#include "before_request.h"
#include "pattern.h"
#include "quoted_end.h"
#include "outputs.h"

/* What follows the size: nobody asks; the usual end; that of APIcast; or what a pattern matches. */
enum End { ANY_END, USUAL_END, APICAST_END, PATTERN_END };

/* The cells; those of the groups of the pattern come after them. */
enum {
    IN_METHOD = 1, IN_HOST, IN_USER, IN_CLIENT, IN_PATH, IN_QUERY, IN_AGENT, IN_DURATION, IN_FORWARDED, FIRST_IN_END
};

typedef struct {
    int32_t is_apicast;
    int32_t needs_target;
    int32_t marks_escapes; /* in the target */
    int32_t end;
    const Pattern *pattern; /* of the end */
    int32_t group_count;
} QuotedTask;

typedef struct {
    Match match;
    const uint8_t **bounds;
    Clock clock;
} QuotedFinder;

static inline Cell cell_of(Text text, bool is_there) {
    return (Cell){text, is_there ? PLAIN : ABSENT};
}

static inline Cell target_cell(const QuotedTask *task, Text text, bool is_there) {
    if (!is_there) return (Cell){0};
    return (Cell){text, task->marks_escapes && holds(text, '\\') ? ESCAPED : PLAIN};
}

static inline bool match_end(QuotedFinder *finder, const QuotedTask *task, Text end, Cell *cells) {
    if (is_odd_end(end)) return false;
    memset(finder->bounds, 0, 2 * (size_t)task->group_count * sizeof *finder->bounds);
    if (match_line(&finder->match, task->pattern, end) != IS_MATCH) return false;
    for (int32_t number = 0; number < task->group_count; number++) {
        Text text = {finder->bounds[2 * number], finder->bounds[2 * number + 1]};
        cells[FIRST_IN_END + number] = cell_of(text, text.end != NULL);
    }
    return true;
}

static inline bool read_end(QuotedFinder *finder, const QuotedTask *task, Text end, Cell *cells) {
    switch ((enum End)task->end) {
    case USUAL_END:
        return read_usual_end(end, cells + IN_AGENT, cells + IN_DURATION, cells + IN_FORWARDED);
    case APICAST_END:
        return read_end_of_apicast(end, cells + IN_DURATION);
    case PATTERN_END:
        return match_end(finder, task, end, cells);
    default:
        return true;
    }
}

/* Find the cells of a line, and read its time, status and size; false where it is refused. */
static inline bool find_quoted(QuotedFinder *finder, const QuotedTask *task, Text line, Cell *cells,
                               Collected *collected) {
    Tally *tally = collected->tallies.at_hand;
    Before before = {0};
    Request request = {0};
    const uint8_t *at = task->is_apicast ? read_before_apicast(&finder->clock, line, &before)
                                         : read_before_ncsa(&finder->clock, line, &before);
    if (!at || !read_request((Text){at, line.end}, task->needs_target, &request)) return false;
    if (before.other_time.begin && !read_time_text(collected, before.other_time, &before.time)) return false;
    if (request.host.begin && before.host.begin) return false; /* which of the two counts? */
    if (request.host.begin) before.host = request.host;
    cells[IN_METHOD] = cell_of(request.method, request.is_request_line);
    cells[IN_HOST] = cell_of(before.host, before.host.begin != NULL);
    cells[IN_USER] = cell_of(before.user, before.user.begin != NULL);
    cells[IN_CLIENT] = cell_of(before.client, before.client.begin != NULL);
    cells[IN_PATH] = target_cell(task, request.path, request.is_request_line);
    cells[IN_QUERY] = target_cell(task, request.query, request.has_query);
    cells[IN_AGENT] = cells[IN_DURATION] = cells[IN_FORWARDED] = (Cell){0};
    tally->time = before.time.microseconds;
    tally->is_on_wall = before.time.is_on_wall;
    tally->status = request.status;
    tally->bytes = request.bytes;
    return read_end(finder, task, request.after, cells);
}

static inline bool begin_finding_quoted(QuotedFinder *finder, const QuotedTask *task, const Outputs *outputs) {
    finder->clock = (Clock){.first_year = outputs->first_year, .last_year = outputs->last_year};
    memset(finder->clock.minute, 0xFF, sizeof finder->clock.minute); /* no text holds these bytes */
    finder->bounds = calloc(2 * (size_t)task->group_count + 1, sizeof *finder->bounds);
    finder->match.bounds = finder->bounds;
    return finder->bounds != NULL;
}

#endif
