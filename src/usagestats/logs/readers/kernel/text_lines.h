/* Lines of text: a pattern finds the cells. */

#ifndef USAGESTATS_TEXT_LINES_H
#define USAGESTATS_TEXT_LINES_H

#include "blanks.h"
#include "pairs.h"
#include "pattern.h"
#include "text_request.h"

/* A gateway notes why it answered itself, and else `-`: then the status is that of the upstream, too. */
typedef struct {
    int32_t note, status;
    int32_t upstream; /* the cell that gets the answer; 0: nobody asks */
} Answer;

typedef struct {
    const Pattern *patterns; /* tried in turn; none: a line has nothing but pairs */
    int32_t pattern_count;
    int32_t are_exclusive; /* whether a line never matches two of them; then the one before comes first */
    int32_t first_cell, group_count; /* the cells of the groups */
    int32_t is_tabbed;               /* whether blanks within the line mean themselves */
    const PairsTask *pairs;          /* NULL: there are none */
    Answer answer;
    TextRequestTask request;
} TextTask;

typedef struct {
    Match match;
    const uint8_t **bounds;
    int32_t last; /* the number of the pattern of the line before */
    uint8_t *spaced; /* a line with single blanks */
    size_t spaced_room;
} TextFinder;

/* Whether the careful path may pass a line over, or take marks off it. */
static inline bool may_be_no_request(Text line) {
    if (is_empty(line)) return true;
    uint8_t first = *line.begin, last = line.end[-1];
    return first == '#' || first == 0 || first == 0xEF || last == 0 || last == 0xBF;
}

/* Take the texts of the groups from the bounds. */
static inline void fill_groups(const TextFinder *finder, const TextTask *task, Cell *cells) {
    for (int32_t number = 0; number < task->group_count; number++) {
        const uint8_t *begin = finder->bounds[2 * number], *end = finder->bounds[2 * number + 1];
        cells[task->first_cell + number] = end ? (Cell){{begin, end}, PLAIN} : (Cell){0};
    }
}

/* Fill the cell of the answer of an upstream. */
static inline void fill_answer(const Answer *answer, Cell *cells) {
    static const uint8_t none[] = "-";
    if (!answer->upstream || !has_text(cells + answer->note)) return;
    bool is_passed_on = is_byte(cells[answer->note].text, '-');
    cells[answer->upstream] = is_passed_on ? cells[answer->status] : (Cell){{none, none + 1}, PLAIN};
}

/* Find the cells of a line. */
static inline enum Outcome find_text(TextFinder *finder, const TextTask *task, const Outputs *outputs, Text line,
                                     Cell *cells) {
    enum Verdict verdict = task->pattern_count ? NO_MATCH : IS_MATCH;
    if (may_be_no_request(line)) return IS_REFUSED;
    unsigned traits = traits_of(line);
    if (!task->is_tabbed && has_odd_blanks(line, traits)) {
        if (!reserve((void **)&finder->spaced, &finder->spaced_room, length_of(line), 1)) return HAS_NO_MEMORY;
        line = single_spaced(line, finder->spaced);
        if (may_be_no_request(line)) return IS_REFUSED;
    }
    int32_t number = task->are_exclusive ? finder->last : 0;
    for (int32_t left = task->pattern_count; verdict == NO_MATCH && left; left--) {
        memset(finder->bounds, 0, 2 * (size_t)task->group_count * sizeof *finder->bounds);
        verdict = match_known(&finder->match, task->patterns + number, line, traits);
        finder->last = number;
        if (++number == task->pattern_count) number = 0;
    }
    if (verdict != IS_MATCH) return IS_REFUSED;
    if (task->pattern_count) fill_groups(finder, task, cells);
    if (task->pairs && !find_pairs(task->pairs, line, cells)) return IS_REFUSED;
    fill_answer(&task->answer, cells);
    return read_text_request(&task->request, outputs, cells) ? IS_REQUEST : IS_REFUSED;
}

static inline bool begin_finding_text(TextFinder *finder, const TextTask *task) {
    finder->bounds = calloc(2 * (size_t)task->group_count + 1, sizeof *finder->bounds);
    finder->match.bounds = finder->bounds;
    return finder->bounds != NULL;
}

#endif
