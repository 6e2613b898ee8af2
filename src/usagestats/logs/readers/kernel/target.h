/* Targets and request lines without escapes: URLs and paths, taken apart as `values/request_line.py` does. */

#ifndef USAGESTATS_TARGET_H
#define USAGESTATS_TARGET_H

#include "outputs.h"
#include "request.h"

typedef struct {
    Text host, path, query;
    bool has_host, has_query;
} Target;

/* Take a URL, or a path with or without a query, apart; false where that is not plain. */
static inline bool split_target(Text text, Target *target) {
    static const uint8_t slash[] = "/";
    *target = (Target){0};
    if (!is_empty(text) && is_letter(*text.begin)) {
        const uint8_t *at = text.begin;
        while (at < text.end && is_of_scheme(*at)) at++;
        if (text.end - at >= 3 && memcmp(at, "://", 3) == 0) {
            const uint8_t *end = find_any((Text){at + 3, text.end}, '/', '?', '#');
            if (end < text.end && *end == '#') return false; /* it would come behind a slash */
            target->has_host = true;
            target->host = (Text){at + 3, end};
            text.begin = end;
        }
    }
    const uint8_t *mark = find_any(text, '?', '?', '?');
    target->path = (Text){text.begin, mark};
    if (target->has_host && is_empty(target->path)) target->path = (Text){slash, slash + 1};
    target->has_query = mark < text.end;
    if (target->has_query) target->query = (Text){mark + 1, text.end};
    return true;
}

/* Take a request line apart; a text that is none has no method. False where that is not plain. */
static inline bool split_request_line(Text text, Text *method, Text *target) {
    const uint8_t *at = text.begin;
    if (!is_letter(*at)) return *at != 0x1b; /* a colour is taken off by the careful path */
    while (at < text.end && (is_letter(*at) || is_digit(*at) || *at == '_' || *at == '-')) at++;
    if (text.end - at < 2 || at[0] != ' ' || at[1] == ' ') return true;
    *method = (Text){text.begin, at};
    *target = without_protocol((Text){at + 1, text.end});
    return true;
}

static inline void fill(Cell *cells, int32_t number, Text text, bool is_there) {
    if (number >= 0) cells[number] = (Cell){text, is_there ? PLAIN : ABSENT};
}

#endif
