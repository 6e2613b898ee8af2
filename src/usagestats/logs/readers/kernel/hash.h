/* Hashes for tables in memory, with a seed of the process: logs cannot be made to collide. */

#ifndef USAGESTATS_HASH_H
#define USAGESTATS_HASH_H

#include "text.h"

static inline uint64_t mixed(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

static inline uint64_t hash_of(Text text, uint64_t seed) {
    size_t length = length_of(text);
    uint64_t hash = mixed(seed, length);
    if (length >= 8) {
        const uint8_t *at = text.begin;
        for (; text.end - at > 16; at += 16) /* two words at a time, the second one apart first */
            hash = mixed(hash, word_at(at) ^ mixed(seed, word_at(at + 8)));
        if (text.end - at > 8) hash = mixed(hash, word_at(at));
        hash = mixed(hash, word_at(text.end - 8)); /* the last eight, some of them twice */
    } else {
        uint64_t word = 0;
        for (const uint8_t *at = text.begin; at < text.end; at++) word = word << 8 | *at;
        hash = mixed(hash, word);
    }
    return hash ^ (hash >> 32);
}

#endif
