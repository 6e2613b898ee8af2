/* A line that is a JSON object → the values at the paths that are looked for.
 *
 * Stricter than `readers/json/record.py`, which reads every line alike that is accepted here. Strings
 * are passed over sixteen bytes at a time.
 */

#ifndef USAGESTATS_JSON_H
#define USAGESTATS_JSON_H

#include "cells.h"
#include "expected_names.h"

enum {
    DEEPEST = 64,        /* objects and lists within each other */
    LONGEST_NUMBER = 300 /* Python refuses whole numbers of some thousands of digits */
};

typedef struct {
    const uint8_t *end;   /* of the line */
    const uint8_t *limit; /* bytes before it may be looked at */
    const Node *nodes;
    Cell *cells;
    bool refuses_again;
    ExpectedNames *expected; /* NULL: names come in no order */
} Walk;

static inline const uint8_t *after_blanks(const uint8_t *at, const uint8_t *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) at++;
    return at;
}

/* Return where an escape ends that begins with a backslash; NULL where JSON does not have it. */
static inline const uint8_t *after_escape(const uint8_t *at, const uint8_t *end) {
    enum { CODE_POINT = 6 };
    if (end - at < 2) return NULL;
    switch (at[1]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        return at + 2;
    case 'u':
        if (end - at < CODE_POINT) return NULL;
        return is_hex(at[2]) && is_hex(at[3]) && is_hex(at[4]) && is_hex(at[5]) ? at + CODE_POINT : NULL;
    default:
        return NULL;
    }
}

/* Return the quotation mark that ends a string; `at` is behind the one that begins it. */
static inline const uint8_t *string_end(const Walk *walk, const uint8_t *at, bool *is_escaped) {
    for (;;) {
#ifdef __SSE2__
        for (; walk->limit - at >= BLOCK; at += BLOCK) {
            __m128i block = block_at(at);
            unsigned bits = bits_of(_mm_or_si128(equals(block, '"'), equals(block, '\\')));
            if (!bits) continue;
            at += __builtin_ctz(bits);
            break;
        }
#endif
        while (at < walk->end && *at != '"' && *at != '\\') at++;
        if (at >= walk->end) return NULL;
        if (*at == '"') return at;
        *is_escaped = true;
        at = after_escape(at, walk->end);
        if (!at) return NULL;
    }
}

/* Return where digits end; NULL where there is none. */
static inline const uint8_t *past_digits(const uint8_t *at, const uint8_t *end) {
    const uint8_t *begin = at;
    while (at < end && is_digit(*at)) at++;
    return at == begin ? NULL : at;
}

static inline const uint8_t *number_end(const uint8_t *begin, const uint8_t *end) {
    const uint8_t *at = begin + (*begin == '-');
    if (at < end && *at == '0') at++;
    else at = past_digits(at, end);
    if (at && at < end && *at == '.') at = past_digits(at + 1, end);
    if (at && at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        at = past_digits(at, end);
    }
    return at && at - begin <= LONGEST_NUMBER ? at : NULL;
}

static inline const uint8_t *word_of(const uint8_t *at, const uint8_t *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static const uint8_t *read_inner(const Walk *walk, const uint8_t *at, int32_t number, int depth);

/* Read a value; return where it ends, NULL where it is refused. */
static inline const uint8_t *read_value(const Walk *walk, const uint8_t *at, int32_t number, int depth) {
    bool is_escaped = false;
    enum Form form;
    const uint8_t *begin = at;
    if (at >= walk->end) return NULL;
    switch (*at) {
    case '"':
        begin++;
        at = string_end(walk, begin, &is_escaped);
        form = is_escaped ? ESCAPED : PLAIN;
        break;
    case '{': case '[':
        at = read_inner(walk, at, number != NOWHERE && walk->nodes[number].count ? number : NOWHERE, depth);
        form = COMPOUND;
        break;
    case 't':
        at = word_of(at, walk->end, "true");
        form = TRUE;
        break;
    case 'f':
        at = word_of(at, walk->end, "false");
        form = FALSE;
        break;
    case 'n':
        at = word_of(at, walk->end, "null");
        form = NONE;
        break;
    default:
        at = *at == '-' || is_digit(*at) ? number_end(at, walk->end) : NULL;
        form = NUMBER;
    }
    if (at && number != NOWHERE) walk->cells[number] = (Cell){{begin, at}, (uint8_t)form};
    return at && form <= ESCAPED ? at + 1 : at;
}

/* Read the name of a value and its colon; return where the value begins. */
static inline const uint8_t *read_new_name(const Walk *walk, const uint8_t *at, int32_t outer, int32_t *number) {
    bool is_escaped = false;
    if (at >= walk->end || *at != '"') return NULL;
    const uint8_t *begin = at + 1, *end = string_end(walk, begin, &is_escaped);
    if (!end) return NULL;
    if (outer != NOWHERE) {
        if (is_escaped) return NULL; /* perhaps a name that is looked for */
        *number = node_named(walk->nodes, outer, (Text){begin, end});
    }
    const uint8_t *colon = after_blanks(end + 1, walk->end);
    if (colon >= walk->end || *colon != ':') return NULL;
    if (walk->expected) expect(walk->expected, outer, (Text){at, colon + 1}, *number);
    return colon + 1;
}

/* The same, where the name may be expected. */
static inline const uint8_t *read_name(const Walk *walk, const uint8_t *at, int32_t outer, int32_t *number) {
    const ExpectedName *name = NULL;
    if (walk->expected) name = expected_at(walk->expected, outer, (Text){at, walk->end}, walk->limit);
    if (name) {
        *number = name->number;
        at += name->length;
    } else {
        at = read_new_name(walk, at, outer, number);
        if (!at) return NULL;
    }
    if (*number != NOWHERE && walk->cells[*number].form != ABSENT) {
        if (walk->refuses_again) return NULL;
        *number = NOWHERE; /* the first counts */
    }
    return after_blanks(at, walk->end);
}

/* Read an object or a list from its first bracket to behind its last one. */
static const uint8_t *read_inner(const Walk *walk, const uint8_t *at, int32_t outer, int depth) {
    bool is_object = *at == '{';
    uint8_t last = is_object ? '}' : ']';
    if (depth >= DEEPEST) return NULL;
    at = after_blanks(at + 1, walk->end);
    if (at < walk->end && *at == last) return at + 1;
    for (;;) {
        int32_t number = NOWHERE;
        if (is_object) at = read_name(walk, at, outer, &number);
        if (at) at = read_value(walk, at, number, depth + 1);
        if (!at) return NULL;
        at = after_blanks(at, walk->end);
        if (at >= walk->end) return NULL;
        if (*at == last) return at + 1;
        if (*at != ',') return NULL;
        at = after_blanks(at + 1, walk->end);
    }
}

/* Fill the cells, all of them ABSENT before, from a line that is one object; false where it is refused. */
static inline bool read_json(const Walk *walk, const uint8_t *begin) {
    const uint8_t *at = after_blanks(begin, walk->end);
    if (at >= walk->end || *at != '{') return false;
    at = read_inner(walk, at, 0, 0);
    return at && after_blanks(at, walk->end) == walk->end;
}

#endif
