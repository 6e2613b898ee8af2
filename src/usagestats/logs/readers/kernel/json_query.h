/* An object of parameters → the query that a client would send, as `readers/json/queries.py` writes
 * it: `{"a": "1", "b": ["2", "3"], "c": null}` is `a=1&b=2&b=3&c`.
 *
 * It stays as it is, and is left to the careful path, where that is not plain: for inner objects,
 * escapes, equal names, and texts that become more than twice as long.
 */

#ifndef USAGESTATS_JSON_QUERY_H
#define USAGESTATS_JSON_QUERY_H

#include "json_texts.h"

enum { MOST_PARAMETERS = 32 };

typedef struct {
    const Walk *walk;
    uint8_t *next, *limit;
    int count; /* of parameters */
    Text names[MOST_PARAMETERS];
} Query;

static inline bool is_of_query(uint8_t byte) {
    return is_digit(byte) || is_letter(byte) || (byte && strchr("_.-~/:,;@!$'()*[]", byte));
}

/* Write a text with percent signs; false where there is no room. */
static inline bool put_encoded(Query *query, Text text) {
    static const char digits[] = "0123456789ABCDEF";
    for (const uint8_t *at = text.begin; at < text.end; at++) {
        if (query->limit - query->next < 3) return false;
        if (is_of_query(*at)) {
            *query->next++ = *at;
            continue;
        }
        *query->next++ = '%';
        *query->next++ = (uint8_t)digits[*at >> 4];
        *query->next++ = (uint8_t)digits[*at & 15];
    }
    return true;
}

/* Write one parameter; return where its value ends, NULL where that is not plain. */
static inline const uint8_t *put_parameter(Query *query, Text name, const uint8_t *at, const uint8_t *end) {
    bool is_escaped = false;
    bool is_string = *at == '"', has_no_value = *at == 't' || *at == 'n';
    if (*at == '{' || *at == '[' || query->limit - query->next < 3) return NULL;
    const uint8_t *after = is_string ? string_end(query->walk, at + 1, &is_escaped) : read_value(query->walk, at, NOWHERE, 0);
    if (!after || after > end || is_escaped) return NULL;
    Text value = {is_string ? at + 1 : at, after};
    if (!is_string && !has_no_value && *at != 'f' && !read_number_text(&value)) return NULL;
    if (query->count++) *query->next++ = '&';
    if (!put_encoded(query, name)) return NULL;
    if (!has_no_value) {
        if (query->limit - query->next < 3) return NULL;
        *query->next++ = '=';
        if (!put_encoded(query, value)) return NULL;
    }
    return is_string ? after + 1 : after;
}

/* Write a parameter for each value of a list; return where the list ends. */
static inline const uint8_t *put_values(Query *query, Text name, const uint8_t *at, const uint8_t *end) {
    at = after_blanks(at + 1, end);
    while (*at != ']') {
        at = put_parameter(query, name, at, end);
        if (!at) return NULL;
        at = after_blanks(at, end);
        if (*at == ',') at = after_blanks(at + 1, end);
    }
    return at + 1;
}

/* Write all parameters of an object, which has been read. */
static inline bool put_parameters(Query *query, Text object) {
    const uint8_t *at = after_blanks(object.begin + 1, object.end);
    for (int number = 0; *at != '}'; number++) {
        bool is_escaped = false;
        const uint8_t *after = string_end(query->walk, at + 1, &is_escaped);
        Text name = {at + 1, after};
        if (is_escaped || number == MOST_PARAMETERS) return false;
        for (int before = 0; before < number; before++) {
            size_t length = length_of(query->names[before]);
            if (length == length_of(name) && are_same(query->names[before].begin, name.begin, length)) return false;
        }
        query->names[number] = name;
        at = after_blanks(after + 1, object.end);
        at = after_blanks(at + 1, object.end); /* the colon */
        at = *at == '[' ? put_values(query, name, at, object.end) : put_parameter(query, name, at, object.end);
        if (!at) return false;
        at = after_blanks(at, object.end);
        if (*at == ',') at = after_blanks(at + 1, object.end);
    }
    return true;
}

/* Make a plain text of an object of parameters, where that is plain. */
static inline void read_query(const Walk *walk, Written *written, Cell *cell) {
    Walk inner = {cell->text.end, cell->text.end, walk->nodes, NULL, false, NULL};
    Query query = {.walk = &inner, .next = written->next, .limit = written->next + 2 * length_of(cell->text)};
    if (*cell->text.begin != '{' || !put_parameters(&query, cell->text)) return;
    Text text = {written->next, query.next};
    if (is_byte(text, '-')) return; /* no text for a missing value, as others are */
    *cell = (Cell){text, is_empty(text) ? ABSENT : PLAIN};
    written->next = query.next;
}

#endif
