/* The texts of a column, each followed by a line feed: all in order, or the distinct ones.
 *
 * A distinct text has a code, counted from 1; code 0 is no text.
 */

#ifndef USAGESTATS_TEXTS_H
#define USAGESTATS_TEXTS_H

#include "hash.h"
#include "memory.h"

typedef struct {
    uint8_t *bytes;
    size_t size, room;
    int64_t count;
    size_t *ends; /* where each ends, its line feed included; not of texts that are kept in order */
    size_t ends_room;
    /* of distinct texts only */
    struct Place {
        uint32_t hash;
        int32_t code; /* 0: free */
    } *places;
    size_t places_mask; /* one less than how many there are, a power of two; 0: none */
    int32_t last_code;  /* mostly the next line has the same */
} Texts;

static inline void free_texts(Texts *texts) {
    free(texts->bytes);
    free(texts->ends);
    free(texts->places);
}

/* Add a text at the end; false where there is no memory. */
static inline bool append_text(Texts *texts, Text text) {
    size_t length = length_of(text);
    if (!reserve((void **)&texts->bytes, &texts->room, texts->size + length + 1, 1)) return false;
    if (length) memcpy(texts->bytes + texts->size, text.begin, length);
    texts->bytes[texts->size + length] = '\n';
    texts->size += length + 1;
    texts->count++;
    return true;
}

/* Add a text at the end, and remember where it ends. */
static inline bool append_distinct(Texts *texts, Text text) {
    size_t count = (size_t)texts->count + 1;
    if (!append_text(texts, text)) return false;
    if (!reserve((void **)&texts->ends, &texts->ends_room, count, sizeof *texts->ends)) return false;
    texts->ends[count - 1] = texts->size;
    return true;
}

/* The text of a number, counted from 1, of those whose ends are remembered; of 0 an empty one. */
static inline Text text_at(const Texts *texts, int64_t number) {
    if (!number) return (Text){0};
    size_t begin = number == 1 ? 0 : texts->ends[number - 2];
    return (Text){texts->bytes + begin, texts->bytes + texts->ends[number - 1] - 1};
}

static inline bool is_text_of(const Texts *texts, int32_t code, Text text) {
    Text other = text_at(texts, code);
    return length_of(other) == length_of(text) && are_same(other.begin, text.begin, length_of(text));
}

/* Make the table of places twice as large. */
static inline bool widen_places(Texts *texts) {
    size_t wide = texts->places_mask ? 2 * (texts->places_mask + 1) : 64;
    struct Place *places = calloc(wide, sizeof *places);
    if (!places) return false;
    for (size_t old = 0; texts->places && old <= texts->places_mask; old++) {
        if (!texts->places[old].code) continue;
        size_t at = texts->places[old].hash & (wide - 1);
        while (places[at].code) at = (at + 1) & (wide - 1);
        places[at] = texts->places[old];
    }
    free(texts->places);
    texts->places = places;
    texts->places_mask = wide - 1;
    return true;
}

/* Return the code of a text, a new one where it is new; -1 where there is no memory. */
static inline int32_t code_of(Texts *texts, Text text, const Hashing *hashing) {
    if (texts->last_code && is_text_of(texts, texts->last_code, text)) return texts->last_code;
    if (2 * (size_t)texts->count >= texts->places_mask && !widen_places(texts)) return -1;
    uint32_t hash = hash_of(text, hashing);
    size_t at = hash & texts->places_mask;
    while (texts->places[at].code) {
        int32_t code = texts->places[at].code;
        if (texts->places[at].hash == hash && is_text_of(texts, code, text))
            return texts->last_code = code;
        at = (at + 1) & texts->places_mask;
    }
    size_t count = (size_t)texts->count + 1;
    if (count >= INT32_MAX || !append_distinct(texts, text)) return -1;
    texts->places[at] = (struct Place){hash, (int32_t)count};
    return texts->last_code = (int32_t)count;
}

#endif
