/* What a scan found: one tally for each line, or for each group of requests that are alike. */

#ifndef USAGESTATS_TALLIES_H
#define USAGESTATS_TALLIES_H

#include "hash.h"
#include "memory.h"
#include "texts.h"

/* Read by `kernel/tallies.py` as a structure: change both, and `INTERFACE`. */
typedef struct {
    int64_t time;     /* microseconds from 1970; of the earliest of the requests */
    int64_t last;     /* of the latest */
    int64_t bytes;    /* of a line: -1 for none; else the sum of those that are known */
    int64_t requests; /* how many */
    double duration;  /* milliseconds of the first of them; NaN for none */
    int64_t sample;   /* the number of the earliest line among the samples, from 1; 0: it is not kept */
    /* what follows is alike in a group */
    int64_t slot;     /* of the time, and the piece, where tallies are groups; else the number of the line, from 0 */
    int32_t bin;      /* of the duration; -1 for none */
    int16_t status;   /* 0: none */
    uint8_t is_on_wall;
    uint8_t is_tie;   /* whether it is one more line of a time that another tally of the group has */
    int32_t codes[];  /* of the columns of texts; the last word is filled up with 0 */
} Tally;

/* A tally that is not added yet. */
typedef struct {
    Tally *tally;
    Text line; /* where it may be a sample */
    uint32_t hash;
} Held;

enum { HELD = 2 }; /* so many, besides the one at hand */

typedef struct {
    uint8_t *tallies;
    size_t size;      /* of a tally, in bytes */
    size_t count, room;
    size_t last;     /* mostly the next request is of the same group */
    struct GroupPlace {
        uint32_t hash;
        int32_t number; /* of the tally, from 1; 0: free */
    } *places;
    size_t places_mask;
    Texts samples;
    Tally *at_hand; /* of the line that is read */
    Held held[HELD]; /* the oldest first */
    int held_count;
    uint8_t *buffers; /* of these tallies */
} Tallies;

static inline size_t size_of_tally(size_t columns) {
    return sizeof(Tally) + (columns + 1) / 2 * sizeof(uint64_t);
}

static inline bool begin_tallies(Tallies *tallies, size_t columns) {
    tallies->size = size_of_tally(columns);
    tallies->buffers = calloc(1 + HELD, tallies->size);
    tallies->at_hand = (Tally *)(void *)tallies->buffers;
    for (size_t number = 0; tallies->buffers && number < HELD; number++)
        tallies->held[number].tally = (Tally *)(void *)(tallies->buffers + (1 + number) * tallies->size);
    return tallies->buffers != NULL;
}

static inline void free_tallies(Tallies *tallies) {
    free(tallies->tallies);
    free(tallies->places);
    free(tallies->buffers);
    free_texts(&tallies->samples);
}

static inline Tally *tally_at(const Tallies *tallies, size_t number) {
    return (Tally *)(void *)(tallies->tallies + number * tallies->size);
}

static inline bool add_tally(Tallies *tallies, const Tally *tally) {
    size_t count = tallies->count;
    if (!reserve((void **)&tallies->tallies, &tallies->room, count + 1, tallies->size)) return false;
    memcpy(tally_at(tallies, count), tally, tallies->size);
    tallies->count++;
    return true;
}

static inline Text sample_of(const Tallies *tallies, const Tally *tally) {
    return text_at(&tallies->samples, tally->sample);
}

/* The hash of a group, or of one of its lines. */
static inline uint32_t place_hash(const Tallies *tallies, const Tally *tally, Text line, const Hashing *hashing) {
    Text alike = {(const uint8_t *)&tally->slot, (const uint8_t *)tally + tallies->size};
    uint32_t hash = hash_of_words(alike, hashing);
    return tally->is_tie ? hash ^ hash_of(line, hashing) : hash;
}

static inline bool is_alike(const Tallies *tallies, const Tally *one, const Tally *other) {
    const uint8_t *at = (const uint8_t *)&one->slot, *to = (const uint8_t *)&other->slot;
    uint64_t differ = 0;
    for (const uint8_t *end = (const uint8_t *)one + tallies->size; at < end; at += sizeof(uint64_t), to += sizeof(uint64_t))
        differ |= word_at(at) ^ word_at(to);
    return !differ;
}

static inline bool widen_groups(Tallies *tallies) {
    size_t wide = tallies->places_mask ? 2 * (tallies->places_mask + 1) : 1024;
    struct GroupPlace *places = calloc(wide, sizeof *places);
    if (!places) return false;
    for (size_t old = 0; tallies->places && old <= tallies->places_mask; old++) {
        if (!tallies->places[old].number) continue;
        size_t at = tallies->places[old].hash & (wide - 1);
        while (places[at].number) at = (at + 1) & (wide - 1);
        places[at] = tallies->places[old];
    }
    free(tallies->places);
    tallies->places = places;
    tallies->places_mask = wide - 1;
    return true;
}

/* The largest number stands for any larger sum. */
static inline int64_t sum_of_bytes(int64_t sum, int64_t size) {
    if (size <= 0) return sum;
    return sum > INT64_MAX - size ? INT64_MAX : sum + size;
}

static inline bool is_line_of(const Tallies *tallies, const Tally *tally, Text line) {
    Text sample = sample_of(tallies, tally);
    return length_of(sample) == length_of(line) && are_same(sample.begin, line.begin, length_of(line));
}

/* Keep a line as the sample of a tally. */
static inline bool keep_sample(Tallies *tallies, Tally *tally, Text line) {
    if (!append_distinct(&tallies->samples, line)) return false;
    tally->sample = tallies->samples.count;
    return true;
}

static inline bool add_group(Tallies *tallies, Tally *tally, Text line, uint32_t hash, size_t at) {
    if (tallies->count >= INT32_MAX - 1 || (line.begin && !keep_sample(tallies, tally, line))) return false;
    if (tally->bytes < 0) tally->bytes = 0;
    if (!add_tally(tallies, tally)) return false;
    tallies->places[at] = (struct GroupPlace){hash, (int32_t)tallies->count};
    if (!tally->is_tie) tallies->last = tallies->count - 1;
    return true;
}

static inline void count_request(Tally *group, const Tally *tally) {
    if (tally->time < group->time) group->time = tally->time;
    if (tally->time > group->last) group->last = tally->time;
    group->bytes = sum_of_bytes(group->bytes, tally->bytes);
    group->requests++;
}

static bool add_to_place(Tallies *tallies, Tally *tally, Text line, uint32_t hash, const Hashing *hashing);

/* Count a request in its group. The earliest line is the sample; another line of this very time has a
 * tally of its own, so that whoever looks for the least of them finds it. */
static inline bool count_in_group(Tallies *tallies, size_t number, Tally *tally, Text line, const Hashing *hashing) {
    Tally *group = tally_at(tallies, number);
    if (line.begin && !group->is_tie) {
        if (tally->time == group->time && !is_line_of(tallies, group, line)) {
            tally->is_tie = true;
            return add_to_place(tallies, tally, line, place_hash(tallies, tally, line, hashing), hashing);
        }
        if (tally->time < group->time && !keep_sample(tallies, group, line)) return false;
    }
    if (!group->is_tie) tallies->last = number;
    count_request(group, tally);
    return true;
}

static bool add_to_place(Tallies *tallies, Tally *tally, Text line, uint32_t hash, const Hashing *hashing) {
    if (2 * tallies->count >= tallies->places_mask && !widen_groups(tallies)) return false;
    size_t at = hash & tallies->places_mask;
    for (; tallies->places[at].number; at = (at + 1) & tallies->places_mask) {
        if (tallies->places[at].hash != hash) continue;
        size_t number = (size_t)tallies->places[at].number - 1;
        const Tally *group = tally_at(tallies, number);
        if (!is_alike(tallies, group, tally) || (tally->is_tie && !is_line_of(tallies, group, line))) continue;
        return count_in_group(tallies, number, tally, line, hashing);
    }
    return add_group(tallies, tally, line, hash, at);
}

static inline void fetch(const void *address) {
    __builtin_prefetch(address);
}

/* Begin to fetch the group of a tally, whose place has been fetched. */
static inline void fetch_group(const Tallies *tallies, const Held *held) {
    if (!tallies->places) return;
    int32_t number = tallies->places[held->hash & tallies->places_mask].number;
    if (!number) return;
    const uint8_t *group = (const uint8_t *)tally_at(tallies, (size_t)number - 1);
    fetch(group);
    fetch(group + tallies->size - 1);
}

/* Add the oldest tally that is held. */
static inline bool add_held(Tallies *tallies, const Hashing *hashing) {
    Held oldest = tallies->held[0];
    tallies->held[0] = tallies->held[1];
    tallies->held[1] = oldest; /* its buffer is free */
    tallies->held_count--;
    return add_to_place(tallies, oldest.tally, oldest.line, oldest.hash, hashing);
}

/* Add the tally at hand to its group; with its line where that may be a sample.
 *
 * Groups are mostly far apart in memory, so that a tally is held for two lines while its group comes. */
static inline bool add_to_group(Tallies *tallies, Text line, const Hashing *hashing) {
    Tally *tally = tallies->at_hand;
    if (tallies->count && is_alike(tallies, tally_at(tallies, tallies->last), tally))
        return count_in_group(tallies, tallies->last, tally, line, hashing);
    if (tallies->held_count == HELD && !add_held(tallies, hashing)) return false;
    if (tallies->held_count) fetch_group(tallies, tallies->held);
    Held *held = tallies->held + tallies->held_count++;
    tallies->at_hand = held->tally;
    *held = (Held){tally, line, place_hash(tallies, tally, line, hashing)};
    if (tallies->places) fetch(tallies->places + (held->hash & tallies->places_mask));
    return true;
}

/* Add what is held, before the lines leave memory. */
static inline bool add_all_held(Tallies *tallies, const Hashing *hashing) {
    while (tallies->held_count)
        if (!add_held(tallies, hashing)) return false;
    return true;
}

#endif
