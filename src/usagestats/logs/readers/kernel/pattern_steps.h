/* The steps of a pattern as Python hands them over, and those that look at many bytes at a time. */

#ifndef USAGESTATS_PATTERN_STEPS_H
#define USAGESTATS_PATTERN_STEPS_H

#include "text.h"

/* The work of most steps stands in one loop, and that of rare ones outside, so that the compiler keeps how far a
 * match is in registers. */
#define ALWAYS_INLINE __attribute__((always_inline)) static inline
#define NEVER_INLINE __attribute__((noinline)) static

enum Action {
    ONE_OF,       /* one character of the set */
    RUN,          /* as many characters of the set as there are, at least `a` and at most `b`; never fewer */
    LONGEST_RUN,  /* the same, but fewer if the rest does not match so */
    SHORTEST_RUN, /* as few as possible, but more if the rest does not match so */
    BEGIN_CELL,   /* the cell `a` begins here */
    END_CELL,     /* and ends here */
    TRY,          /* go on where the next byte is in the set; if that fails, go on at the step `a`; `b` is one of
                   * `Certainty` */
    GO,           /* go on at the step `next` */
    MARK,         /* what is between this and `KEEP`, `KEEP_LOOPING` or `LOOKED` is not tried in another way */
    KEEP,
    KEEP_LOOPING, /* go on at the step `a`; the mark stays */
    LOOKED,       /* go back to the place of the mark */
    UNLESS,       /* what follows, up to `REFUSE`, must not match; then go on at the step `a`; `b` is 1 where
                   * that is only a `SHAPE` */
    REFUSE,
    AT_END,       /* the end of the line */
    DONE,         /* the end of the pattern, which must be that of the line */
    SHAPE,        /* `b` bytes, each within a range: those of the pattern from `a` on, up to a whole block; or
                   * within one of several, then these follow in as many rows */
    ONE_BYTE,     /* a `SHAPE` of one byte within one range, from `low` on */
    PLAIN_RUN,    /* a `RUN` of any length */
    UNTIL         /* the same, and the `ONE_BYTE` behind it */
};

/* Whether what is tried must match: whether there is nothing to go back to. */
enum Certainty {
    MAY_FAIL,
    IS_SURE,
    IS_SURE_IF_AHEAD,    /* where the `SHAPE` fits that follows; else go on at the step `a` */
    IS_SURE_UNLESS_AHEAD /* where it does not fit; it is only looked at */
};

/* Read by Python as a structure: change both. */
typedef struct {
    int32_t action, a, b; /* `b` of a run: -1 for any number */
    int32_t set;          /* of the characters that are taken; of SHAPE and ONE_BYTE: how many rows it has */
    int32_t follow;       /* the set of bytes that may follow a run */
    int32_t next;         /* the number of the step after this one, which is none of `GO` */
    int32_t ahead;        /* how many steps behind the `SHAPE` is that follows; 0: none does */
    int32_t cell;         /* of RUN, SHAPE and ONE_BYTE: the cell that gets what they take; of UNTIL: what its run
                           * takes; -1: none */
    uint8_t may_end;      /* whether the line may end after a run; of TRY: before what is tried */
    uint8_t escape;       /* of RUN and the plain ones: this byte is taken, too, with the character behind it; 0: none is */
    uint8_t is_any;       /* whether the set has all bytes */
    uint8_t follow_count; /* 1 to 3: only these bytes may follow a run; 0: look at the set */
    uint8_t follows[3];
    uint8_t lead;         /* of runs that are never shorter: one such byte may stand before it; 0: none may */
    uint8_t low, span;    /* of ONE_BYTE and UNTIL: the first byte of the range, and the last less the first */
} Step;

enum { MOST_RANGES = 6, LANES = 16 };

typedef struct {
    uint8_t has[256];
} ByteSet;

/* A set of bytes, and how a block is searched for the first byte that is not in it. */
typedef struct {
    int32_t range_count; /* 0: byte by byte */
    uint32_t taken;      /* one bit for each byte of a block where the ranges are those of the set, else 0 */
    uint8_t lows[MOST_RANGES][LANES], spans[MOST_RANGES][LANES]; /* as those of the pattern */
    ByteSet bytes;
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

/* One bit for each byte of a block that is not in a set, which has ranges. */
ALWAYS_INLINE unsigned stops_in(const CharSet *set, __m128i block) {
    __m128i found = within(block, set->lows[0], set->spans[0]);
    for (int32_t number = 1; number < set->range_count; number++)
        found = _mm_or_si128(found, within(block, set->lows[number], set->spans[number]));
    return bits_of(found) ^ set->taken;
}
#endif

/* The last block of a line; NULL where the line is shorter than one, or blocks cannot be looked at. */
static inline const uint8_t *last_block(Text line) {
#ifdef __SSE2__
    return length_of(line) >= BLOCK ? line.end - BLOCK : NULL;
#else
    return NULL;
#endif
}

/* The same for sets without ranges, short lines, and where the first block is behind. */
NEVER_INLINE const uint8_t *far_set_end(const CharSet *set, const uint8_t *at, const uint8_t *end, const uint8_t *last) {
#ifdef __SSE2__
    while (last && set->range_count && at < end) {
        const uint8_t *from = at < last ? at : last; /* the last block may begin before the place */
        unsigned stops = stops_in(set, block_at(from)) >> (at - from);
        if (stops) return at + __builtin_ctz(stops);
        at = from + BLOCK;
    }
#endif
    while (at < end && set->bytes.has[*at]) at++;
    return at;
}

/* Where the bytes end that are in a set, from a place in a line on. */
ALWAYS_INLINE const uint8_t *set_end(const CharSet *set, const uint8_t *at, const uint8_t *end, const uint8_t *last) {
#ifdef __SSE2__
    if (at < last && set->range_count) {
        unsigned stops = stops_in(set, block_at(at));
        if (stops) return at + __builtin_ctz(stops);
        at += BLOCK;
    }
#endif
    return far_set_end(set, at, end, last);
}

/* The same for a shape that is longer than a block, and near the end of a line. */
NEVER_INLINE bool has_long_shape(const Pattern *pattern, const Step *shape, Text line, const uint8_t *at) {
    const uint8_t *lows = pattern->lows + shape->a, *spans = pattern->spans + shape->a;
    const uint8_t *end = at + shape->b;
    ptrdiff_t row = (shape->b + LANES - 1) & -LANES, rows = shape->set * row, next = 0;
    if (line.end - at < shape->b) return false;
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

/* Whether the next bytes have the shape of a step. */
ALWAYS_INLINE bool has_shape(const Pattern *pattern, const Step *shape, Text line, const uint8_t *at) {
#ifdef __SSE2__
    if (shape->b <= LANES && line.end - at >= BLOCK) {
        const uint8_t *lows = pattern->lows + shape->a, *spans = pattern->spans + shape->a;
        __m128i block = block_at(at), found = within(block, lows, spans);
        for (int32_t row = 1; row < shape->set; row++)
            found = _mm_or_si128(found, within(block, lows + LANES * row, spans + LANES * row));
        return bits_of(found) == 0xFFFF;
    }
#endif
    return has_long_shape(pattern, shape, line, at);
}

#endif
