/* The end of a line of the NCSA family, after `STATUS BYTES`: stricter than `readers/extras.py`, which
 * gets what is refused here.
 */

#ifndef USAGESTATS_QUOTED_END_H
#define USAGESTATS_QUOTED_END_H

#include "addresses.h"
#include "blanks.h"
#include "cells.h"
#include "request.h"

/* So many digits of a number of seconds are read alike, whether rounded to micro- or to nanoseconds. */
enum { MOST_SECONDS = 6, MOST_DECIMALS = 6 };

/* Whether the careful path changes blanks in the end, or takes marks off it. */
static inline bool is_odd_end(Text end) {
    if (is_empty(end)) return false;
    uint8_t last = end.end[-1];
    return last == ' ' || last == 0 || last == 0xBF || (traits_of(end) & (HAS_TAB | HAS_RUN_OF_BLANKS));
}

/* Take ` "TEXT"` off an end; false where it does not begin so. */
static inline bool take_quoted(Text *end, Text *text) {
    if (length_of(*end) < 3 || end->begin[0] != ' ' || end->begin[1] != '"') return false;
    Text rest = {end->begin + 2, end->end};
    const uint8_t *quote = closing_quote(rest);
    if (quote == rest.end) return false;
    *text = (Text){rest.begin, quote};
    end->begin = quote + 1;
    return true;
}

/* `0.034`, with at least and at most so many decimals. */
static inline bool is_seconds(Text text, int64_t fewest, int most) {
    const uint8_t *point = after_digits(text, MOST_SECONDS);
    if (!point || point == text.end || *point != '.') return false;
    Text decimals = {point + 1, text.end};
    return after_digits(decimals, most) == text.end && text.end - decimals.begin >= fewest;
}

/* `-`, or addresses separated by a comma and a blank. */
static inline bool is_forwarded(Text text) {
    if (is_byte(text, '-')) return true;
    for (;;) {
        Text one = {text.begin, find(text, ',')};
        if (holds(one, ':') || !is_ipv4(one)) return false;
        if (one.end == text.end) return true;
        if (text.end - one.end < 2 || one.end[1] != ' ') return false;
        text.begin = one.end + 2;
    }
}

/* Find what is in ` "REFERER" "AGENT"`, with ` 0.034` or ` "ADDRESSES"` behind it. */
static inline bool read_usual_end(Text end, Cell *agent, Cell *duration, Cell *forwarded) {
    Text text;
    if (is_empty(end)) return true;
    if (!take_quoted(&end, &text) || !take_quoted(&end, &text)) return false;
    if (traits_of(text) & (HAS_TAB | HAS_RUN_OF_BLANKS)) return false;
    *agent = (Cell){text, PLAIN};
    if (is_empty(end)) return true;
    if (take_quoted(&end, &text)) {
        if (!is_byte(text, '-')) *forwarded = (Cell){text, PLAIN};
        return is_empty(end) && is_forwarded(text);
    }
    *duration = (Cell){{end.begin + 1, end.end}, PLAIN};
    return *end.begin == ' ' && is_seconds(duration->text, 3, 3);
}

/* Find the duration in ` (0.034) 0`. */
static inline bool read_end_of_apicast(Text end, Cell *duration) {
    if (length_of(end) < 2 || end.begin[0] != ' ' || end.begin[1] != '(') return false;
    const uint8_t *close = find(end, ')');
    *duration = (Cell){{end.begin + 2, close}, PLAIN};
    return close < end.end && is_seconds(duration->text, 1, MOST_DECIMALS);
}

#endif
