/* Blanks between the parts of a line: a run of them separates like one, as `readers/blanks.py` has it. */

#ifndef USAGESTATS_BLANKS_H
#define USAGESTATS_BLANKS_H

#include "memory.h"
#include "text.h"

static inline bool is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t';
}

/* Whether a line with these traits has a run of blanks or a tab, or begins or ends with a blank. */
static inline bool has_odd_blanks(Text line, unsigned traits) {
    if (is_empty(line)) return false;
    return (traits & (HAS_TAB | HAS_RUN_OF_BLANKS)) || *line.begin == ' ' || line.end[-1] == ' ';
}

/* Whether a quotation mark may begin a text behind a byte. */
static inline bool may_stand_before_quote(uint8_t byte) {
    return byte && strchr(" \t=:([{,;|", byte);
}

static inline bool ends_quote(const uint8_t *after, const uint8_t *end) {
    return after == end || (*after && strchr(" \t,;)]}\"", *after));
}

/* Where a text in quotation marks ends that begins here; the end of the line where it is not closed. */
static inline const uint8_t *after_quoted(const uint8_t *at, const uint8_t *end) {
    for (at++; at < end; at++) {
        if (*at == '\\' && at + 1 < end) at++;
        else if (*at == '"' && ends_quote(at + 1, end)) return at + 1;
    }
    return end;
}

static inline const uint8_t *after_byte(const uint8_t *at, const uint8_t *end, uint8_t byte) {
    const uint8_t *found = find((Text){at, end}, byte);
    return found < end ? found + 1 : end;
}

/* Where a part ends whose blanks stay as they are: a quoted text, brackets, braces; else one byte. */
static inline const uint8_t *after_part(const uint8_t *at, const uint8_t *begin, const uint8_t *end) {
    bool is_first = at == begin;
    if (*at == '"' && (is_first || may_stand_before_quote(at[-1]))) return after_quoted(at, end);
    if (*at == '[' && (is_first || at[-1] != 0x1b)) return after_byte(at, end, ']');
    if (*at == '{') return after_byte(at, end, '}');
    return at + 1;
}

/* Write a line with single blanks between its parts into `room`, which is as long as the line. */
static inline Text single_spaced(Text line, uint8_t *room) {
    uint8_t *to = room;
    while (line.begin < line.end && is_blank(*line.begin)) line.begin++;
    while (line.begin < line.end && is_blank(line.end[-1])) line.end--;
    for (const uint8_t *at = line.begin; at < line.end;) {
        if (is_blank(*at)) {
            while (at < line.end && is_blank(*at)) at++;
            *to++ = ' ';
            continue;
        }
        const uint8_t *after = after_part(at, line.begin, line.end);
        memcpy(to, at, (size_t)(after - at));
        to += after - at;
        at = after;
    }
    return (Text){room, to};
}

#endif
