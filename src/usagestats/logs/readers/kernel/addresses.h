/* Whether a word is surely a client, a user or a virtual host: stricter than `values/addresses.py`
 * and `readers/before_time.py`, which read the meaning of such a word, once per distinct text.
 */

#ifndef USAGESTATS_ADDRESSES_H
#define USAGESTATS_ADDRESSES_H

#include "text.h"

/* The kinds of the bytes of a word. */
enum { DIGIT = 1, HEX_LETTER = 2, LETTER = 4, DOT = 8, HYPHEN = 16, COLON = 32, LOW_LINE = 64, OTHER = 128 };

static inline unsigned kind_of(uint8_t byte) {
    if (is_digit(byte)) return DIGIT;
    if (is_letter(byte)) return (byte | 0x20) <= 'f' ? HEX_LETTER : LETTER;
    switch (byte) {
    case '.': return DOT;
    case '-': return HYPHEN;
    case ':': return COLON;
    case '_': return LOW_LINE;
    default: return OTHER;
    }
}

/* All kinds of bytes in a word. */
static inline unsigned kinds_in(Text word) {
    unsigned kinds = 0;
    for (const uint8_t *at = word.begin; at < word.end; at++) kinds |= kind_of(*at);
    return kinds;
}

/* Where digits end, at most `most` of them; NULL where there is none or more. */
static inline const uint8_t *after_digits(Text text, int most) {
    const uint8_t *at = text.begin;
    while (at < text.end && is_digit(*at)) at++;
    return at > text.begin && at - text.begin <= most ? at : NULL;
}

/* `203.0.113.7`, or with a port `203.0.113.7:51234`. */
static inline bool is_ipv4(Text word) {
    for (int group = 0; group < 4; group++) {
        const uint8_t *at = after_digits(word, 3);
        if (!at) return false;
        word.begin = at;
        if (group < 3 && (at == word.end || *word.begin++ != '.')) return false;
    }
    if (is_empty(word)) return true;
    if (*word.begin++ != ':') return false;
    return after_digits(word, 5) == word.end;
}

#ifdef __SSE2__
/* `203.0.113.7`, all bytes at a time; the block that begins with the word must be readable. */
static inline bool is_plain_ipv4(Text word) {
    unsigned length = (unsigned)length_of(word), all = (1u << length) - 1;
    __m128i block = block_at(word.begin);
    __m128i low = _mm_cmpgt_epi8(_mm_set1_epi8('0'), block), high = _mm_cmpgt_epi8(block, _mm_set1_epi8('9'));
    unsigned dots = bits_of(equals(block, '.')) & all;
    unsigned digits = ~bits_of(_mm_or_si128(low, high)) & all;
    unsigned after_two = dots & (dots - 1), third = after_two & (after_two - 1);
    bool are_three = third && !(third & (third - 1));
    bool is_long = digits & (digits >> 1) & (digits >> 2) & (digits >> 3);
    bool is_empty_group = dots & ((dots >> 1) | 1u | 1u << (length - 1));
    return (dots | digits) == all && are_three && !is_long && !is_empty_group;
}
#endif

/* `2001:db8::1` or all eight groups; without an IPv4 address at its end. */
static inline bool is_ipv6(Text word) {
    int groups = 0, digits = 0, gaps = 0;
    for (const uint8_t *at = word.begin; at < word.end; at++) {
        if (*at != ':') {
            groups += digits == 0;
            if (++digits > 4 || !(kind_of(*at) & (DIGIT | HEX_LETTER))) return false;
            continue;
        }
        bool is_gap = at + 1 < word.end && at[1] == ':';
        if (digits == 0 && !(at == word.begin && is_gap)) return false; /* `:1`, `:::` */
        if (is_gap) gaps++, at++;
        if (at + 1 == word.end && !is_gap) return false; /* `1:` */
        digits = 0;
    }
    return gaps == 1 ? groups < 8 : gaps == 0 && groups == 8;
}

static inline bool is_mapped_ipv4(Text word) {
    static const char start[] = "::ffff:";
    enum { LENGTH = sizeof start - 1 };
    return begins_with(word, start) && is_ipv4((Text){word.begin + LENGTH, word.end});
}

/* Whether the bytes around those of a name are letters, digits or `_`. */
static inline bool has_ends_of_name(Text word) {
    enum { ENDS = DIGIT | HEX_LETTER | LETTER | LOW_LINE };
    return (kind_of(word.begin[0]) & ENDS) && (kind_of(word.end[-1]) & ENDS);
}

static inline bool is_name(Text word, unsigned kinds) {
    enum { NAME = DIGIT | HEX_LETTER | LETTER | DOT | HYPHEN | LOW_LINE };
    return !(kinds & ~NAME) && (kinds & (HEX_LETTER | LETTER)) && has_ends_of_name(word);
}

/* An address or the name of a host, in a text that goes on up to `end`. */
static inline bool is_client(Text word, const uint8_t *end) {
#ifdef __SSE2__
    if (!is_empty(word) && length_of(word) < BLOCK && end - word.begin >= BLOCK && is_plain_ipv4(word)) return true;
#else
    (void)end;
#endif
    unsigned kinds = kinds_in(word);
    if (!(kinds & COLON)) return kinds == (DIGIT | DOT) ? is_ipv4(word) : is_name(word, kinds);
    if (kinds == (DIGIT | DOT | COLON) && is_ipv4(word)) return true;
    if (!(kinds & ~(DIGIT | HEX_LETTER | COLON))) return is_ipv6(word);
    return is_mapped_ipv4(word) || (length_of(word) == 5 && begins_with(word, "unix:"));
}

/* `-`, or a word that is no address, no list and in no parentheses. */
static inline bool is_user(Text word) {
    if (is_byte(word, '-')) return true;
    bool has_dot = false, has_letter = false;
    for (const uint8_t *at = word.begin; at < word.end; at++) {
        if (*at == ':' || *at == ',' || *at == '(') return false;
        has_dot |= *at == '.';
        has_letter |= is_letter(*at);
    }
    return has_letter || !has_dot;
}

/* `-`, the `_` of nginx, or a name with a letter, perhaps with a port: surely no address. */
static inline bool is_virtual_host(Text word) {
    if (is_byte(word, '-') || is_byte(word, '_')) return true;
    const uint8_t *colon = find(word, ':');
    Text name = {word.begin, colon};
    if (colon < word.end && after_digits((Text){colon + 1, word.end}, 5) != word.end) return false;
    return !is_empty(name) && is_name(name, kinds_in(name));
}

#endif
