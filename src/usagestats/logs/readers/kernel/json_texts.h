/* Values of JSON → their texts, as `readers/json/record.py` has them: escapes undone, the texts of a
 * list joined, a fraction without zeros at its end.
 */

#ifndef USAGESTATS_JSON_TEXTS_H
#define USAGESTATS_JSON_TEXTS_H

#include "json.h"
#include "numbers.h"

/* Room for texts that no line holds as they are; as much as the texts of one line can need. */
typedef struct {
    uint8_t *bytes;
    size_t room;
    uint8_t *next;
} Written;

/* The number of `\uXXXX`. */
static inline uint32_t code_unit(const uint8_t *escape) {
    uint32_t unit = 0;
    for (int digit = 2; digit < 6; digit++) unit = unit << 4 | hex_value(escape[digit]);
    return unit;
}

/* Write a character as UTF-8; half a pair of surrogates is written as U+FFFD. */
static inline uint8_t *put_character(uint8_t *to, uint32_t point) {
    if (point >= 0xD800 && point < 0xE000) point = 0xFFFD;
    if (point < 0x80) {
        *to++ = (uint8_t)point;
        return to;
    }
    if (point < 0x800) {
        *to++ = (uint8_t)(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            *to++ = (uint8_t)(0xE0 | point >> 12);
        } else {
            *to++ = (uint8_t)(0xF0 | point >> 18);
            *to++ = (uint8_t)(0x80 | (point >> 12 & 0x3F));
        }
        *to++ = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    }
    *to++ = (uint8_t)(0x80 | (point & 0x3F));
    return to;
}

/* The character of an escape that is no code point; 0 for one that would end a line. */
static inline uint8_t escaped_byte(uint8_t letter) {
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 't': return '\t';
    case 'n': case 'r': return 0;
    default: return letter;
    }
}

/* Copy bytes up to a backslash or the end; there is room for as many as there are up to the end. */
static inline void copy_up_to_escape(uint8_t **to, const uint8_t **at, const uint8_t *end) {
#ifdef __SSE2__
    for (; end - *at >= BLOCK; *at += BLOCK, *to += BLOCK) {
        __m128i block = block_at(*at);
        _mm_storeu_si128((__m128i *)*to, block);
        unsigned bits = bits_of(equals(block, '\\'));
        if (!bits) continue;
        *at += __builtin_ctz(bits);
        *to += __builtin_ctz(bits);
        return;
    }
#endif
    while (*at < end && **at != '\\') *(*to)++ = *(*at)++;
}

/* Write a string, which `string_end` has read, without its escapes; false where it holds the end of a line. */
static inline bool put_string(Written *written, Text text) {
    uint8_t *to = written->next;
    const uint8_t *at = text.begin;
    for (;;) {
        copy_up_to_escape(&to, &at, text.end);
        if (at == text.end) break;
        if (at[1] != 'u') {
            uint8_t byte = escaped_byte(at[1]);
            if (!byte) return false;
            *to++ = byte;
            at += 2;
            continue;
        }
        uint32_t point = code_unit(at);
        at += 6;
        if (point == '\n' || point == '\r') return false;
        bool is_pair = point >= 0xD800 && point < 0xDC00 && text.end - at >= 6 && at[0] == '\\' && at[1] == 'u';
        uint32_t second = is_pair ? code_unit(at) : 0;
        if (second >= 0xDC00 && second < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10 | (second - 0xDC00));
            at += 6;
        }
        to = put_character(to, point);
    }
    written->next = to;
    return true;
}

/* Drop the zeros at the end of a fraction, and a point with nothing behind it. */
static inline void drop_zeros(Text *number) {
    if (find_any(*number, '.', '.', '.') == number->end || find_any(*number, 'e', 'E', 'E') < number->end) return;
    while (number->end[-1] == '0') number->end--;
    if (number->end[-1] == '.') number->end--;
}

/* Cut a number down to the text that Python writes for it; false where that is not plain. */
static inline bool read_number_text(Text *number) {
    const uint8_t *point = find_any(*number, '.', 'e', 'E');
    if (point == number->end) return !(length_of(*number) == 2 && begins_with(*number, "-0"));
    if (*point != '.' || length_of(*number) > SURE_DIGITS + 1) return false;
    if (find_any(*number, 'e', 'E', 'E') < number->end) return false;
    drop_zeros(number);
    return true;
}

/* Join the texts of a list by commas; false where that is not plain. */
static inline bool put_list(const Walk *walk, Written *written, Text list, Text *joined) {
    Walk inner = {list.end, list.end, walk->nodes, NULL, false, NULL};
    const uint8_t *at = after_blanks(list.begin + 1, list.end);
    joined->begin = written->next;
    while (*at != ']') {
        bool is_escaped = false, is_first = written->next == joined->begin;
        const uint8_t *end = *at == '"' ? string_end(&inner, at + 1, &is_escaped) : read_value(&inner, at, NOWHERE, 0);
        if (!end) return false;
        Text one = *at == '"' ? (Text){at + 1, end} : (Text){at, end};
        bool is_text = *at != '{' && *at != '[' && *at != 'n';
        if (*at != '"' && is_text && *at != 't' && *at != 'f' && !read_number_text(&one)) return false;
        if (is_text) {
            if (is_empty(one)) return false; /* `is_first` would not see it */
            if (!is_first) *written->next++ = ',', *written->next++ = ' ';
            if (is_escaped && !put_string(written, one)) return false;
            if (!is_escaped) memcpy(written->next, one.begin, length_of(one)), written->next += length_of(one);
        }
        at = after_blanks(*at == '"' ? end + 1 : end, list.end);
        if (*at == ',') at = after_blanks(at + 1, list.end);
    }
    joined->end = written->next;
    return true;
}

/* Make a plain text of a cell, ABSENT where it has none; false where that is not plain. */
static inline bool read_text(const Walk *walk, Written *written, Cell *cell) {
    const uint8_t *begin = written->next;
    switch ((enum Form)cell->form) {
    case ABSENT: case PLAIN:
        return true;
    case TRUE: case FALSE:
        cell->form = PLAIN;
        return true;
    case NONE:
        cell->form = ABSENT;
        return true;
    case NUMBER:
        return read_number_text(&cell->text);
    case ESCAPED:
        if (!put_string(written, cell->text)) return false;
        cell->text = (Text){begin, written->next};
        cell->form = PLAIN;
        return true;
    default:
        cell->form = *cell->text.begin == '{' ? ABSENT : PLAIN;
        return cell->form == ABSENT || put_list(walk, written, cell->text, &cell->text);
    }
}

#endif
