/* The names of values in the order of the lines before: most lines of a log have the same ones.
 *
 * A name that stands where it is expected needs no search for its end, and none among the names that are
 * looked for. Any other name is read as usual, and expected there from then on.
 */

#ifndef USAGESTATS_EXPECTED_NAMES_H
#define USAGESTATS_EXPECTED_NAMES_H

#include "names.h"

enum { MOST_EXPECTED = 64, LONGEST_EXPECTED = 32, MOST_LEFT_OUT = 3 };

typedef struct {
    uint8_t bytes[LONGEST_EXPECTED]; /* from the first quotation mark to the colon */
    int32_t length;                  /* 0: none came yet */
    int32_t outer, number;           /* the nodes of the object and of the value */
} ExpectedName;

typedef struct {
    ExpectedName names[MOST_EXPECTED];
    int32_t next; /* which comes next in this line */
} ExpectedNames;

/* Whether a name of this object stands at a place; the bytes before `limit` may be looked at. */
static inline bool stands_at(const ExpectedName *name, int32_t outer, Text text, const uint8_t *limit) {
    size_t length = (size_t)name->length;
    if (!length || name->outer != outer || length_of(text) < length) return false;
#ifdef __SSE2__
    if (limit - text.begin >= LONGEST_EXPECTED) {
        uint32_t low = bits_of(_mm_cmpeq_epi8(block_at(text.begin), block_at(name->bytes)));
        uint32_t high = bits_of(_mm_cmpeq_epi8(block_at(text.begin + BLOCK), block_at(name->bytes + BLOCK)));
        return !(~(low | high << BLOCK) << (LONGEST_EXPECTED - length));
    }
#endif
    (void)limit;
    return are_same(name->bytes, text.begin, length);
}

/* Find the name that a text begins with among the next ones, some of which a line may leave out; NULL where
 * it is none of them. */
static inline const ExpectedName *expected_at(ExpectedNames *expected, int32_t outer, Text text, const uint8_t *limit) {
    int32_t end = expected->next + 1 + MOST_LEFT_OUT;
    for (int32_t at = expected->next; at < end && at < MOST_EXPECTED; at++) {
        if (!stands_at(expected->names + at, outer, text, limit)) continue;
        expected->next = at + 1;
        return expected->names + at;
    }
    return NULL;
}

/* Expect a name, from its quotation mark to its colon, in the next lines. */
static inline void expect(ExpectedNames *expected, int32_t outer, Text name, int32_t number) {
    if (expected->next >= MOST_EXPECTED) return;
    ExpectedName *next = expected->names + expected->next++;
    size_t length = length_of(name);
    next->length = 0;
    if (length > LONGEST_EXPECTED) return;
    memcpy(next->bytes, name.begin, length);
    next->length = (int32_t)length;
    next->outer = outer;
    next->number = number;
}

#endif
