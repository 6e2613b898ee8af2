/* A quick test of many lines: which of several patterns might match them, as the careful path matches? */

#ifndef USAGESTATS_SIEVE_H
#define USAGESTATS_SIEVE_H

#include "found.h"
#include "text_lines.h"

typedef struct {
    const Pattern *pattern;
    int64_t bit; /* of those that stand for formats */
} SievedPattern;

/* The bits of the formats that a line might have; -1 where there is no memory. */
static inline int64_t sieved(const SievedPattern *patterns, int32_t count, Text line, uint8_t **spaced, size_t *room) {
    Match match;
    Text texts[2] = {line};
    int forms = 1;
    int64_t bits = 0;
    if (has_odd_blanks(line)) {
        if (!reserve((void **)spaced, room, length_of(line), 1)) return -1;
        texts[forms++] = single_spaced(line, *spaced);
    }
    for (int32_t number = 0; number < count; number++) {
        bool might_match = may_be_no_request(line);
        for (int form = 0; !might_match && form < forms; form++)
            might_match = match_line(&match, patterns[number].pattern, texts[form]) != NO_MATCH;
        if (might_match) bits |= patterns[number].bit;
    }
    return bits;
}

/* Find the bits of lines; the patterns have no cells. 0 where there is no memory. */
EXPORT int32_t usagestats_sieve(const SievedPattern *patterns, int32_t count, const uint8_t *data, int64_t size,
                                int64_t *bits) {
    uint8_t *spaced = NULL;
    size_t room = 0;
    bool has_memory = true;
    for (const uint8_t *at = data, *end = data + size; has_memory && at < end; bits++) {
        Text line = {at, find((Text){at, end}, '\n')};
        *bits = sieved(patterns, count, line, &spaced, &room);
        has_memory = *bits >= 0;
        at = line.end + 1;
    }
    free(spaced);
    return has_memory;
}

#endif
