/* The hashes of the kernel, and how far its tables push things away from their places. */

#include "tallies.h"
#include "texts.h"

uint64_t sip_hash_of_bytes(const uint8_t *bytes, int64_t size, const Key *key) {
    return sip_hash((Text){bytes, bytes + size}, *key);
}

uint32_t hash_of_bytes(const uint8_t *bytes, int64_t size, const Key *key) {
    Hashing hashing = hashing_with(*key);
    return hash_of((Text){bytes, bytes + size}, &hashing);
}

static size_t distance(size_t at, uint64_t hash, size_t mask) {
    return (at - (size_t)hash) & mask;
}

/* Put lines into a table; return the sum of the distances, -1 where there is no memory. */
int64_t distances_of_texts(const uint8_t *bytes, int64_t size, const Key *key) {
    Texts texts = {0};
    Hashing hashing = hashing_with(*key);
    Text rest = {bytes, bytes + size};
    int64_t sum = 0;
    while (sum >= 0 && !is_empty(rest)) {
        const uint8_t *end = find(rest, '\n');
        if (code_of(&texts, (Text){rest.begin, end}, &hashing) < 0) sum = -1;
        rest.begin = end + 1;
    }
    for (size_t at = 0; sum >= 0 && at <= texts.places_mask; at++)
        if (texts.places[at].code)
            sum += (int64_t)distance(at, texts.places[at].hash, texts.places_mask);
    free_texts(&texts);
    return sum;
}

/* Put tallies into a table of which each has one code more; return the same. */
int64_t distances_of_kinds(int64_t count, int64_t step, int32_t column, const Key *key) {
    enum { COLUMNS = 6 };
    Tallies tallies = {0};
    Hashing hashing = hashing_with(*key);
    int64_t sum = begin_tallies(&tallies, COLUMNS) ? 0 : -1;
    for (int64_t number = 0; sum >= 0 && number < count; number++) {
        Tally *tally = tallies.at_hand;
        memset(tally, 0, tallies.size);
        if (column < COLUMNS)
            tally->codes[column] = (int32_t)(number * step);
        else
            tally->slot = number * step;
        if (!add_to_group(&tallies, (Text){0}, &hashing)) sum = -1;
    }
    if (sum >= 0 && !add_all_held(&tallies, &hashing)) sum = -1;
    for (size_t at = 0; sum >= 0 && at <= tallies.places_mask; at++)
        if (tallies.places[at].number)
            sum += (int64_t)distance(at, tallies.places[at].hash, tallies.places_mask);
    free_tallies(&tallies);
    return sum;
}
