/* A quick test of many lines: which formats might they have, of those that the careful path would try?
 *
 * A format is ruled out only where the careful path refuses the line, too.
 */

#ifndef USAGESTATS_SIEVE_H
#define USAGESTATS_SIEVE_H

#include "found.h"
#include "text_lines.h"

/* What the lines of a format have. Stretches of `numbers`, see `Sieve`. */
typedef struct {
    Run patterns;     /* one of them matches; none: nothing is known */
    Run groups;       /* of each group, one text is in the line */
    int32_t is_quick; /* whether its lines are sorted out; else they stay with those of no format */
} SievedFormat;

typedef struct {
    const SievedFormat *formats;
    const Pattern *patterns; /* without cells */
    const Run *groups;
    const Constant *texts;
    const int32_t *numbers;      /* of patterns and of texts */
    const uint64_t *begins_with; /* for each first byte of a line the bits of the formats that it may have */
    int32_t format_count, pattern_count, text_count;
} Sieve;

enum Answer { NOT_ASKED, NO, YES };

/* What is known about a line. */
typedef struct {
    const Sieve *sieve;
    Match match;
    Text line;
    Text forms[2]; /* as it is, and with single blanks */
    int form_count;
    uint64_t formats;      /* that may begin so */
    bool is_marked;        /* whether a careful path may change it before it is matched */
    uint8_t escapes;       /* an answer: whether letters of it are escaped */
    uint8_t *of_patterns, *of_texts; /* answers */
    uint8_t *spaced;
    size_t room;
} SievedLine;

static inline uint64_t formats_beginning(const Sieve *sieve, Text text) {
    return is_empty(text) ? 0 : sieve->begins_with[*text.begin];
}

static inline bool begin_sieving(SievedLine *one, const Sieve *sieve) {
    *one = (SievedLine){.sieve = sieve};
    one->of_patterns = calloc((size_t)sieve->pattern_count + (size_t)sieve->text_count + 1, 1);
    one->of_texts = one->of_patterns + sieve->pattern_count;
    return one->of_patterns != NULL;
}

static inline void end_sieving(SievedLine *one) {
    free(one->of_patterns);
    free(one->spaced);
}

/* Begin with a line; false where there is no memory. */
static inline bool begin_line(SievedLine *one, Text line) {
    const Sieve *sieve = one->sieve;
    memset(one->of_patterns, NOT_ASKED, (size_t)sieve->pattern_count + (size_t)sieve->text_count);
    one->escapes = NOT_ASKED;
    one->line = one->forms[0] = line;
    one->form_count = 1;
    one->is_marked = may_be_no_request(line);
    one->formats = one->is_marked ? ((uint64_t)1 << sieve->format_count) - 1 : formats_beginning(sieve, line);
    if (!has_odd_blanks(line)) return true;
    if (!reserve((void **)&one->spaced, &one->room, length_of(line), 1)) return false;
    one->forms[one->form_count++] = single_spaced(line, one->spaced);
    one->formats |= formats_beginning(sieve, one->forms[1]);
    return true;
}

static inline bool has_letters_escaped(SievedLine *one) {
    static const uint8_t signs[] = "\\u\\x";
    if (one->escapes == NOT_ASKED) {
        bool is_there = holds_text(one->line, (Text){signs, signs + 2}) || holds_text(one->line, (Text){signs + 2, signs + 4});
        one->escapes = is_there ? YES : NO;
    }
    return one->escapes == YES;
}

static inline bool has_one_text(SievedLine *one, Run group) {
    const int32_t *number = one->sieve->numbers + group.first;
    for (const int32_t *end = number + group.count; number < end; number++) {
        const Constant *text = one->sieve->texts + *number;
        const uint8_t *bytes = (const uint8_t *)text->bytes;
        uint8_t *answer = one->of_texts + *number;
        if (*answer == NOT_ASKED) *answer = holds_text(one->line, (Text){bytes, bytes + text->length}) ? YES : NO;
        if (*answer == YES) return true;
    }
    return has_letters_escaped(one);
}

static inline bool matches(SievedLine *one, int32_t number) {
    uint8_t *answer = one->of_patterns + number;
    if (*answer == NOT_ASKED) {
        bool might_match = false;
        for (int form = 0; !might_match && form < one->form_count; form++)
            might_match = match_line(&one->match, one->sieve->patterns + number, one->forms[form]) != NO_MATCH;
        *answer = might_match ? YES : NO;
    }
    return *answer == YES;
}

static inline bool matches_one(SievedLine *one, Run patterns) {
    if (one->is_marked || !patterns.count) return true;
    for (int32_t place = patterns.first; place < patterns.first + patterns.count; place++)
        if (matches(one, one->sieve->numbers[place])) return true;
    return false;
}

/* Whether the line might have a format, of those that may begin so. */
static inline bool might_have(SievedLine *one, int32_t number) {
    const SievedFormat *format = one->sieve->formats + number;
    for (int32_t group = format->groups.first; group < format->groups.first + format->groups.count; group++)
        if (!has_one_text(one, one->sieve->groups[group])) return false;
    return matches_one(one, format->patterns);
}

/* The first format that the line might have; their number where it has none. */
static inline int32_t first_format(SievedLine *one) {
    for (uint64_t left = one->formats; left; left &= left - 1)
        if (might_have(one, __builtin_ctzll(left))) return __builtin_ctzll(left);
    return one->sieve->format_count;
}

static inline Text line_at(const uint8_t *at, const uint8_t *end) {
    return (Text){at, find((Text){at, end}, '\n')};
}

/* Find for each line the bits of all formats that it might have; 0 where there is no memory. */
EXPORT int32_t usagestats_sieve(const Sieve *sieve, const uint8_t *data, int64_t size, uint64_t *bits) {
    SievedLine one;
    bool has_memory = begin_sieving(&one, sieve);
    for (const uint8_t *at = data, *end = data + size; has_memory && at < end; bits++) {
        Text line = line_at(at, end);
        has_memory = begin_line(&one, line);
        *bits = 0;
        for (uint64_t left = one.formats; has_memory && left; left &= left - 1)
            if (might_have(&one, __builtin_ctzll(left))) *bits |= left & -left;
        at = line.end + 1;
    }
    end_sieving(&one);
    return has_memory;
}

/* The place in the order of formats where a line is put. */
static inline int32_t place_of(SievedLine *one) {
    int32_t number = first_format(one), last = one->sieve->format_count;
    return number < last && one->sieve->formats[number].is_quick ? number : last;
}

/* Sort lines by the first format that they might have, those of one format in their order, into `sorted`, which
 * is as long as they are; those of no format, or of one that is not sorted out, come last. `places` gets the
 * number of the format of each line; `ends` where those of each format end. Each line ends in a line feed. 0 where
 * there is no memory. */
EXPORT int32_t usagestats_sort_lines(const Sieve *sieve, const uint8_t *data, int64_t size, int32_t *places,
                                     int64_t *ends, uint8_t *sorted) {
    SievedLine one;
    const uint8_t *end = data + size;
    int32_t *place = places;
    bool has_memory = begin_sieving(&one, sieve);
    memset(ends, 0, ((size_t)sieve->format_count + 1) * sizeof *ends);
    for (const uint8_t *at = data; has_memory && at < end; place++) {
        Text line = line_at(at, end);
        has_memory = begin_line(&one, line);
        if (has_memory) ends[*place = place_of(&one)] += line.end + 1 - at;
        at = line.end + 1;
    }
    end_sieving(&one);
    if (!has_memory) return false;
    int64_t begin = 0;
    for (int32_t number = 0; number <= sieve->format_count; number++) { /* first where they begin */
        int64_t length = ends[number];
        ends[number] = begin;
        begin += length;
    }
    place = places;
    for (const uint8_t *at = data; at < end; place++) {
        const uint8_t *after = line_at(at, end).end + 1;
        memcpy(sorted + ends[*place], at, (size_t)(after - at));
        ends[*place] += after - at;
        at = after;
    }
    return true;
}

#endif
