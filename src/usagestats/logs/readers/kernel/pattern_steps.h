/* The steps of a pattern as Python hands them over, and those that look at many bytes at a time. */

#ifndef USAGESTATS_PATTERN_STEPS_H
#define USAGESTATS_PATTERN_STEPS_H

#include "text.h"

/* The work of most steps stands in one loop, so that the compiler keeps how far a match is in registers. */
#define ALWAYS_INLINE __attribute__((always_inline)) static inline

enum Action {
    ONE_OF,       /* one character of the set */
    RUN,          /* as many characters of the set as there are, at least `a` and at most `b`; never fewer */
    LONGEST_RUN,  /* the same, but fewer if the rest does not match so */
    SHORTEST_RUN, /* as few as possible, but more if the rest does not match so */
    BEGIN_CELL,   /* the cell `a` begins here */
    END_CELL,     /* and ends here */
    TRY,          /* go on where the next byte is in the set; if that fails, go on at the step `a`; `b` is 1 where
                   * that would fail at once */
    GO,           /* go on at the step `a` */
    MARK,         /* what is between this and `KEEP`, `KEEP_LOOPING` or `LOOKED` is not tried in another way */
    KEEP,
    KEEP_LOOPING, /* go on at the step `a`; the mark stays */
    LOOKED,       /* go back to the place of the mark */
    UNLESS,       /* what follows, up to `REFUSE`, must not match; then go on at the step `a`; `b` is 1 where
                   * that is only a `SHAPE` */
    REFUSE,
    AT_END,       /* the end of the line */
    DONE,         /* the end of the pattern, which must be that of the line */
    SHAPE         /* `b` bytes, each within a range: those of the pattern from `a` on, up to a whole block; or
                   * within one of several, then these follow in as many rows */
};

/* Read by Python as a structure: change both. */
typedef struct {
    int32_t action, a, b; /* `b` of a run: -1 for any number */
    int32_t set;          /* of the characters that are taken; of SHAPE: how many rows it has */
    int32_t follow;       /* the set of bytes that may follow a run */
    int32_t next;         /* the number of the step after this one */
    int32_t ahead;        /* how many steps behind the `SHAPE` is that follows; 0: none does */
    int32_t cell;         /* of RUN and SHAPE: the cell that gets what they take; -1: none */
    uint8_t may_end;      /* whether the line may end after a run; of TRY: before what is tried */
    uint8_t escape;       /* of RUN: this byte is taken, too, with the character behind it; 0: none is */
    uint8_t is_any;       /* whether the set has all bytes */
    uint8_t follow_count; /* 1 to 3: only these bytes may follow a run; 0: look at the set */
    uint8_t follows[3];
    uint8_t lead;         /* of RUN: one such byte may stand before it; 0: none may */
} Step;

enum { MOST_RANGES = 6, LANES = 16 };

typedef struct {
    uint8_t has[256];
} ByteSet;

/* A set of bytes, and how a block is searched for the first byte that is not in it. */
typedef struct {
    ByteSet bytes;
    int32_t range_count; /* 0: byte by byte */
    uint32_t taken;      /* one bit for each byte of a block where the ranges are those of the set, else 0 */
    uint8_t lows[MOST_RANGES][LANES], spans[MOST_RANGES][LANES]; /* as those of the pattern */
} CharSet;

typedef struct {
    const Step *steps;
    const CharSet *sets;
    const uint8_t *lows, *spans; /* of each range the first byte, and the last less the first */
    int32_t is_ascii_only; /* whether it is equal to Python's only on lines of ASCII */
} Pattern;

#ifdef __SSE2__
/* All bits of each byte that is within its range, none of the others. */
static inline __m128i within(__m128i block, const uint8_t *lows, const uint8_t *spans) {
    __m128i above = _mm_sub_epi8(block, block_at(lows));
    return _mm_cmpeq_epi8(_mm_min_epu8(above, block_at(spans)), above);
}

/* One bit for each byte of a block that is not in a set. */
static inline unsigned stops_in(const CharSet *set, __m128i block) {
    __m128i found = _mm_setzero_si128();
    for (int32_t number = 0; number < set->range_count; number++)
        found = _mm_or_si128(found, within(block, set->lows[number], set->spans[number]));
    return bits_of(found) ^ set->taken;
}
#endif

/* Where the bytes end that are in a set, from a place in a line on. */
ALWAYS_INLINE const uint8_t *set_end(const CharSet *set, Text line, const uint8_t *at) {
#ifdef __SSE2__
    while (set->range_count && length_of(line) >= BLOCK) {
        const uint8_t *from = line.end - at >= BLOCK ? at : line.end - BLOCK;
        unsigned stops = stops_in(set, block_at(from)) >> (at - from);
        if (stops) return at + __builtin_ctz(stops);
        at = from + BLOCK;
        if (at == line.end) return at;
    }
#endif
    while (at < line.end && set->bytes.has[*at]) at++;
    return at;
}

/* Whether the next bytes have the shape of a step. */
ALWAYS_INLINE bool has_shape(const Pattern *pattern, const Step *shape, Text line, const uint8_t *at) {
    const uint8_t *lows = pattern->lows + shape->a, *spans = pattern->spans + shape->a;
    const uint8_t *end = at + shape->b;
    ptrdiff_t row = (shape->b + LANES - 1) & -LANES, rows = shape->set * row, next = 0;
    if (line.end - at < shape->b) return false;
    if (shape->b == 1 && rows == row) return (uint8_t)(*at - *lows) <= *spans;
#ifdef __SSE2__
    for (; at < end && line.end - at >= BLOCK; at += BLOCK, lows += BLOCK, spans += BLOCK) {
        __m128i block = block_at(at), found = within(block, lows, spans);
        for (next = row; next < rows; next += row)
            found = _mm_or_si128(found, within(block, lows + next, spans + next));
        if (bits_of(found) != 0xFFFF) return false;
    }
#endif
    for (; at < end; at++, lows++, spans++) {
        for (next = 0; next < rows && (uint8_t)(*at - lows[next]) > spans[next]; next += row) {}
        if (next == rows) return false;
    }
    return true;
}

#endif
