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
    size_t last; /* mostly the next one is of the same kind */
    int32_t *places; /* row + 1 by hash; 0: free */
    size_t places_mask;
} Rows;

static inline bool add_row(Rows *rows, const Row *row) {
    if (!reserve((void **)&rows->rows, &rows->room, rows->count + 1, sizeof *row)) return false;
    rows->rows[rows->count++] = *row;
    return true;
}

static inline uint64_t kind_hash(const Row *row, Key key) {
    Sip sip = sip_begun(key);
    sip_take(&sip, (uint64_t)row->slot);
    sip_take(&sip, (uint64_t)(uint16_t)row->status << 1 | row->is_on_wall);
    for (int column = 0; column < COLUMNS; column += 2) {
        uint64_t second = column + 1 < COLUMNS ? (uint32_t)row->codes[column + 1] : 0;
        sip_take(&sip, second << 32 | (uint32_t)row->codes[column]);
    }
    return sip_ended(sip);
}

static inline bool is_alike(const Row *one, const Row *other) {
    return one->slot == other->slot && one->status == other->status &&
           one->is_on_wall == other->is_on_wall &&
           memcmp(one->codes, other->codes, sizeof one->codes) == 0;
}

static inline bool widen_kinds(Rows *rows, Key key) {
    size_t wide = rows->places_mask ? 2 * (rows->places_mask + 1) : 1024;
    int32_t *places = calloc(wide, sizeof *places);
    if (!places) return false;
    for (size_t number = 0; number < rows->count; number++) {
        size_t at = kind_hash(rows->rows + number, key) & (wide - 1);
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

static inline void count_in(Row *same, const Row *row) {
    if (row->time < same->time) same->time = row->time;
    if (row->time > same->last) same->last = row->time;
    same->bytes = sum_of_sizes(same->bytes, row->bytes);
    same->requests++;
}

/* Add a request to the row of its kind, which mostly is that of the request before where there are few. */
static inline bool add_to_kind(Rows *rows, const Row *row, Key key) {
    if (rows->count && is_alike(rows->rows + rows->last, row)) {
        count_in(rows->rows + rows->last, row);
        return true;
    }
    if (2 * rows->count >= rows->places_mask && !widen_kinds(rows, key)) return false;
    size_t at = kind_hash(row, key) & rows->places_mask;
    while (rows->places[at]) {
        Row *same = rows->rows + rows->places[at] - 1;
        if (is_alike(same, row)) {
            count_in(same, row);
            rows->last = (size_t)(same - rows->rows);
            return true;
        }
        at = (at + 1) & rows->places_mask;
    }
    if (rows->count >= INT32_MAX - 1 || !add_row(rows, row)) return false;
    if (row->bytes < 0) rows->rows[rows->count - 1].bytes = 0;
    rows->places[at] = (int32_t)rows->count;
    rows->last = rows->count - 1;
    return true;
}

#endif
