/* Matches a whole line with a pattern: the regular expression of a format, as a program of small steps.
 *
 * It tries what Python's `re` tries, in the same order, so that both find the same texts. Where that
 * would take too many tries, the line is refused.
 */

#ifndef USAGESTATS_PATTERN_H
#define USAGESTATS_PATTERN_H

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

static inline bool is_within(uint8_t byte) { /* within a character of UTF-8, not its beginning */
    return (byte & 0xC0) == 0x80;
}

static inline const uint8_t *after_character(const uint8_t *at, const uint8_t *end) {
    if (*at++ >= 0x80)
        while (at < end && is_within(*at)) at++;
    return at;
}

ALWAYS_INLINE const uint8_t *run_end(const Match *match, const Step *step, const uint8_t *at, int32_t most) {
    const CharSet *set = match->pattern->sets + step->set;
    const uint8_t *end = match->line.end;
    if (most < 0) return step->is_any ? end : set_end(set, match->line, at);
    while (most-- && at < end && set->bytes.has[*at]) at = after_character(at, end);
    return at;
}

/* Where the least part of a run ends; NULL where the line has less. */
static inline const uint8_t *least_end(const Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *has = match->pattern->sets[step->set].bytes.has;
    for (int32_t number = 0; number < step->a; number++) {
        if (at >= match->line.end || !has[*at]) return NULL;
        at = after_character(at, match->line.end);
    }
    return at;
}

static inline bool may_follow(const Match *match, const Step *step, const uint8_t *at) {
    if (at == match->line.end) return step->may_end;
    return match->pattern->sets[step->follow].bytes.has[*at] && !is_within(*at);
}

/* Whether what follows a step fits at a place, as far as it is a `SHAPE`. */
static inline bool fits_ahead(const Match *match, const Step *step, const uint8_t *at) {
    return !step->ahead || has_shape(match->pattern, step + step->ahead, match->line, at);
}

/* Go on at a place, behind a step. */
static inline Progress behind(const Match *match, const Step *step, const uint8_t *at) {
    return (Progress){at, match->steps + step->next};
}

static inline bool add_try(Match *match, Try one) {
    if (match->count >= MOST_TRIES) return false;
    match->tries[match->count++] = one;
    return true;
}

static inline bool set_bound(Match *match, int32_t number, const uint8_t *at) {
    const uint8_t *before = match->bounds[number];
    match->bounds[number] = at;
    return !match->count || add_try(match, (Try){RESTORE, number, before, NULL});
}

/* Take what a step takes as a whole, for its cell, too. */
ALWAYS_INLINE Progress take(Match *match, const Step *step, const uint8_t *begin, const uint8_t *end) {
    int32_t cell = step->cell;
    if (cell >= 0 && !(set_bound(match, 2 * cell, begin) && set_bound(match, 2 * cell + 1, end))) return FAILED;
    return behind(match, step, end);
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

/* Take the longest run that may be followed by what follows, shorter than the one before. */
static inline Progress take_shorter(Match *match, const Step *step, const uint8_t *end, const uint8_t *least) {
    const uint8_t *all = match->line.end;
    if (!step->follow_count) {
        while (end >= least && !may_follow(match, step, end)) end--;
    } else if (end < all || !step->may_end) {
        const uint8_t *after = find_last((Text){least, end < all ? end + 1 : all}, step->follows);
        while (after && !fits_ahead(match, step, after)) after = find_last((Text){least, after}, step->follows);
        end = after ? after : least - 1;
    }
    if (end < least) return FAILED;
    bool is_added = end == least || add_try(match, (Try){SHORTER, (int32_t)(step - match->steps), end - 1, least});
    return is_added ? behind(match, step, end) : FAILED;
}

/* Take the shortest run that may be followed by what follows, from a place on. */
static inline Progress take_longer(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *has = match->pattern->sets[step->set].bytes.has, *end = match->line.end;
    if (step->is_any && step->follow_count) {
        at = find_any((Text){at, end}, step->follows[0], step->follows[1], step->follows[2]);
        while (at < end && !fits_ahead(match, step, at))
            at = find_any((Text){at + 1, end}, step->follows[0], step->follows[1], step->follows[2]);
        if (at == end && !step->may_end) return FAILED;
    } else {
        while (!may_follow(match, step, at)) {
            if (at >= end || !has[*at]) return FAILED;
            at++;
        }
    }
    bool is_longest = at == end || !has[*at];
    bool is_added = is_longest || add_try(match, (Try){LONGER, (int32_t)(step - match->steps), at + 1, NULL});
    return is_added ? behind(match, step, at) : FAILED;
}

/* Go back to the last try that may go another way; it fails where there is none. */
static Progress go_back(Match *match) {
    Progress done = FAILED;
    while (match->count && !done.at) {
        Try one = match->tries[--match->count];
        const Step *step = match->steps + one.number;
        switch (one.kind) {
        case RESTORE:
            match->bounds[one.number] = one.at;
            break;
        case RETRY:
        case UNLESS_RETRY:
            return (Progress){one.at, step};
        case SHORTER:
            done = take_shorter(match, step, one.at, one.end);
            break;
        case LONGER:
            done = take_longer(match, step, one.at);
            break;
        case MARKED:
            break;
        }
    }
    return done;
}

ALWAYS_INLINE Progress take_shape(Match *match, const Step *step, const uint8_t *at) {
    return has_shape(match->pattern, step, match->line, at) ? take(match, step, at, at + step->b) : FAILED;
}

/* Take a run, and the `SHAPE` that mostly comes next. */
ALWAYS_INLINE Progress take_sure_run(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *begin = at, *all = match->line.end;
    if (step->lead && at < all && *at == step->lead) at++;
    const uint8_t *end = run_end(match, step, at, step->b);
    while (step->escape && all - end > 1 && *end == step->escape)
        end = run_end(match, step, after_character(end + 1, all), step->b);
    if (step->a && (end == at || (step->a > 1 && !least_end(match, step, at)))) return FAILED;
    Progress done = take(match, step, begin, end);
    return done.at && done.next->action == SHAPE ? take_shape(match, done.next, done.at) : done;
}

static Progress take_run(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *least = step->a ? least_end(match, step, at) : at;
    if (!least) return FAILED;
    if (step->action == SHORTEST_RUN) return take_longer(match, step, least);
    return take_shorter(match, step, run_end(match, step, at, step->b), least);
}

/* Go back beyond the last `UNLESS`, whose body has matched. */
static inline void leave_unless(Match *match) {
    while (match->count) {
        Try one = match->tries[--match->count];
        if (one.kind == RESTORE) match->bounds[one.number] = one.at;
        if (one.kind == UNLESS_RETRY) return;
    }
}

/* Try what follows a step if it may match at a place; else go on at the step `a`. */
ALWAYS_INLINE Progress attempt(Match *match, const Step *step, const uint8_t *at) {
    bool may_begin = at < match->line.end ? match->pattern->sets[step->set].bytes.has[*at] : step->may_end;
    if (!may_begin || (!step->b && !fits_ahead(match, step, at))) return (Progress){at, match->steps + step->a};
    return step->b || add_try(match, (Try){RETRY, step->a, at, NULL}) ? behind(match, step, at) : FAILED;
}

/* Do one step at a place; the most frequent ones come first. */
ALWAYS_INLINE Progress do_step(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *end = match->line.end;
    bool is_done = true;
    if (step->action == RUN) return take_sure_run(match, step, at);
    if (step->action == SHAPE) return take_shape(match, step, at);
    if (step->action == TRY) return attempt(match, step, at);
    switch ((enum Action)step->action) {
    case ONE_OF:
        is_done = at < end && match->pattern->sets[step->set].bytes.has[*at];
        if (is_done) at = after_character(at, end);
        break;
    case LONGEST_RUN:
    case SHORTEST_RUN:
        return take_run(match, step, at);
    case BEGIN_CELL:
    case END_CELL:
        is_done = set_bound(match, 2 * step->a + (step->action == END_CELL), at);
        break;
    case GO:
        return (Progress){at, match->steps + step->a};
    case MARK:
        is_done = add_try(match, (Try){MARKED, 0, at, NULL});
        break;
    case KEEP:
        forget_tries(match, false);
        break;
    case KEEP_LOOPING:
        forget_tries(match, true);
        return (Progress){at, match->steps + step->a};
    case LOOKED:
        at = forget_tries(match, false);
        break;
    case UNLESS:
        if (!fits_ahead(match, step, at)) return (Progress){at, match->steps + step->a};
        is_done = !step->b && add_try(match, (Try){UNLESS_RETRY, step->a, at, NULL});
        break;
    case REFUSE:
        leave_unless(match);
        return FAILED;
    case AT_END:
    case DONE:
        is_done = at == end;
        break;
    default:
        break;
    }
    return is_done ? behind(match, step, at) : FAILED;
}

enum Verdict { NO_MATCH, IS_MATCH, TOO_HARD };

/* Match a line, whose traits are known; on success the bounds of the cells are set. */
static inline enum Verdict match_known(Match *match, const Pattern *pattern, Text line, unsigned traits) {
    Progress done = {line.begin, pattern->steps};
    match->pattern = pattern;
    match->steps = pattern->steps;
    match->line = line;
    match->count = 0;
    if (pattern->is_ascii_only && (traits & IS_BEYOND_ASCII)) return TOO_HARD;
    for (int32_t left = MOST_STEPS; left; left--) {
        const Step *step = done.next;
        done = do_step(match, step, done.at);
        if (done.at) {
            if (step->action == DONE) return IS_MATCH;
        } else if (match->count >= MOST_TRIES) {
            return TOO_HARD;
        } else {
            done = go_back(match);
            if (!done.at) return NO_MATCH;
        }
    }
    return TOO_HARD;
}

static inline enum Verdict match_line(Match *match, const Pattern *pattern, Text line) {
    return match_known(match, pattern, line, pattern->is_ascii_only ? traits_of(line) : 0);
}

#endif
