/* What a scan found: one tally for each line, or for each group of requests that are alike. */

#ifndef USAGESTATS_TALLIES_H
#define USAGESTATS_TALLIES_H

#include "hash.h"
#include "memory.h"
#include "texts.h"

/* Read by `kernel/outputs.py` as an array: change both, and `INTERFACE`. */
typedef struct {
    int64_t slot;     /* of the time, where tallies are groups; else the number of the line, from 0 */
    int64_t time;     /* microseconds from 1970; of the earliest of the requests */
    int64_t last;     /* of the latest */
    int64_t bytes;    /* of a line: -1 for none; else the sum of those that are known */
    int64_t requests; /* how many */
    double duration;  /* milliseconds of the first of them; NaN for none */
    int32_t bin;      /* of that duration; -1 for none */
    int16_t status;   /* 0: none */
    uint8_t is_on_wall;
    uint8_t is_tie;  /* whether it is one more line of a time that another tally of the group has */
    int64_t sample;  /* the number of the earliest line among the samples, from 1; 0: it is not kept */
} Tally;

typedef struct {
    Tally *tallies;
    int32_t *codes; /* of the columns of texts, tally after tally */
    size_t columns, count, room, codes_room;
    size_t last;     /* mostly the next request is of the same group */
    int32_t *places; /* tally + 1 by hash; 0: free */
    size_t places_mask;
    Texts samples;
} Tallies;

static inline void free_tallies(Tallies *tallies) {
    free(tallies->tallies);
    free(tallies->codes);
    free(tallies->places);
    free_texts(&tallies->samples);
}

static inline bool add_tally(Tallies *tallies, const Tally *tally, const int32_t *codes) {
    size_t count = tallies->count, columns = tallies->columns;
    if (!reserve((void **)&tallies->tallies, &tallies->room, count + 1, sizeof *tally)) return false;
    if (!reserve((void **)&tallies->codes, &tallies->codes_room, (count + 1) * columns, sizeof *codes)) return false;
    tallies->tallies[count] = *tally;
    if (columns) memcpy(tallies->codes + count * columns, codes, columns * sizeof *codes);
    tallies->count++;
    return true;
}

static inline uint64_t group_hash(const Tallies *tallies, const Tally *tally, const int32_t *codes, Key key) {
    Sip sip = sip_begun(key);
    sip_take(&sip, (uint64_t)tally->slot);
    sip_take(&sip, (uint64_t)(uint32_t)tally->bin << 32 | (uint64_t)(uint16_t)tally->status << 1 | tally->is_on_wall);
    for (size_t column = 0; column < tallies->columns; column += 2) {
        uint64_t second = column + 1 < tallies->columns ? (uint32_t)codes[column + 1] : 0;
        sip_take(&sip, second << 32 | (uint32_t)codes[column]);
    }
    return sip_ended(sip);
}

static inline Text sample_of(const Tallies *tallies, const Tally *tally) {
    return text_at(&tallies->samples, tally->sample);
}

static inline const int32_t *codes_of(const Tallies *tallies, size_t number) {
    return tallies->codes + number * tallies->columns;
}

static inline bool is_of_group(const Tallies *tallies, size_t number, const Tally *tally, const int32_t *codes) {
    const Tally *group = tallies->tallies + number;
    if (group->slot != tally->slot || group->bin != tally->bin || group->status != tally->status) return false;
    if (group->is_on_wall != tally->is_on_wall || group->is_tie != tally->is_tie) return false;
    return !tallies->columns || memcmp(codes_of(tallies, number), codes, tallies->columns * sizeof *codes) == 0;
}

/* The hash of a group, or of one of its lines. */
static inline uint64_t place_hash(const Tallies *tallies, const Tally *tally, const int32_t *codes, Text line, Key key) {
    uint64_t hash = group_hash(tallies, tally, codes, key);
    return tally->is_tie ? hash ^ hash_of(line, key) : hash;
}

static inline bool widen_groups(Tallies *tallies, Key key) {
    size_t wide = tallies->places_mask ? 2 * (tallies->places_mask + 1) : 1024;
    int32_t *places = calloc(wide, sizeof *places);
    if (!places) return false;
    for (size_t number = 0; number < tallies->count; number++) {
        const Tally *tally = tallies->tallies + number;
        Text line = sample_of(tallies, tally);
        size_t at = place_hash(tallies, tally, codes_of(tallies, number), line, key) & (wide - 1);
        while (places[at]) at = (at + 1) & (wide - 1);
        places[at] = (int32_t)number + 1;
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

static inline void count_request(Tallies *tallies, size_t number, const Tally *tally) {
    Tally *group = tallies->tallies + number;
    if (tally->time < group->time) group->time = tally->time;
    if (tally->time > group->last) group->last = tally->time;
    group->bytes = sum_of_bytes(group->bytes, tally->bytes);
    group->requests++;
    if (!group->is_tie) tallies->last = number;
}

static inline bool is_line_of(const Tallies *tallies, size_t number, Text line) {
    Text sample = sample_of(tallies, tallies->tallies + number);
    return length_of(sample) == length_of(line) && are_same(sample.begin, line.begin, length_of(line));
}

/* Keep a line as the sample of a tally. */
static inline bool keep_sample(Tallies *tallies, Tally *tally, Text line) {
    if (!append_distinct(&tallies->samples, line)) return false;
    tally->sample = tallies->samples.count;
    return true;
}

static inline bool add_group(Tallies *tallies, Tally *tally, const int32_t *codes, Text line, size_t at) {
    if (tallies->count >= INT32_MAX - 1 || (line.begin && !keep_sample(tallies, tally, line))) return false;
    if (tally->bytes < 0) tally->bytes = 0;
    if (!add_tally(tallies, tally, codes)) return false;
    tallies->places[at] = (int32_t)tallies->count;
    if (!tally->is_tie) tallies->last = tallies->count - 1;
    return true;
}

static inline bool add_to_place(Tallies *, Tally *, const int32_t *, Text, Key);

/* Add a request to a group. The earliest line is its sample; another line of this very time has a tally
 * of its own, so that whoever looks for the least of them finds it. */
static inline bool count_in_group(Tallies *tallies, size_t number, Tally *tally, const int32_t *codes, Text line, Key key) {
    Tally *group = tallies->tallies + number;
    if (line.begin && !group->is_tie) {
        if (tally->time == group->time && !is_line_of(tallies, number, line)) {
            tally->is_tie = true;
            return add_to_place(tallies, tally, codes, line, key);
        }
        if (tally->time < group->time && !keep_sample(tallies, group, line)) return false;
    }
    count_request(tallies, number, tally);
    return true;
}

static inline bool add_to_place(Tallies *tallies, Tally *tally, const int32_t *codes, Text line, Key key) {
    if (2 * tallies->count >= tallies->places_mask && !widen_groups(tallies, key)) return false;
    size_t at = place_hash(tallies, tally, codes, line, key) & tallies->places_mask;
    for (; tallies->places[at]; at = (at + 1) & tallies->places_mask) {
        size_t number = (size_t)tallies->places[at] - 1;
        if (!is_of_group(tallies, number, tally, codes)) continue;
        if (tally->is_tie && !is_line_of(tallies, number, line)) continue;
        return count_in_group(tallies, number, tally, codes, line, key);
    }
    return add_group(tallies, tally, codes, line, at);
}

/* Add a request to the tally of its group; with its line where that may be a sample. */
static inline bool add_to_group(Tallies *tallies, Tally *tally, const int32_t *codes, Text line, Key key) {
    if (tallies->count && is_of_group(tallies, tallies->last, tally, codes))
        return count_in_group(tallies, tallies->last, tally, codes, line, key);
    return add_to_place(tallies, tally, codes, line, key);
}

#endif
