/* A query without what nobody tells apart in it: few distinct ones are left.
 *
 * What stays reads alike, escapes undone or not, for whoever looks for the names: pairs are dropped
 * only where it is plain that they have another name, and that they are one pair; a value is dropped only
 * where it is plain that it is none of those that are told apart.
 */

#ifndef USAGESTATS_PARAMETERS_H
#define USAGESTATS_PARAMETERS_H

#include "memory.h"
#include "text.h"

/* Read by `kernel/output_tables.py` as a structure. */
typedef struct {
    Constant name;        /* in lower case, ASCII */
    int32_t first, count; /* of the values that are told apart from all others; `count` -1: each value counts */
} Parameter;

typedef struct {
    const Parameter *all;
    int32_t count;
    int32_t are_decoded; /* whether escapes with `%` and `+` are undone in names, and only the first pairs count */
    const Constant *values;
} Parameters;

/* So many pairs are read where they are decoded: `_MOST_ARGUMENTS` of `classify/query.py`. */
enum { MOST_ARGUMENTS = 100 };

typedef struct {
    const uint8_t *end;  /* of the pair: at its `&`, or the end of the query */
    const uint8_t *kept; /* where that ends of it which is kept; NULL: nothing is */
} Pair;

/* Whether a name stands for another one, in any case, where its escapes are undone. */
static inline bool decodes_to(Text name, const Constant *other) {
    const uint8_t *at = name.begin;
    for (int32_t number = 0; number < other->length; number++) {
        if (at == name.end) return false;
        uint8_t byte = *at++;
        if (byte == '+') byte = ' ';
        if (byte == '%' && name.end - at >= 2 && is_hex(at[0]) && is_hex(at[1])) {
            byte = (uint8_t)(hex_value(at[0]) << 4 | hex_value(at[1]));
            at += 2;
        }
        if (lower(byte) != (uint8_t)other->bytes[number]) return false;
    }
    return at == name.end;
}

static inline bool is_in_lower(Text name, const Constant *other) {
    if (length_of(name) != (size_t)other->length) return false;
    if (is_constant(name, other)) return true;
    size_t at = 0, length = length_of(name);
    while (at < length && lower(name.begin[at]) == (uint8_t)other->bytes[at]) at++;
    return at == length;
}

static inline const Parameter *parameter_named(Text name, const Parameters *parameters) {
    const Parameter *end = parameters->all + parameters->count;
    for (const Parameter *one = parameters->all; one < end; one++)
        if (is_in_lower(name, &one->name)) return one;
    if (!parameters->are_decoded || find_any(name, '%', '+', '+') == name.end) return NULL;
    for (const Parameter *one = parameters->all; one < end; one++)
        if (decodes_to(name, &one->name)) return one;
    return NULL;
}

/* Whether a value may be told apart from others. */
static inline bool is_told_apart(Text value, const Parameter *parameter, const Constant *values) {
    if (parameter->count <= 0) return parameter->count < 0;
    if (find_any(value, '%', '+', '\\') < value.end) return true;
    for (int32_t number = 0; number < parameter->count; number++)
        if (is_constant(value, values + parameter->first + number)) return true;
    return false;
}

/* Where that ends of a pair which is kept: its name, or all of it; NULL where nothing is. */
static inline const uint8_t *kept_end(Text pair, const uint8_t *name_end, const Parameters *parameters) {
    const Parameter *found = parameter_named((Text){pair.begin, name_end}, parameters);
    if (!found) return NULL;
    if (name_end == pair.end) return found->count < 0 ? NULL : name_end; /* no value */
    return is_told_apart((Text){name_end + 1, pair.end}, found, parameters->values) ? pair.end : name_end;
}

/* Whether the escape at a backslash stands for `&`, which then begins another pair. */
static inline bool is_escaped_separator(Text text) {
    size_t length = length_of(text);
    if (length >= 2 && text.begin[1] == '&') return true;
    return length >= 4 && memcmp(text.begin + 1, "x26", 3) == 0;
}

/* Look at the pair that a text begins with, of a query that is plain. */
static inline Pair read_plain_pair(Text text, const Parameters *parameters) {
    const uint8_t *name_end = find_any(text, '=', '&', '&'), *end = name_end;
    if (end < text.end && *end == '=') end = find_any((Text){end, text.end}, '&', '&', '&');
    return (Pair){end, kept_end((Text){text.begin, end}, name_end, parameters)};
}

/* Look at the pair that a text begins with. */
static inline Pair read_pair(Text text, const Parameters *parameters) {
    const uint8_t *at = text.begin;
    bool is_odd = false; /* an escape or a letter beyond ASCII may make another name of it, or several pairs */
    while (at < text.end && *at != '=' && *at != '&' && *at != '\\') is_odd |= *at++ >= 0x80;
    const uint8_t *name_end = at;
    is_odd |= at < text.end && *at == '\\';
    while (at < text.end && *at != '&') {
        if (*at == '\\') {
            is_odd |= is_escaped_separator((Text){at, text.end});
            if (++at == text.end) break; /* what it escapes is no separator either */
        }
        at++;
    }
    return (Pair){at, is_odd ? at : kept_end((Text){text.begin, at}, name_end, parameters)};
}

/* Whether there may be more pairs than are read. */
static inline bool has_too_many_pairs(Text query) {
    int marks = 0;
    if (length_of(query) <= 2 * MOST_ARGUMENTS) return false;
    for (const uint8_t *at = query.begin; at < query.end; at++) marks += *at == '&' || *at == '\\';
    return marks >= MOST_ARGUMENTS;
}

/* The pairs of a query that are kept; where there are several, they are put together in `joined`.
 *
 * Returns false where there is no memory. Where no pair is kept, the text is empty.
 */
static inline bool reduce(Text query, const Parameters *parameters, uint8_t **joined, size_t *room, Text *left) {
    size_t length = 0;
    bool is_usual = is_plain(query);
    *left = query;
    if (parameters->are_decoded && has_too_many_pairs(query)) return true;
    left->end = left->begin;
    for (const uint8_t *at = query.begin; at < query.end;) {
        Text rest = {at, query.end};
        Pair pair = is_usual ? read_plain_pair(rest, parameters) : read_pair(rest, parameters);
        if (pair.kept && is_empty(*left)) {
            *left = (Text){at, pair.kept};
        } else if (pair.kept) {
            if (!reserve((void **)joined, room, length_of(query), 1)) return false;
            if (!length) memcpy(*joined, left->begin, length = length_of(*left));
            (*joined)[length++] = '&';
            memcpy(*joined + length, at, (size_t)(pair.kept - at));
            length += (size_t)(pair.kept - at);
            *left = (Text){*joined, *joined + length};
        }
        at = pair.end < query.end ? pair.end + 1 : query.end;
    }
    return true;
}

#endif
