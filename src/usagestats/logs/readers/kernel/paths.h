/* The paths of requests, as far as a question tells them apart: paths that match the same patterns are
 * alike, so that one of them may stand for all. Patterns come as the states of an automaton that
 * `classify/automaton.py` makes while paths come; a path that leads beyond them stays as it is.
 */

#ifndef USAGESTATS_PATHS_H
#define USAGESTATS_PATHS_H

#include "memory.h"
#include "text.h"

/* Read by `kernel/output_tables.py` as a structure. */
typedef struct {
    const uint8_t *classes; /* of the bytes; `ODD_BYTE`: a path with it is not matched as it is sent */
    const int32_t *next;    /* by state and class: the next state; -1: it is not known yet */
    const int32_t *kinds;   /* by state: the kind of the paths that end in it */
    int32_t width;          /* the number of classes */
    int32_t most_unknown;   /* so many paths that lead beyond the states are shown after a piece */
    int32_t has_templates;  /* whether paths with different templates are kept apart, too */
} PathStates;

enum { ODD_BYTE = 0xFF };
enum { IS_ODD = -1, IS_UNKNOWN = -2 };

/* The kind of a path, as the automaton sees it; else `IS_ODD` or `IS_UNKNOWN`. */
static inline int32_t kind_of_path(const PathStates *states, Text path) {
    int32_t state = 0;
    uint8_t before = 0;
    if (is_empty(path) || *path.begin != '/') return IS_ODD;
    for (const uint8_t *at = path.begin; at < path.end; before = *at++) {
        uint8_t byte_class = states->classes[*at];
        if (byte_class == ODD_BYTE || (before == '/' && (*at == '/' || *at == '.'))) return IS_ODD;
        if (state >= 0) state = states->next[(size_t)state * (size_t)states->width + byte_class];
    }
    return state < 0 ? IS_UNKNOWN : states->kinds[state];
}

/* Whether a segment of a path is an identifier to `classify/path_templates.py`. */
static inline bool is_identifier(Text segment) {
    enum { OF_DIGEST = 16, OF_UUID = 36, BEFORE_HYPHEN = 8 };
    size_t length = length_of(segment), digits = 0, letters = 0, first_hyphen = 0, hyphens = 0;
    for (size_t at = 0; at < length; at++) {
        uint8_t byte = segment.begin[at];
        if (byte == '-' && !hyphens++) first_hyphen = at;
        else if (is_digit(byte)) digits++;
        else if (is_hex(byte)) letters++;
    }
    if (digits + letters + hyphens != length) return false;
    if (hyphens) return length == OF_UUID && first_hyphen == BEFORE_HYPHEN;
    return length && (!letters || length >= OF_DIGEST);
}

/* The kind of a path, and behind it the path with the same sign in the place of each identifier; false
 * where there is no memory. */
static inline bool join_template(int32_t kind, Text path, uint8_t **joined, size_t *room, Text *template) {
    if (!reserve((void **)joined, room, sizeof kind + length_of(path), 1)) return false;
    uint8_t *to = *joined;
    memcpy(to, &kind, sizeof kind);
    to += sizeof kind;
    for (const uint8_t *at = path.begin; at < path.end;) {
        *to++ = *at++; /* the slash */
        Text segment = {at, find((Text){at, path.end}, '/')};
        if (is_identifier(segment)) {
            *to++ = '0';
        } else {
            memcpy(to, segment.begin, length_of(segment));
            to += length_of(segment);
        }
        at = segment.end;
    }
    *template = (Text){*joined, to};
    return true;
}

#endif
