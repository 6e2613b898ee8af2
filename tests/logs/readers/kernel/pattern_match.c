/* Matches lines with patterns, for tests. */

#include "pattern.h"

/* 1: the line matches, and `bounds` has two places for each cell, -1 for none; 0: it does not; 2: too hard. */
int32_t match_text(const Pattern *pattern, const uint8_t *data, int64_t size, int64_t *places, int32_t cells) {
    static const uint8_t *bounds[2 * 64];
    static Match match;
    memset(bounds, 0, sizeof bounds);
    match.bounds = bounds;
    int32_t verdict = (int32_t)match_line(&match, pattern, (Text){data, data + size});
    for (int32_t number = 0; number < 2 * cells; number++)
        places[number] = bounds[2 * (number / 2) + 1] ? bounds[number] - data : -1;
    return verdict;
}
