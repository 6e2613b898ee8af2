/* Matches a whole line with a pattern: the regular expression of a format, as a program of small steps.
 *
 * It tries what Python's `re` tries, in the same order, so that both find the same texts. Where that
 * would take too many tries, the line is refused.
 */

#ifndef USAGESTATS_PATTERN_H
#define USAGESTATS_PATTERN_H

#include "text.h"

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
    UNLESS,       /* what follows, up to `REFUSE`, must not match; then go on at the step `a` */
    REFUSE,
    AT_END,       /* the end of the line */
    DONE,         /* the end of the pattern, which must be that of the line */
    SHAPE         /* `b` bytes, each within a range: those of the pattern from `a` on, up to a whole block */
};

/* Read by Python as a structure: change both. */
typedef struct {
    int32_t action, a, b; /* `b` of a run: -1 for any number */
    int32_t set;          /* of the characters that are taken */
    int32_t follow;       /* the set of bytes that may follow a run */
    int32_t next;         /* the number of the step after this one */
    int32_t ahead;        /* how many steps behind the `SHAPE` is that follows; 0: none does */
    uint8_t may_end;      /* whether the line may end after a run; of TRY: before what is tried */
    uint8_t stop_count;   /* 1 to 3: the set has all bytes but these; 0: look at the set */
    uint8_t stops[3];
    uint8_t is_any;       /* whether the set has all bytes */
    uint8_t follow_count; /* 1 to 3: only these bytes may follow a run; 0: look at the set */
    uint8_t follows[3];
    uint8_t unused[2];
} Step;

typedef struct {
    uint8_t has[256];
} ByteSet;

typedef struct {
    const Step *steps;
    const ByteSet *sets;
    const uint8_t *lows, *spans; /* of each range the first byte, and the last less the first */
    int32_t is_ascii_only; /* whether it is equal to Python's only on lines of ASCII */
} Pattern;

enum { MOST_TRIES = 192, MOST_STEPS = 20000 };

/* Something to go back to. */
typedef struct {
    enum { RETRY, UNLESS_RETRY, SHORTER, LONGER, RESTORE, MARKED } kind;
    int32_t number;     /* of a step; of RESTORE: of a bound */
    const uint8_t *at;  /* the place; of RESTORE: the bound before */
    const uint8_t *end; /* the least end of SHORTER */
} Try;

typedef struct {
    const Pattern *pattern;
    Text line;
    const uint8_t **bounds; /* two for each cell: where it begins and ends; NULL: nowhere */
    Try tries[MOST_TRIES];
} Match;

/* How far a match is. It stands apart, so that the compiler keeps it in registers. */
typedef struct {
    const uint8_t *at;
    int32_t step, count; /* of the next step; of the tries */
} Progress;

static inline bool is_within(uint8_t byte) { /* within a character of UTF-8, not its beginning */
    return (byte & 0xC0) == 0x80;
}

static inline const uint8_t *after_character(const uint8_t *at, const uint8_t *end) {
    if (*at++ >= 0x80)
        while (at < end && is_within(*at)) at++;
    return at;
}

static inline const uint8_t *run_end(const Match *match, const Step *step, const uint8_t *at, int32_t most) {
    const uint8_t *end = match->line.end, *has = match->pattern->sets[step->set].has;
    if (most < 0 && step->is_any) return end;
    if (most < 0) {
        if (step->stop_count) return find_any((Text){at, end}, step->stops[0], step->stops[1], step->stops[2]);
        while (at < end && has[*at]) at++;
        return at;
    }
    while (most-- && at < end && has[*at]) at = after_character(at, end);
    return at;
}

/* Where the least part of a run ends; NULL where the line has less. */
static inline const uint8_t *least_end(const Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *has = match->pattern->sets[step->set].has;
    for (int32_t number = 0; number < step->a; number++) {
        if (at >= match->line.end || !has[*at]) return NULL;
        at = after_character(at, match->line.end);
    }
    return at;
}

static inline bool may_follow(const Match *match, const Step *step, const uint8_t *at) {
    if (at == match->line.end) return step->may_end;
    return match->pattern->sets[step->follow].has[*at] && !is_within(*at);
}

/* Whether the next bytes have the shape of a step. */
static inline bool has_shape(const Match *match, const Step *shape, const uint8_t *at) {
    const uint8_t *lows = match->pattern->lows + shape->a, *spans = match->pattern->spans + shape->a;
    const uint8_t *end = at + shape->b;
    if (match->line.end - at < shape->b) return false;
#ifdef __SSE2__
    for (; at < end && match->line.end - at >= BLOCK; at += BLOCK, lows += BLOCK, spans += BLOCK) {
        __m128i above = _mm_sub_epi8(block_at(at), block_at(lows));
        if (bits_of(_mm_cmpeq_epi8(_mm_min_epu8(above, block_at(spans)), above)) != 0xFFFF) return false;
    }
#endif
    for (; at < end; at++, lows++, spans++)
        if ((uint8_t)(*at - *lows) > *spans) return false;
    return true;
}

/* Whether what follows a step fits at a place, as far as it is a `SHAPE`. */
static inline bool fits_ahead(const Match *match, const Step *step, const uint8_t *at) {
    return !step->ahead || has_shape(match, step + step->ahead, at);
}

static inline bool add_try(Match *match, Progress *done, Try one) {
    if (done->count >= MOST_TRIES) return false;
    match->tries[done->count++] = one;
    return true;
}

static inline bool set_bound(Match *match, Progress *done, int32_t number) {
    const uint8_t *before = match->bounds[number];
    match->bounds[number] = done->at;
    return !done->count || add_try(match, done, (Try){RESTORE, number, before, NULL});
}

/* Forget the tries since the last mark, but for the bounds to restore. */
static inline const uint8_t *forget_tries(Match *match, Progress *done, bool keeps_mark) {
    int32_t mark = done->count - 1;
    while (match->tries[mark].kind != MARKED) mark--;
    const uint8_t *at = match->tries[mark].at;
    int32_t kept = keeps_mark ? mark + 1 : mark;
    for (int32_t number = mark + 1; number < done->count; number++)
        if (match->tries[number].kind == RESTORE) match->tries[kept++] = match->tries[number];
    done->count = kept;
    return at;
}

/* Take the longest run that may be followed by what follows, shorter than the one before. */
static inline bool take_shorter(Match *match, Progress *done, int32_t number, const uint8_t *end, const uint8_t *least) {
    const Step *step = match->pattern->steps + number;
    const uint8_t *all = match->line.end;
    if (!step->follow_count) {
        while (end >= least && !may_follow(match, step, end)) end--;
    } else if (end < all || !step->may_end) {
        const uint8_t *after = find_last((Text){least, end < all ? end + 1 : all}, step->follows);
        while (after && !fits_ahead(match, step, after)) after = find_last((Text){least, after}, step->follows);
        end = after ? after : least - 1;
    }
    if (end < least) return false;
    done->at = end;
    done->step = step->next;
    return end == least || add_try(match, done, (Try){SHORTER, number, end - 1, least});
}

/* Take the shortest run that may be followed by what follows, from a place on. */
static inline bool take_longer(Match *match, Progress *done, int32_t number, const uint8_t *at) {
    const Step *step = match->pattern->steps + number;
    const uint8_t *has = match->pattern->sets[step->set].has, *end = match->line.end;
    if (step->is_any && step->follow_count) {
        at = find_any((Text){at, end}, step->follows[0], step->follows[1], step->follows[2]);
        while (at < end && !fits_ahead(match, step, at))
            at = find_any((Text){at + 1, end}, step->follows[0], step->follows[1], step->follows[2]);
        if (at == end && !step->may_end) return false;
    } else {
        while (!may_follow(match, step, at)) {
            if (at >= end || !has[*at]) return false;
            at++;
        }
    }
    done->at = at;
    done->step = step->next;
    return at == end || !has[*at] || add_try(match, done, (Try){LONGER, number, at + 1, NULL});
}

/* Go back to the last try that may go another way; false where there is none. */
static inline bool go_back(Match *match, Progress *done) {
    while (done->count) {
        Try one = match->tries[--done->count];
        switch (one.kind) {
        case RESTORE:
            match->bounds[one.number] = one.at;
            break;
        case RETRY:
        case UNLESS_RETRY:
            done->at = one.at;
            done->step = one.number;
            return true;
        case SHORTER:
            if (take_shorter(match, done, one.number, one.at, one.end)) return true;
            break;
        case LONGER:
            if (take_longer(match, done, one.number, one.at)) return true;
            break;
        case MARKED:
            break;
        }
    }
    return false;
}

/* Take a run, and the `SHAPE` that mostly comes next. */
static inline bool take_sure_run(Match *match, Progress *done, const Step *step) {
    const Step *next = match->pattern->steps + step->next;
    const uint8_t *end = run_end(match, step, done->at, step->b);
    if (step->a && end == done->at) return false;
    if (step->a > 1 && !least_end(match, step, done->at)) return false;
    done->at = end;
    done->step = step->next;
    if (next->action != SHAPE) return true;
    done->at += next->b;
    done->step = next->next;
    return has_shape(match, next, end);
}

static inline bool take_run(Match *match, Progress *done, const Step *step) {
    const uint8_t *least = step->a ? least_end(match, step, done->at) : done->at;
    if (!least) return false;
    if (step->action == SHORTEST_RUN) return take_longer(match, done, done->step, least);
    return take_shorter(match, done, done->step, run_end(match, step, done->at, step->b), least);
}

/* Go back beyond the last `UNLESS`, whose body has matched. */
static inline void leave_unless(Match *match, Progress *done) {
    while (done->count) {
        Try one = match->tries[--done->count];
        if (one.kind == RESTORE) match->bounds[one.number] = one.at;
        if (one.kind == UNLESS_RETRY) return;
    }
}

/* Do one step; false where it fails. */
static inline bool do_step(Match *match, Progress *done, const Step *step) {
    const uint8_t *end = match->line.end;
    switch ((enum Action)step->action) {
    case ONE_OF:
        if (done->at == end || !match->pattern->sets[step->set].has[*done->at]) return false;
        done->at = after_character(done->at, end);
        break;
    case RUN:
        return take_sure_run(match, done, step);
    case LONGEST_RUN:
    case SHORTEST_RUN:
        return take_run(match, done, step);
    case BEGIN_CELL:
    case END_CELL:
        if (!set_bound(match, done, 2 * step->a + (step->action == END_CELL))) return false;
        break;
    case TRY:
        if (done->at < end ? !match->pattern->sets[step->set].has[*done->at] : !step->may_end) {
            done->step = step->a;
            return true;
        }
        if (step->b) break;
        if (!fits_ahead(match, step, done->at)) {
            done->step = step->a;
            return true;
        }
        if (!add_try(match, done, (Try){RETRY, step->a, done->at, NULL})) return false;
        break;
    case GO:
        done->step = step->a;
        return true;
    case MARK:
        if (!add_try(match, done, (Try){MARKED, 0, done->at, NULL})) return false;
        break;
    case KEEP:
        forget_tries(match, done, false);
        break;
    case KEEP_LOOPING:
        forget_tries(match, done, true);
        done->step = step->a;
        return true;
    case LOOKED:
        done->at = forget_tries(match, done, false);
        break;
    case UNLESS:
        if (!add_try(match, done, (Try){UNLESS_RETRY, step->a, done->at, NULL})) return false;
        break;
    case REFUSE:
        leave_unless(match, done);
        return false;
    case AT_END:
    case DONE:
        if (done->at != end) return false;
        break;
    case SHAPE:
        if (!has_shape(match, step, done->at)) return false;
        done->at += step->b;
        break;
    }
    done->step = step->next;
    return true;
}

enum Verdict { NO_MATCH, IS_MATCH, TOO_HARD };

/* Match a line, whose traits are known; on success the bounds of the cells are set. */
static inline enum Verdict match_known(Match *match, const Pattern *pattern, Text line, unsigned traits) {
    Progress done = {.at = line.begin};
    match->pattern = pattern;
    match->line = line;
    if (pattern->is_ascii_only && (traits & IS_BEYOND_ASCII)) return TOO_HARD;
    for (int32_t left = MOST_STEPS; left; left--) {
        const Step *step = pattern->steps + done.step;
        if (do_step(match, &done, step)) {
            if (step->action == DONE) return IS_MATCH;
        } else if (done.count >= MOST_TRIES) {
            return TOO_HARD;
        } else if (!go_back(match, &done)) {
            return NO_MATCH;
        }
    }
    return TOO_HARD;
}

static inline enum Verdict match_line(Match *match, const Pattern *pattern, Text line) {
    return match_known(match, pattern, line, pattern->is_ascii_only ? traits_of(line) : 0);
}

#endif
