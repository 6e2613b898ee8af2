/* Matches a whole line with a pattern: the regular expression of a format, as a program of small steps.
 *
 * It tries what Python's `re` tries, in the same order, so that both find the same texts. Where that
 * would take too many tries, the line is refused.
 */

#ifndef USAGESTATS_PATTERN_H
#define USAGESTATS_PATTERN_H

#include "pattern_tries.h"

static inline bool is_within(uint8_t byte) { /* within a character of UTF-8, not its beginning */
    return (byte & 0xC0) == 0x80;
}

static inline const uint8_t *after_character(const uint8_t *at, const uint8_t *end) {
    if (*at++ >= 0x80)
        while (at < end && is_within(*at)) at++;
    return at;
}

static inline const uint8_t *run_end(const Match *match, const Step *step, const uint8_t *at, int32_t most) {
    const CharSet *set = match->pattern->sets + step->set;
    const uint8_t *end = match->line.end;
    if (most < 0) return step->is_any ? end : set_end(set, at, end, match->last);
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

/* Take what a step takes as a whole, for its cell, too. */
static inline Progress take(Match *match, const Step *step, const uint8_t *begin, const uint8_t *end) {
    if (step->cell >= 0 && !set_bounds(match, step->cell, begin, end)) return FAILED;
    return behind(match, step, end);
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

/* Where a run ends that goes on behind escapes, from the first of them on. */
NEVER_INLINE const uint8_t *escaped_end(const Match *match, const Step *step, const uint8_t *at) {
    while (match->line.end - at > 1 && *at == step->escape)
        at = run_end(match, step, after_character(at + 1, match->line.end), step->b);
    return at;
}

static inline Progress take_sure_run(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *begin = at, *all = match->line.end;
    if (step->lead && at < all && *at == step->lead) at++;
    const uint8_t *end = run_end(match, step, at, step->b);
    if (step->a && (end == at || (step->a > 1 && !least_end(match, step, at)))) return FAILED;
    return take(match, step, begin, end);
}

static Progress take_run(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *least = step->a ? least_end(match, step, at) : at;
    if (!least) return FAILED;
    if (step->action == SHORTEST_RUN) return take_longer(match, step, least);
    return take_shorter(match, step, run_end(match, step, at, step->b), least);
}

/* The step after one that tries: what follows, if it may match at a place; else the step `a`; -1: too many tries. */
static inline int32_t attempt(Match *match, const Step *step, const uint8_t *at) {
    bool may_begin = at < match->line.end ? match->pattern->sets[step->set].bytes.has[*at] : step->may_end;
    if (!may_begin || (step->b != IS_SURE && fits_ahead(match, step, at) == (step->b == IS_SURE_UNLESS_AHEAD))) return step->a;
    return step->b || add_try(match, (Try){RETRY, step->a, at, NULL}) ? step->next : -1;
}

/* Do one step at a place. */
NEVER_INLINE Progress do_step(Match *match, const Step *step, const uint8_t *at) {
    const uint8_t *end = match->line.end;
    bool is_done = true;
    switch ((enum Action)step->action) {
    case ONE_OF:
        is_done = at < end && match->pattern->sets[step->set].bytes.has[*at];
        if (is_done) at = after_character(at, end);
        break;
    case RUN:
        return take_sure_run(match, step, at);
    case LONGEST_RUN:
    case SHORTEST_RUN:
        return take_run(match, step, at);
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
        is_done = at == end;
        break;
    default: /* `follow_steps` does them */
        return FAILED;
    }
    return is_done ? behind(match, step, at) : FAILED;
}

static inline bool has_byte(const Step *step, const uint8_t *at, const uint8_t *end) {
    return at < end && (uint8_t)(*at - step->low) <= step->span;
}

/* Do the steps from a place on that are simple and most frequent; return where another one is to be done,
 * or the end. */
NEVER_INLINE Progress follow_steps(Match *match, Progress progress) {
    const CharSet *sets = match->pattern->sets;
    const Step *steps = match->steps, *step = progress.next;
    const uint8_t *at = progress.at, *end = match->line.end, *last = match->last;
    for (;;) {
        const uint8_t *begin = at, *stop = at;
        int32_t action = step->action, after = step->next;
        if (action == UNTIL || action == PLAIN_RUN) {
            if (step->lead && at < end && *at == step->lead) at++;
            stop = set_end(sets + step->set, at, end, last);
            if (step->escape) stop = escaped_end(match, step, stop);
            if (stop - at < step->a) return FAILED;
            at = stop;
            if (action == UNTIL && !has_byte(step, at++, end)) return FAILED;
        } else if (action == ONE_BYTE) {
            if (!has_byte(step, at, end)) return FAILED;
            stop = ++at;
        } else if (action == SHAPE) {
            if (!has_shape(match->pattern, step, match->line, at)) return FAILED;
            stop = at += step->b;
        } else if (action == TRY) {
            after = attempt(match, step, at);
            if (after < 0) return FAILED;
        } else if (action == BEGIN_CELL || action == END_CELL) {
            if (!set_bound(match, 2 * step->a + (action == END_CELL), at)) return FAILED;
        } else if (action != GO) {
            return (Progress){at, step};
        }
        if (step->cell >= 0 && !set_bounds(match, step->cell, begin, stop)) return FAILED;
        step = steps + after;
    }
}

enum Verdict { NO_MATCH, IS_MATCH, TOO_HARD };

/* Match a line, whose traits are known; on success the bounds of the cells are set. */
static inline enum Verdict match_known(Match *match, const Pattern *pattern, Text line, unsigned traits) {
    Progress done = {line.begin, pattern->steps};
    match->pattern = pattern;
    match->steps = pattern->steps;
    match->line = line;
    match->last = last_block(line);
    match->count = 0;
    if (pattern->is_ascii_only && (traits & IS_BEYOND_ASCII)) return TOO_HARD;
    for (int32_t left = MOST_STEPS; left; left--) {
        done = follow_steps(match, done);
        if (done.at && done.next->action == DONE && done.at == line.end) return IS_MATCH;
        if (done.at) done = do_step(match, done.next, done.at);
        if (done.at) continue;
        if (match->count >= MOST_TRIES) return TOO_HARD;
        done = go_back(match);
        if (!done.at) return NO_MATCH;
    }
    return TOO_HARD;
}

static inline enum Verdict match_line(Match *match, const Pattern *pattern, Text line) {
    return match_known(match, pattern, line, pattern->is_ascii_only ? traits_of(line) : 0);
}

#endif
