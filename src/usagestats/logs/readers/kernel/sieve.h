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
    const ByteSet *begins;   /* by pattern: the bytes with which a line may begin that it matches */
    const Run *needs;        /* by pattern: texts that each line holds which it matches */
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
    unsigned traits;
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
    one->traits = traits_of(line);
    if (!has_odd_blanks(line, one->traits)) return true;
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

static inline bool has_text_numbered(SievedLine *one, int32_t number) {
    const Constant *text = one->sieve->texts + number;
    const uint8_t *bytes = (const uint8_t *)text->bytes;
    uint8_t *answer = one->of_texts + number;
    if (*answer == NOT_ASKED) *answer = holds_text(one->line, (Text){bytes, bytes + text->length}) ? YES : NO;
    return *answer == YES;
}

static inline bool has_one_text(SievedLine *one, Run group) {
    const int32_t *number = one->sieve->numbers + group.first;
    for (const int32_t *end = number + group.count; number < end; number++)
        if (has_text_numbered(one, *number)) return true;
    return has_letters_escaped(one);
}

static inline bool has_all_texts(SievedLine *one, Run texts) {
    const int32_t *number = one->sieve->numbers + texts.first;
    for (const int32_t *end = number + texts.count; number < end; number++)
        if (!has_text_numbered(one, *number)) return false;
    return true;
}

static inline bool matches(SievedLine *one, int32_t number) {
    uint8_t *answer = one->of_patterns + number;
    if (*answer == NOT_ASKED) {
        bool might_match = false;
        for (int form = 0; !might_match && form < one->form_count; form++) {
            Text text = one->forms[form];
            if (!is_empty(text) && !one->sieve->begins[number].has[*text.begin]) continue;
            if (!has_all_texts(one, one->sieve->needs[number])) break;
            might_match = match_known(&one->match, one->sieve->patterns + number, text, one->traits) != NO_MATCH;
        }
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

/* Lines that are sorted, and where they are put: by the first format that they might have, behind these those
 * of a format that is not sorted out, behind these those of no format. What is found in a piece is there until
 * the next one. */
typedef struct {
    struct {
        const uint8_t *lines;   /* those of one place after those of another, each in their order */
        const int64_t *numbers; /* of these lines */
        const int64_t *ends;    /* by place: where its lines end */
        const int64_t *counts;  /* by place */
    } found; /* read by Python */
    SievedLine one;
    uint8_t *lines;
    int64_t *numbers, *ends, *counts;
    size_t room, number_room;
    struct Put {
        int32_t place, length;
    } *puts; /* by line */
    size_t put_room;
} Sorting;

EXPORT void usagestats_end_sorting(Sorting *sorting) {
    if (!sorting) return;
    end_sieving(&sorting->one);
    free(sorting->lines);
    free(sorting->numbers);
    free(sorting->ends);
    free(sorting->puts);
    free(sorting);
}

/* Begin to sort; NULL where there is no memory. The sieve must stay as long. */
EXPORT Sorting *usagestats_begin_sorting(const Sieve *sieve) {
    Sorting *sorting = calloc(1, sizeof *sorting);
    if (!sorting) return NULL;
    size_t places = (size_t)sieve->format_count + 2;
    sorting->ends = calloc(2 * places, sizeof *sorting->ends);
    sorting->counts = sorting->ends + places;
    if (begin_sieving(&sorting->one, sieve) && sorting->ends) return sorting;
    usagestats_end_sorting(sorting);
    return NULL;
}

static inline int32_t place_of(SievedLine *one) {
    int32_t number = first_format(one), count = one->sieve->format_count;
    if (number == count) return count + 1;
    return one->sieve->formats[number].is_quick ? number : count;
}

/* Choose the places of lines; return how many lines there are, -1 where there is no memory. */
static inline int64_t choose_places(Sorting *sorting, Text data) {
    int64_t count = 0;
    for (const uint8_t *at = data.begin; at < data.end; count++) {
        Text line = line_at(at, data.end);
        if (!reserve((void **)&sorting->puts, &sorting->put_room, (size_t)count + 1, sizeof *sorting->puts)) return -1;
        if (!begin_line(&sorting->one, line)) return -1;
        struct Put put = {place_of(&sorting->one), (int32_t)(line.end + 1 - at)};
        sorting->puts[count] = put;
        sorting->ends[put.place] += put.length;
        sorting->counts[put.place]++;
        at = line.end + 1;
    }
    return count;
}

/* Make lengths to places where something begins. */
static inline void add_up(int64_t *lengths, int32_t count) {
    int64_t begin = 0;
    for (int32_t number = 0; number < count; number++) {
        int64_t length = lengths[number];
        lengths[number] = begin;
        begin += length;
    }
}

/* Sort lines, each of which ends in a line feed; `first` is the number of the first one. False where there is no
 * memory. */
EXPORT int32_t usagestats_sort_lines(Sorting *sorting, const uint8_t *data, int64_t size, int64_t first) {
    int32_t places = sorting->one.sieve->format_count + 2;
    memset(sorting->ends, 0, 2 * (size_t)places * sizeof *sorting->ends);
    int64_t count = choose_places(sorting, (Text){data, data + size});
    if (count < 0 || !reserve((void **)&sorting->lines, &sorting->room, (size_t)size, 1)) return false;
    if (!reserve((void **)&sorting->numbers, &sorting->number_room, (size_t)count, sizeof *sorting->numbers)) return false;
    bool are_in_one_place = count && sorting->counts[sorting->puts->place] == count;
    add_up(sorting->ends, places);
    add_up(sorting->counts, places);
    const uint8_t *at = data;
    for (const struct Put *put = sorting->puts; put < sorting->puts + count; at += put->length, put++) {
        if (!are_in_one_place) memcpy(sorting->lines + sorting->ends[put->place], at, (size_t)put->length);
        sorting->ends[put->place] += put->length;
        sorting->numbers[sorting->counts[put->place]++] = first + (put - sorting->puts);
    }
    sorting->found.lines = are_in_one_place ? data : sorting->lines;
    sorting->found.numbers = sorting->numbers;
    sorting->found.ends = sorting->ends;
    sorting->found.counts = sorting->counts;
    return true;
}

#endif
