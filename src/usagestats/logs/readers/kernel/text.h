/* A stretch of bytes within a chunk, and what it is searched for. Nothing is read at `end`.
 *
 * Sixteen bytes are looked at together where the processor can: the fields of a line are short, and
 * to guess wrongly where a loop over bytes ends costs more than the loop.
 */

#ifndef USAGESTATS_TEXT_H
#define USAGESTATS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
enum { BLOCK = 16 };

static inline __m128i block_at(const uint8_t *at) {
    return _mm_loadu_si128((const __m128i *)at);
}

static inline __m128i equals(__m128i block, uint8_t byte) {
    return _mm_cmpeq_epi8(block, _mm_set1_epi8((char)byte));
}

/* One bit for each byte. */
static inline unsigned bits_of(__m128i block) {
    return (unsigned)_mm_movemask_epi8(block);
}
#endif

typedef struct {
    const uint8_t *begin;
    const uint8_t *end;
} Text;

/* A text that Python hands over. */
typedef struct {
    const char *bytes;
    int32_t length;
} Constant;

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

static inline bool is_hex(uint8_t byte) {
    return is_digit(byte) || (uint8_t)((byte | 0x20) - 'a') <= 'f' - 'a';
}

static inline unsigned hex_value(uint8_t byte) {
    return is_digit(byte) ? byte - 48u : (byte | 0x20u) - 'a' + 10u;
}

static inline uint8_t lower(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static inline bool is_constant(Text text, const Constant *other) {
    return length_of(text) == (size_t)other->length && memcmp(text.begin, other->bytes, length_of(text)) == 0;
}

/* A byte of a word: visible or beyond ASCII, and neither a quotation mark nor a bracket. */
static inline bool is_of_word(uint8_t byte) {
    return byte > ' ' && byte != '"' && byte != '[' && byte != ']' && byte != 0x7F;
}

/* Where a word ends that begins with the text. */
static inline const uint8_t *word_end(Text text) {
    const uint8_t *at = text.begin;
#ifdef __SSE2__
    for (; text.end - at >= BLOCK; at += BLOCK) {
        __m128i block = block_at(at), blank = _mm_set1_epi8(' ');
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, blank), block);
        __m128i marks = _mm_or_si128(equals(block, '"'), equals(block, 0x7F));
        __m128i brackets = _mm_or_si128(equals(block, '['), equals(block, ']'));
        unsigned ends = bits_of(_mm_or_si128(_mm_or_si128(low, marks), brackets));
        if (ends) return at + __builtin_ctz(ends);
    }
#endif
    while (at < text.end && is_of_word(*at)) at++;
    return at;
}

#ifdef __SSE2__
/* One bit for each byte of a block that is one of three. */
static inline unsigned are_any(__m128i block, uint8_t one, uint8_t two, uint8_t three) {
    __m128i found = _mm_or_si128(equals(block, one), equals(block, two));
    return bits_of(_mm_or_si128(found, equals(block, three)));
}
#endif

/* Where one of three bytes first stands in a text; its end where none does. */
static inline const uint8_t *find_any(Text text, uint8_t one, uint8_t two, uint8_t three) {
    const uint8_t *at = text.begin;
#ifdef __SSE2__
    const uint8_t *last = length_of(text) >= BLOCK ? text.end - BLOCK : NULL;
    while (last && at < text.end) {
        const uint8_t *from = at < last ? at : last; /* the last block may begin before the place */
        unsigned bits = are_any(block_at(from), one, two, three) >> (at - from);
        if (bits) return at + __builtin_ctz(bits);
        at = from + BLOCK;
    }
#endif
    while (at < text.end && *at != one && *at != two && *at != three) at++;
    return at;
}

/* Where one of three bytes last stands in a text; NULL where none does. */
static inline const uint8_t *find_last(Text text, const uint8_t bytes[3]) {
    const uint8_t *at = text.end;
    uint8_t one = bytes[0], two = bytes[1], three = bytes[2];
#ifdef __SSE2__
    for (; at - text.begin >= BLOCK; at -= BLOCK) {
        unsigned bits = are_any(block_at(at - BLOCK), one, two, three);
        if (bits) return at - BLOCK + 31 - __builtin_clz(bits);
    }
#endif
    while (at > text.begin)
        if (at--, *at == one || *at == two || *at == three) return at;
    return NULL;
}

static inline bool holds(Text text, uint8_t byte) {
    return find_any(text, byte, byte, byte) < text.end;
}

/* Whether a text holds another one, which is not empty. Two bytes of it are looked for, and not the quotation
 * marks around it, which are all over some lines. */
static inline bool holds_text(Text text, Text other) {
    size_t length = length_of(other), early = length > 3, late = length - 1 - early;
    if (length == 1) return find(text, *other.begin) < text.end;
    if (length_of(text) < length) return false;
    const uint8_t *at = text.begin, *end = text.end - length + 1; /* of the places where it may begin */
#ifdef __SSE2__
    for (; end - at >= BLOCK; at += BLOCK) {
        __m128i both = _mm_and_si128(equals(block_at(at + early), other.begin[early]), equals(block_at(at + late), other.begin[late]));
        for (unsigned bits = bits_of(both); bits; bits &= bits - 1)
            if (memcmp(at + __builtin_ctz(bits), other.begin, length) == 0) return true;
    }
#endif
    for (; at < end; at++)
        if (at[early] == other.begin[early] && memcmp(at, other.begin, length) == 0) return true;
    return false;
}

/* What a text has somewhere: a tab, two blanks side by side, a byte beyond ASCII. */
enum { HAS_TAB = 1, HAS_RUN_OF_BLANKS = 2, IS_BEYOND_ASCII = 4 };

static inline unsigned traits_of(Text text) {
    const uint8_t *at = text.begin;
    unsigned found = 0;
#ifdef __SSE2__
    if (length_of(text) > BLOCK) {
        const uint8_t *last = text.end - BLOCK - 1; /* a byte more is looked at */
        __m128i blanks = _mm_setzero_si128(), tabs = blanks, all = blanks;
        for (; at < text.end - 1; at += BLOCK) {
            __m128i block = block_at(at < last ? at : last), next = block_at((at < last ? at : last) + 1);
            tabs = _mm_or_si128(tabs, equals(block, '\t'));
            blanks = _mm_or_si128(blanks, _mm_and_si128(equals(block, ' '), equals(next, ' ')));
            all = _mm_or_si128(all, block);
        }
        at = text.end - 1;
        found = (bits_of(tabs) ? HAS_TAB : 0) | (bits_of(blanks) ? HAS_RUN_OF_BLANKS : 0);
        found |= bits_of(all) ? IS_BEYOND_ASCII : 0;
    }
#endif
    for (; at < text.end; at++) {
        if (*at == '\t') found |= HAS_TAB;
        if (*at == ' ' && text.end - at > 1 && at[1] == ' ') found |= HAS_RUN_OF_BLANKS;
        if (*at >= 0x80) found |= IS_BEYOND_ASCII;
    }
    return found;
}

/* Whether a text is ASCII without a backslash. */
static inline bool is_plain(Text text) {
    const uint8_t *at = text.begin;
#ifdef __SSE2__
    for (; text.end - at >= BLOCK; at += BLOCK) {
        __m128i block = block_at(at);
        if (bits_of(_mm_or_si128(block, equals(block, '\\')))) return false;
    }
#endif
    uint8_t seen = 0;
    for (; at < text.end; at++) seen |= *at == '\\' ? 0x80 : *at;
    return seen < 0x80;
}

static inline uint64_t word_at(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint32_t half_word_at(const uint8_t *at) {
    uint32_t half;
    memcpy(&half, at, sizeof half);
    return half;
}

/* Whether two stretches of one length hold the same. */
static inline bool are_same(const uint8_t *one, const uint8_t *other, size_t length) {
    if (length < 8) {
        for (size_t at = 0; at < length; at++)
            if (one[at] != other[at]) return false;
        return true;
    }
    uint64_t differ = word_at(one + length - 8) ^ word_at(other + length - 8);
    for (size_t at = 0; at + 8 < length; at += 8) differ |= word_at(one + at) ^ word_at(other + at);
    return !differ;
}

#endif
