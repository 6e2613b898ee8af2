/* The rows of a scan: one per line, or one per kind of request with the number of its lines. */

#ifndef USAGESTATS_ROWS_H
#define USAGESTATS_ROWS_H

#include "hash.h"
#include "memory.h"

enum { COLUMNS = 6 };
enum Column { METHOD, HOST, USER, CLIENT, PATH, QUERY };

/* Read by `kernel/scan.py` as an array: change both, and `INTERFACE`. */
typedef struct {
    int64_t slot;     /* of the time, where kinds are counted */
    int64_t time;     /* microseconds from 1970; of the earliest of the requests */
    int64_t last;     /* of the latest */
    int64_t bytes;    /* a row per line: -1 for none; else the sum of those that are known */
    int64_t requests; /* how many; 0: a line that is refused */
    int32_t codes[COLUMNS];
    int16_t status;   /* 0: none */
    uint8_t is_on_wall;
    uint8_t unused[5];
} Row;

typedef struct {
    Row *rows;
    size_t count, room;
    int32_t *places; /* row + 1 by hash; 0: free */
    size_t places_mask;
} Rows;

static inline bool add_row(Rows *rows, const Row *row) {
    if (!reserve((void **)&rows->rows, &rows->room, rows->count + 1, sizeof *row)) return false;
    rows->rows[rows->count++] = *row;
    return true;
}

/* The codes are multiplied side by side: each step that waits for another takes time. */
static inline uint64_t kind_hash(const Row *row, uint64_t seed) {
    static const uint64_t factors[COLUMNS] = {
        0x9E3779B97F4A7C15u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u,
        0x85EBCA77C2B2AE63u, 0x27D4EB2F165667C5u, 0xD6E8FEB86659FD93u,
    };
    uint64_t codes = (uint64_t)(uint16_t)row->status << 1 | row->is_on_wall;
    for (int column = 0; column < COLUMNS; column++)
        codes += (uint64_t)(uint32_t)row->codes[column] * factors[column];
    uint64_t hash = mixed(mixed(seed, (uint64_t)row->slot), codes);
    return hash ^ (hash >> 32);
}

static inline bool is_alike(const Row *one, const Row *other) {
    return one->slot == other->slot && one->status == other->status &&
           one->is_on_wall == other->is_on_wall &&
           memcmp(one->codes, other->codes, sizeof one->codes) == 0;
}

static inline bool widen_kinds(Rows *rows, uint64_t seed) {
    size_t wide = rows->places_mask ? 2 * (rows->places_mask + 1) : 1024;
    int32_t *places = calloc(wide, sizeof *places);
    if (!places) return false;
    for (size_t number = 0; number < rows->count; number++) {
        size_t at = kind_hash(rows->rows + number, seed) & (wide - 1);
        while (places[at]) at = (at + 1) & (wide - 1);
        places[at] = (int32_t)number + 1;
    }
    free(rows->places);
    rows->places = places;
    rows->places_mask = wide - 1;
    return true;
}

/* The largest number stands for any larger sum. */
static inline int64_t sum_of_sizes(int64_t sum, int64_t size) {
    if (size <= 0) return sum;
    return sum > INT64_MAX - size ? INT64_MAX : sum + size;
}

/* Add a request to the row of its kind. */
static inline bool add_to_kind(Rows *rows, const Row *row, uint64_t seed) {
    if (2 * rows->count >= rows->places_mask && !widen_kinds(rows, seed)) return false;
    size_t at = kind_hash(row, seed) & rows->places_mask;
    while (rows->places[at]) {
        Row *same = rows->rows + rows->places[at] - 1;
        if (is_alike(same, row)) {
            if (row->time < same->time) same->time = row->time;
            if (row->time > same->last) same->last = row->time;
            same->bytes = sum_of_sizes(same->bytes, row->bytes);
            same->requests++;
            return true;
        }
        at = (at + 1) & rows->places_mask;
    }
    if (rows->count >= INT32_MAX - 1 || !add_row(rows, row)) return false;
    if (row->bytes < 0) rows->rows[rows->count - 1].bytes = 0;
    rows->places[at] = (int32_t)rows->count;
    return true;
}

#endif
