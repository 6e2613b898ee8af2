/* The cells of a line → a tally: the measures and the texts that a question wants to know. */

#ifndef USAGESTATS_OUTPUTS_H
#define USAGESTATS_OUTPUTS_H

#include "measures.h"

/* The code of the first path of those that are alike, which have a number; -1 where there is no memory. */
static inline int32_t code_of_first(Collected *collected, Texts *texts, size_t number, Text path) {
    FirstPaths *first = &collected->first_paths;
    if (!reserve((void **)&first->codes, &first->room, number + 1, sizeof *first->codes)) return -1;
    while (first->count <= number) first->codes[first->count++] = 0;
    int32_t *code = first->codes + number;
    return *code ? *code : (*code = code_of(texts, path, &collected->hashing));
}

/* The code of a path, or of one that is like it; -1 where there is no memory. */
static inline int32_t code_of_path(Collected *collected, Texts *texts, const Cell *cell) {
    const PathStates *states = &collected->outputs->paths;
    Text path = cell->text, template;
    int32_t kind = cell->form == PLAIN ? kind_of_path(states, path) : IS_ODD;
    if (kind == IS_UNKNOWN && collected->unknown_paths.count < states->most_unknown)
        if (!append_text(&collected->unknown_paths, path)) return -1;
    if (kind < 0) return code_of(texts, path, &collected->hashing);
    if (!states->has_templates) return code_of_first(collected, texts, (size_t)kind, path);
    if (!join_template(kind, path, &collected->joined, &collected->joined_room, &template)) return -1;
    int32_t number = code_of(&collected->first_paths.templates, template, &collected->hashing);
    return number < 0 ? number : code_of_first(collected, texts, (size_t)number, path);
}

/* The code of a client, or of one that is like it; -1 where there is no memory. */
static inline int32_t code_of_client(Collected *collected, int32_t column, const Cell *cell) {
    Texts *texts = collected->texts + column;
    int kind = cell->form == PLAIN ? kind_of_client(&collected->outputs->clients, cell->text) : -1;
    if (kind < 0) return code_of(texts, cell->text, &collected->hashing);
    int32_t *code = collected->first_clients[column] + kind;
    return *code > 0 ? *code : (*code = code_of(texts, cell->text, &collected->hashing));
}

/* Keep a column of texts; false where there is no memory. */
static inline bool keep_text(Collected *collected, const Cell *cells, int32_t column) {
    const Outputs *outputs = collected->outputs;
    const TextOutput *output = outputs->texts + column;
    if (output->kept == BY_DURATION) return true;
    Texts *texts = collected->texts + column;
    int32_t *code = collected->tallies.at_hand->codes + column;
    const Cell *cell = chosen(outputs, cells, output);
    *code = cell ? (cell->form == ESCAPED ? ESCAPED : PLAIN) : ABSENT;
    if (output->kept == AS_WHOLE) return append_text(texts, cell ? cell->text : (Text){texts->bytes, texts->bytes});
    if (!cell) return true;
    Text text = cell->text;
    if (output->kept == AS_ALIKE) return (*code = code_of_path(collected, texts, cell)) >= 0;
    if (output->kept == AS_CLIENT) return (*code = code_of_client(collected, column, cell)) >= 0;
    if (output->kept == AS_REDUCED) {
        if (!reduce(text, &collected->parameters, &collected->joined, &collected->joined_room, &text)) return false;
        if (is_empty(text)) {
            *code = 0;
            return true;
        }
    }
    *code = code_of(texts, text, &collected->hashing);
    return *code >= 0;
}

/* How a line went: it is a request, or it is left to the careful path, or there is no memory. */
enum Outcome { IS_REQUEST, IS_REFUSED, HAS_NO_MEMORY };

/* Whether the text of a cell is surely an http_method: its name, or the code of one. */
static inline bool is_method(const Cell *cell) {
    if (!cell || is_empty(cell->text)) return false;
    const uint8_t *at = cell->text.begin;
    if (length_of(cell->text) == 1 && is_digit(*at)) return *at != '0';
    if (!is_letter(*at)) return false;
    while (at < cell->text.end && (is_letter(*at) || is_digit(*at) || *at == '_' || *at == '-')) at++;
    return at == cell->text.end;
}

static inline bool needs_sample(const Outputs *outputs, const Cell *cells, const Tally *tally) {
    enum { FIRST_ERROR = 400 };
    if (outputs->samples != OF_FAILURES) return outputs->samples == OF_ALL;
    if (tally->status == 0 || tally->status >= FIRST_ERROR) return true;
    return !is_method(chosen(outputs, cells, outputs->texts + outputs->success_column));
}

/* Read the time, the status and the size, where the finder has not done that; false where it is refused. */
static inline bool read_measures(Collected *collected, const Cell *cells, Tally *tally) {
    const Outputs *outputs = collected->outputs;
    if (!passes(outputs, cells)) return false;
    if (outputs->time.count) {
        Time time = {0};
        if (!read_status(outputs, cells, &tally->status) || !read_any_time(collected, cells, &time)) return false;
        if (!read_size(outputs, cells, &tally->bytes)) return false;
        tally->time = time.microseconds;
        tally->is_on_wall = time.is_on_wall;
    }
    return read_duration(collected, cells, tally);
}

/* Add the tally of a line, which may have what the finder has read. */
static inline enum Outcome collect(Collected *collected, const Cell *cells, Text line, int64_t number) {
    const Outputs *outputs = collected->outputs;
    Tally *tally = collected->tallies.at_hand;
    if (!read_measures(collected, cells, tally)) return IS_REFUSED;
    for (int32_t column = 0; column < outputs->text_count; column++)
        if (!keep_text(collected, cells, column)) return HAS_NO_MEMORY;
    tally->requests = 1;
    tally->last = tally->time;
    Text sample = needs_sample(outputs, cells, tally) ? line : (Text){0};
    if (!outputs->keeps_status) tally->status = 0;
    tally->slot = number;
    if (outputs->is_grouped)
        tally->slot = tally->time / (tally->is_on_wall ? outputs->wall_slot : outputs->slot) + collected->piece;
    bool is_added = outputs->is_grouped
                        ? add_to_group(&collected->tallies, sample, &collected->hashing)
                        : add_tally(&collected->tallies, tally);
    return is_added ? IS_REQUEST : HAS_NO_MEMORY;
}

static inline bool begin_collecting(Collected *collected, const Outputs *outputs) {
    size_t columns = (size_t)outputs->text_count + 1; /* none is no request for memory */
    collected->outputs = outputs;
    collected->hashing = hashing_with(outputs->key);
    collected->clock = (Clock){.first_year = outputs->first_year, .last_year = outputs->last_year};
    collected->iso_clock = (IsoClock){.first_year = outputs->first_year, .last_year = outputs->last_year};
    /* no text holds these bytes */
    memset(collected->clock.minute, 0xFF, sizeof collected->clock.minute);
    memset(collected->iso_clock.minute, 0xFF, sizeof collected->iso_clock.minute);
    collected->parameters =
        (Parameters){outputs->parameters, outputs->parameter_count, outputs->are_decoded, outputs->constants};
    collected->texts = calloc(columns, sizeof *collected->texts);
    collected->first_clients = calloc(columns, sizeof *collected->first_clients);
    bool has_memory = collected->texts && collected->first_clients;
    return begin_tallies(&collected->tallies, (size_t)outputs->text_count) && has_memory;
}

static inline void end_collecting(Collected *collected) {
    for (int32_t column = 0; collected->texts && column < collected->outputs->text_count; column++)
        free_texts(collected->texts + column);
    free(collected->texts);
    free(collected->joined);
    free(collected->first_clients);
    free(collected->first_paths.codes);
    free_texts(&collected->first_paths.templates);
    free_texts(&collected->unknown_paths);
    free_tallies(&collected->tallies);
}

#endif
