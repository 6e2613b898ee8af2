/* A stretch of bytes within a chunk, and what it is searched for. Nothing is read at `end`. */

#ifndef USAGESTATS_TEXT_H
#define USAGESTATS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const uint8_t *begin;
    const uint8_t *end;
} Text;

static inline size_t length_of(Text text) {
    return (size_t)(text.end - text.begin);
}

static inline bool is_empty(Text text) {
    return text.begin == text.end;
}

/* Where a byte first stands in a text; its end where it does not. */
static inline const uint8_t *find(Text text, uint8_t byte) {
    if (is_empty(text)) return text.end;
    const uint8_t *found = memchr(text.begin, byte, length_of(text));
    return found ? found : text.end;
}

static inline bool is_byte(Text text, uint8_t byte) {
    return length_of(text) == 1 && *text.begin == byte;
}

static inline bool begins_with(Text text, const char *start) {
    size_t length = strlen(start);
    return length_of(text) >= length && memcmp(text.begin, start, length) == 0;
}

static inline bool is_digit(uint8_t byte) {
    return (uint8_t)(byte - '0') <= 9;
}

static inline bool is_letter(uint8_t byte) {
    return (uint8_t)((byte | 0x20) - 'a') <= 'z' - 'a';
}

/* A byte of a word: visible or beyond ASCII, and neither a quotation mark nor a bracket. */
static inline bool is_of_word(uint8_t byte) {
    return byte > ' ' && byte != '"' && byte != '[' && byte != ']' && byte != 0x7F;
}

/* Where a word ends that begins with the text. */
static inline const uint8_t *word_end(Text text) {
    const uint8_t *at = text.begin;
    while (at < text.end && is_of_word(*at)) at++;
    return at;
}

#endif
