/* The hash of every table in memory: who writes a log cannot make its texts meet in one place.
 *
 * SipHash-1-3 of Aumasson and Bernstein, the hash of Python's texts and Rust's maps: it was made for
 * this, and nobody is known to find texts that collide without the key. The key has 128 bits and is
 * drawn by chance in each process.
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

static inline uint64_t hash_of(Text text, Key key) {
    Sip sip = sip_begun(key);
    const uint8_t *at = text.begin;
    for (; text.end - at >= 8; at += 8) sip_take(&sip, word_at(at));
    uint64_t last = (uint64_t)length_of(text) << 56;
    if (at < text.end && length_of(text) >= 8) {
        last |= word_at(text.end - 8) >> 8 * (8 - (text.end - at));
    } else {
        for (int shift = 0; at < text.end; at++, shift += 8) last |= (uint64_t)*at << shift;
    }
    sip_take(&sip, last);
    return sip_ended(sip);
}

#endif
