/* The hash of every table in memory: who writes a log cannot make its texts meet in one place.
 *
 * A text of usual length is read as numbers of 32 bits, its length among them; each is multiplied by a
 * factor of 64 bits that nobody outside of the process knows. Of any two texts, whoever chose them, no
 * more than one in 2^32 drawings of the factors gives both the same sum (multilinear hashing; Lemire and
 * Kaser, 2014); mixing the sum takes away what is left of an order of the texts. Longer texts have
 * SipHash-1-3 of Aumasson and Bernstein, the hash of Python's texts and Rust's maps, which also draws the
 * factors from a key of 128 bits.
 */

#ifndef USAGESTATS_HASH_H
#define USAGESTATS_HASH_H

#include "text.h"

typedef struct {
    uint64_t words[2];
} Key;

typedef struct {
    uint64_t a, b, c, d;
} Sip;

static inline uint64_t rotated(uint64_t word, int bits) {
    return word << bits | word >> (64 - bits);
}

static inline void sip_round(Sip *sip) {
    sip->a += sip->b;
    sip->c += sip->d;
    sip->b = rotated(sip->b, 13) ^ sip->a;
    sip->d = rotated(sip->d, 16) ^ sip->c;
    sip->a = rotated(sip->a, 32);
    sip->c += sip->b;
    sip->a += sip->d;
    sip->b = rotated(sip->b, 17) ^ sip->c;
    sip->d = rotated(sip->d, 21) ^ sip->a;
    sip->c = rotated(sip->c, 32);
}

static inline Sip sip_begun(Key key) {
    return (Sip){key.words[0] ^ 0x736F6D6570736575u, key.words[1] ^ 0x646F72616E646F6Du,
                 key.words[0] ^ 0x6C7967656E657261u, key.words[1] ^ 0x7465646279746573u};
}

static inline void sip_take(Sip *sip, uint64_t word) {
    sip->d ^= word;
    sip_round(sip);
    sip->a ^= word;
}

static inline uint64_t sip_ended(Sip sip) {
    sip.c ^= 0xFF;
    for (int number = 0; number < 3; number++) sip_round(&sip);
    return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

/* SipHash-1-3 of a text. */
static inline uint64_t sip_hash(Text text, Key key) {
    Sip sip = sip_begun(key);
    const uint8_t *at = text.begin;
    for (; text.end - at >= 8; at += 8) sip_take(&sip, word_at(at));
    uint64_t last = (uint64_t)length_of(text) << 56;
    for (int shift = 0; at < text.end; at++, shift += 8) last |= (uint64_t)*at << shift;
    sip_take(&sip, last);
    return sip_ended(sip);
}

/* So many words of 64 bits at most are multiplied by factors. */
enum { MOST_WORDS = 32 };

/* Two factors for each word, two for the length, and one that mixes. */
typedef struct {
    Key key;
    uint64_t factors[2 * MOST_WORDS + 2], mixing;
} Hashing;

static inline uint64_t drawn(uint64_t number, Key key) {
    const uint8_t *begin = (const uint8_t *)&number;
    return sip_hash((Text){begin, begin + sizeof number}, key);
}

static inline Hashing hashing_with(Key key) {
    enum { FACTORS = 2 * MOST_WORDS + 2 };
    Hashing hashing = {.key = key, .mixing = drawn(FACTORS, key) | 1};
    for (uint64_t number = 0; number < FACTORS; number++) hashing.factors[number] = drawn(number, key);
    return hashing;
}

static inline uint64_t product(uint64_t word, const uint64_t *factors) {
    return (uint32_t)word * factors[0] + (word >> 32) * factors[1];
}

static inline uint32_t mixed(uint64_t sum, const Hashing *hashing) {
    return (uint32_t)((sum ^ sum >> 32) * hashing->mixing >> 32);
}

/* The bytes of a text from `at`, less than eight, as a word: another one for other bytes in a text of this length. */
static inline uint64_t last_word(Text text, const uint8_t *at) {
    size_t length = length_of(text), left = (size_t)(text.end - at);
    if (!left) return 0;
    if (length >= 8) return word_at(text.end - 8) >> 8 * (8 - left);
    if (length >= 4) return half_word_at(at) | (uint64_t)half_word_at(text.end - 4) << 32;
    return at[0] | (uint64_t)at[length / 2] << 8 | (uint64_t)at[length - 1] << 16;
}

static inline uint32_t hash_of(Text text, const Hashing *hashing) {
    size_t length = length_of(text);
    if (length >= 8 * MOST_WORDS) return (uint32_t)sip_hash(text, hashing->key);
    const uint64_t *factor = hashing->factors + 2;
    uint64_t sum = product(length, hashing->factors);
    const uint8_t *at = text.begin;
    for (; text.end - at >= 8; at += 8, factor += 2) sum += product(word_at(at), factor);
    return mixed(sum + product(last_word(text, at), factor), hashing);
}

/* The hash of whole words; all that are compared with each other have the same number of them. */
static inline uint32_t hash_of_words(Text words, const Hashing *hashing) {
    if (length_of(words) > 8 * MOST_WORDS) return (uint32_t)sip_hash(words, hashing->key);
    const uint64_t *factor = hashing->factors;
    uint64_t sum = 0;
    for (const uint8_t *at = words.begin; at < words.end; at += 8, factor += 2) sum += product(word_at(at), factor);
    return mixed(sum, hashing);
}

#endif
