/* How far a match is, and what it can go back to. */

#ifndef USAGESTATS_PATTERN_TRIES_H
#define USAGESTATS_PATTERN_TRIES_H

#include "pattern_steps.h"

enum { MOST_TRIES = 192, MOST_STEPS = 20000 };

/* Something to go back to. */
typedef struct {
    enum { RETRY, UNLESS_RETRY, SHORTER, LONGER, RESTORE, MARKED } kind;
    int32_t number;     /* of a step; of RESTORE: of a bound */
    const uint8_t *at;  /* the place; of RESTORE: the bound before */
    const uint8_t *end; /* the least end of SHORTER */
} Try;

typedef struct {
    const Step *steps;
    const Pattern *pattern;
    Text line;
    const uint8_t *last;    /* its last block */
    const uint8_t **bounds; /* two for each cell: where it begins and ends; NULL: nowhere */
    int32_t count;          /* of the tries */
    Try tries[MOST_TRIES];
} Match;

/* How far a match is: two words, which stay in registers. */
typedef struct {
    const uint8_t *at; /* NULL: the step before failed */
    const Step *next;
} Progress;

static const Progress FAILED = {NULL, NULL};

/* Go on at a place, behind a step. */
static inline Progress behind(const Match *match, const Step *step, const uint8_t *at) {
    return (Progress){at, match->steps + step->next};
}

static inline bool add_try(Match *match, Try one) {
    if (match->count >= MOST_TRIES) return false;
    match->tries[match->count++] = one;
    return true;
}

NEVER_INLINE bool keep_bound(Match *match, int32_t number) {
    return add_try(match, (Try){RESTORE, number, match->bounds[number], NULL});
}

static inline bool set_bound(Match *match, int32_t number, const uint8_t *at) {
    if (match->count && !keep_bound(match, number)) return false;
    match->bounds[number] = at;
    return true;
}

static inline bool set_bounds(Match *match, int32_t cell, const uint8_t *begin, const uint8_t *end) {
    return set_bound(match, 2 * cell, begin) && set_bound(match, 2 * cell + 1, end);
}

/* Forget the tries since the last mark, but for the bounds to restore; return the place of the mark. */
static inline const uint8_t *forget_tries(Match *match, bool keeps_mark) {
    int32_t mark = match->count - 1;
    while (match->tries[mark].kind != MARKED) mark--;
    const uint8_t *at = match->tries[mark].at;
    int32_t kept = keeps_mark ? mark + 1 : mark;
    for (int32_t number = mark + 1; number < match->count; number++)
        if (match->tries[number].kind == RESTORE) match->tries[kept++] = match->tries[number];
    match->count = kept;
    return at;
}

/* Go back beyond the last `UNLESS`, whose body has matched. */
static inline void leave_unless(Match *match) {
    while (match->count) {
        Try one = match->tries[--match->count];
        if (one.kind == RESTORE) match->bounds[one.number] = one.at;
        if (one.kind == UNLESS_RETRY) return;
    }
}

#endif
