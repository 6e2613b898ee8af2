/* Pairs of names and values, as `readers/pairs.py` reads them: `method=GET path="/a"`, `req:GET /a<TAB>size:5`. */

#ifndef USAGESTATS_PAIRS_H
#define USAGESTATS_PAIRS_H

#include "blanks.h"
#include "cells.h"
#include "names.h"
#include "request.h"

typedef struct {
    const Node *names;  /* that are looked for, below the first one */
    int32_t first_cell; /* of the value of the first name */
    int32_t text_cell;  /* the text that has the pairs; 0: the line */
    uint8_t between;    /* what separates pairs; a blank: any blanks and tabs */
    uint8_t assigns;    /* what stands behind a name */
} PairsTask;

enum { MOST_PAIRS = 64 };

static inline bool is_of_name(uint8_t byte) {
    return is_letter(byte) || is_digit(byte) || byte == '_' || byte == '.' || byte == '-';
}

/* Fill the cell of a name that is looked for; the first value of a name counts. */
static inline void fill_value(const PairsTask *task, Text name, Text value, Cell *cells) {
    int32_t number = node_named(task->names, 0, name);
    if (number == NOWHERE) return;
    Cell *cell = cells + task->first_cell + number - 1;
    if (cell->form == ABSENT) *cell = (Cell){value, PLAIN};
}

/* Find pairs between separators, where everything is a pair, and no name comes twice. */
static inline bool find_labels(const PairsTask *task, Text text, Cell *cells) {
    Text names[MOST_PAIRS];
    int count = 0;
    for (;;) {
        Text pair = {text.begin, find(text, task->between)};
        if (!is_empty(pair)) {
            Text name = {pair.begin, find(pair, task->assigns)};
            if (count == MOST_PAIRS || name.end == pair.end || *pair.begin == ' ' || pair.end[-1] == ' ') return false;
            for (int other = 0; other < count; other++)
                if (length_of(names[other]) == length_of(name) && are_same(names[other].begin, name.begin, length_of(name)))
                    return false;
            names[count++] = name;
            fill_value(task, name, (Text){name.end + 1, pair.end}, cells);
        }
        if (pair.end == text.end) return count > 1;
        text.begin = pair.end + 1;
    }
}

/* Where a word ends that is no pair; NULL where a pair might begin within it. */
static inline const uint8_t *after_word(const uint8_t *at, const uint8_t *end) {
    for (; at < end && !is_blank(*at); at++)
        if (*at < ' ' || *at == '"' || *at >= 0x7F) return NULL;
    return at;
}

/* Read the value that begins at a place; return where it ends, NULL where it is refused. */
static inline const uint8_t *read_pair_value(const uint8_t *at, const uint8_t *end, Text *value) {
    if (at == end || *at != '"') {
        *value = (Text){at, find_any((Text){at, end}, ' ', '\t', '\t')};
        return value->end;
    }
    *value = (Text){at + 1, closing_quote((Text){at + 1, end})};
    at = value->end + 1;
    return value->end < end && (at == end || is_blank(*at)) ? at : NULL;
}

/* Find pairs among words, as logfmt has them; false where one that is looked for has an escape. */
static inline bool find_words(const PairsTask *task, Text text, Cell *cells) {
    const uint8_t *at = text.begin;
    while (at && at < text.end) {
        if (is_blank(*at)) {
            at++;
            continue;
        }
        Text name = {at, at}, value;
        while (name.end < text.end && is_of_name(*name.end)) name.end++;
        bool is_name = is_letter(*at) || *at == '_';
        if (!is_name || name.end == text.end || *name.end != task->assigns) {
            at = after_word(at, text.end);
            continue;
        }
        at = read_pair_value(name.end + 1, text.end, &value);
        bool is_quoted = value.begin > name.end + 1;
        if (is_quoted && node_named(task->names, 0, name) != NOWHERE && holds(value, '\\')) return false;
        fill_value(task, name, value, cells);
    }
    return at != NULL;
}

static inline bool find_pairs(const PairsTask *task, Text line, Cell *cells) {
    Text text = task->text_cell ? cells[task->text_cell].text : line;
    return task->between == ' ' ? find_words(task, text, cells) : find_labels(task, text, cells);
}

#endif
