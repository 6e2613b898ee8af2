/* A query without the parameters that nobody looks at: few distinct ones are left.
 *
 * What stays reads alike, escapes undone or not, for whoever looks for the names: pairs are dropped
 * only where it is plain that they have another name, and that they are one pair.
 */

#ifndef USAGESTATS_PARAMETERS_H
#define USAGESTATS_PARAMETERS_H

#include "memory.h"
#include "text.h"

typedef struct {
    const char *const *names; /* in lower case, ASCII */
    const int32_t *lengths;
    int32_t count;
} Names;

typedef struct {
    const uint8_t *end; /* of the pair: at its `&`, or the end of the query */
    bool is_kept;
} Pair;

static inline uint8_t lower(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static inline bool is_named(Text name, const Names *names) {
    size_t length = length_of(name);
    for (int32_t number = 0; number < names->count; number++) {
        if (length != (size_t)names->lengths[number]) continue;
        if (are_same(name.begin, (const uint8_t *)names->names[number], length)) return true;
        size_t at = 0;
        while (at < length && lower(name.begin[at]) == (uint8_t)names->names[number][at]) at++;
        if (at == length) return true;
    }
    return false;
}

/* Whether the escape at a backslash stands for `&`, which then begins another pair. */
static inline bool is_escaped_separator(Text text) {
    size_t length = length_of(text);
    if (length >= 2 && text.begin[1] == '&') return true;
    return length >= 4 && memcmp(text.begin + 1, "x26", 3) == 0;
}

/* Look at the pair that a text begins with, of a query that is plain. */
static inline Pair read_plain_pair(Text text, const Names *names) {
    const uint8_t *end = find_any(text, '=', '&', '&');
    if (end == text.end || *end == '&') return (Pair){end, false}; /* no value */
    bool is_kept = is_named((Text){text.begin, end}, names);
    return (Pair){find_any((Text){end, text.end}, '&', '&', '&'), is_kept};
}

/* Look at the pair that a text begins with. */
static inline Pair read_pair(Text text, const Names *names) {
    const uint8_t *at = text.begin;
    bool is_odd = false; /* a name that an escape or a letter beyond ASCII may make another */
    while (at < text.end && *at != '=' && *at != '&' && *at != '\\') is_odd |= *at++ >= 0x80;
    if (at == text.end || *at == '&') return (Pair){at, is_odd}; /* no value */
    is_odd |= *at == '\\';
    bool is_kept = is_odd || is_named((Text){text.begin, at}, names);
    while (at < text.end && *at != '&') {
        if (*at == '\\') {
            is_kept |= is_escaped_separator((Text){at, text.end});
            if (++at == text.end) break; /* what it escapes is no separator either */
        }
        at++;
    }
    return (Pair){at, is_kept};
}

/* The pairs of a query that are kept; where there are several, they are put together in `joined`.
 *
 * Returns false where there is no memory. Where no pair is kept, the text is empty.
 */
static inline bool reduce(Text query, const Names *names, uint8_t **joined, size_t *room, Text *left) {
    size_t length = 0;
    bool is_usual = is_plain(query);
    *left = (Text){query.begin, query.begin};
    for (const uint8_t *at = query.begin; at < query.end;) {
        Text rest = {at, query.end};
        Pair pair = is_usual ? read_plain_pair(rest, names) : read_pair(rest, names);
        if (pair.is_kept && is_empty(*left)) {
            *left = (Text){at, pair.end};
        } else if (pair.is_kept) {
            if (!reserve((void **)joined, room, length_of(query), 1)) return false;
            if (!length) memcpy(*joined, left->begin, length = length_of(*left));
            (*joined)[length++] = '&';
            memcpy(*joined + length, at, (size_t)(pair.end - at));
            length += (size_t)(pair.end - at);
            *left = (Text){*joined, *joined + length};
        }
        at = pair.end < query.end ? pair.end + 1 : query.end;
    }
    return true;
}

#endif
