/* The cells of a line → a tally: what a question wants to know of a line, by tables that Python hands over. */

#ifndef USAGESTATS_OUTPUTS_H
#define USAGESTATS_OUTPUTS_H

#include "cells.h"
#include "iso_time.h"
#include "numbers.h"
#include "parameters.h"
#include "tallies.h"
#include "texts.h"
#include "time_layout.h"

/* Cells that are tried one after the other: a stretch of the candidates. */
typedef struct {
    int32_t first, count;
} Run;

typedef struct {
    int32_t cell;
    Run signs;       /* of cells in `signs`: where one has a text, or a number a fraction, it is in seconds */
    double per_unit; /* milliseconds in the unit of a duration; 0: the text must name the unit */
} Candidate;

/* Which candidate counts: the first text that is not like `-`; else any first text; or the first one as it is. */
enum Choice { IS_KNOWN, IS_WRITTEN, AS_IS };

/* The notations of a time; a format has some of them. */
enum TimeKind {
    IS_ISO = 1,
    IS_CLF = 2,
    IS_ANY_EPOCH = 4,
    IS_EPOCH_SECONDS = 8,
    IS_EPOCH_MILLISECONDS = 16,
    IS_EPOCH_MICROSECONDS = 32
};

/* How a column of texts is kept: as a number for each distinct text, the same of a query that is cut to the
 * parameters that count, or the text of every line. `BY_DURATION`: it has the durations that are no numbers. */
enum KeptText { BY_DURATION, AS_CODES, AS_REDUCED, AS_WHOLE };

/* Of which groups the earliest line is kept: of all, or of those that may have failed, which have a status
 * from 400 or none, or no http_method in one column. */
enum Samples { NO_SAMPLES, OF_FAILURES, OF_ALL };

typedef struct {
    Run candidates;
    int32_t only; /* the cell of the only candidate, which is taken as it is; -1: there are others */
    uint8_t choice, kept;
} TextOutput;

/* What must hold of a cell, else the line is refused. */
enum Condition { HAS_TEXT, HAS_NO_TEXT, BEGINS, IS };

typedef struct {
    int32_t cell, condition;
    Run beginnings; /* of BEGINS: in lower case; of IS: one text */
} Check;

typedef struct {
    const char *bytes;
    int32_t length;
} Beginning;

/* The day of times that are only a time of day. */
typedef struct {
    const char *all; /* the day of lines that have none */
    int32_t length;
    int32_t cell;     /* of the day of a line; 0: no line has one */
    int32_t is_apart; /* else every time has its day */
    int32_t is_utc;   /* else it is that of the log zone */
} Day;

enum { LONGEST_MOMENT = 64 };

typedef struct {
    const Candidate *candidates;
    const int32_t *signs;
    const TextOutput *texts;
    const Check *checks;
    const Beginning *beginnings;
    int32_t text_count, check_count;
    Run time, status, size, duration; /* empty: nobody asks */
    int32_t time_kinds; /* of `TimeKind` */
    Day day;
    const TimeLayout *layouts; /* tried after these */
    int32_t layout_count;
    int32_t is_grouped, keeps_status, duration_texts;
    int32_t samples, success_column; /* that of the http_method, which a success has */
    int32_t name_count; /* of parameters */
    const char *const *names;
    const int32_t *name_lengths;
    const double *bounds; /* of the bins of durations */
    int32_t bound_count;
    int64_t slot, wall_slot; /* microseconds within which times are alike */
    int64_t first_year, last_year;
    double first_time, end_time; /* between which a number is a time */
    Key key;
} Outputs;

/* A time that was read in a layout. */
typedef struct {
    uint8_t text[LONGEST_MOMENT];
    size_t length; /* 0: none was read */
    Time time;
} Moment;

/* What is collected from all lines of a scan. */
typedef struct {
    const Outputs *outputs;
    Hashing hashing;
    Clock clock;
    IsoClock iso_clock;
    Names names;
    Texts *texts; /* one for each column */
    Tallies tallies;
    uint8_t moment[LONGEST_MOMENT]; /* a time with its day */
    Moment last; /* the next line mostly has the same */
    uint8_t *joined;
    size_t joined_room;
} Collected;

static inline bool is_nothing(Text text) {
    size_t length = length_of(text);
    if (length > 2) return false;
    return length == 0 || (length == 1 && *text.begin == '-') || (length == 2 && memcmp(text.begin, "\"\"", 2) == 0);
}

static inline bool has_text(const Cell *cell) {
    return cell->form == PLAIN || cell->form == ESCAPED || cell->form == NUMBER;
}

/* The first cell with a text that stands for something; NULL where there is none. */
static inline const Cell *known(const Outputs *outputs, const Cell *cells, Run run, const Candidate **which) {
    const Candidate *candidate = outputs->candidates + run.first;
    for (const Candidate *end = candidate + run.count; candidate < end; candidate++) {
        const Cell *cell = cells + candidate->cell;
        if (!has_text(cell) || is_nothing(cell->text)) continue;
        if (which) *which = candidate;
        return cell;
    }
    return NULL;
}

static inline const Cell *chosen(const Outputs *outputs, const Cell *cells, const TextOutput *output) {
    if (output->only >= 0) return has_text(cells + output->only) ? cells + output->only : NULL;
    const Cell *cell = output->choice == AS_IS ? NULL : known(outputs, cells, output->candidates, NULL);
    if (cell || output->choice == IS_KNOWN) return cell;
    for (int32_t number = 0; number < output->candidates.count; number++) {
        cell = cells + outputs->candidates[output->candidates.first + number].cell;
        if (has_text(cell)) return cell;
    }
    return NULL;
}

static inline bool begins_as(Text text, const Beginning *beginning) {
    if (length_of(text) < (size_t)beginning->length) return false;
    for (int32_t at = 0; at < beginning->length; at++)
        if (lower(text.begin[at]) != (uint8_t)beginning->bytes[at]) return false;
    return true;
}

static inline bool is_text(Text text, const Beginning *whole) {
    return length_of(text) == (size_t)whole->length && memcmp(text.begin, whole->bytes, length_of(text)) == 0;
}

static inline bool passes(const Outputs *outputs, const Cell *cells) {
    for (const Check *check = outputs->checks; check < outputs->checks + outputs->check_count; check++) {
        const Cell *cell = cells + check->cell;
        if (has_text(cell) != (check->condition != HAS_NO_TEXT)) return false;
        const Beginning *one = outputs->beginnings + check->beginnings.first, *end = one + check->beginnings.count;
        if (check->condition == IS && !is_text(cell->text, one)) return false;
        if (check->condition != BEGINS) continue;
        while (one < end && !begins_as(cell->text, one)) one++;
        if (one == end) return false;
    }
    return true;
}

/* Whether a text has the form `1777889730.123`, with microseconds at most. */
static inline bool is_in_whole_seconds(Text text) {
    const uint8_t *point = find_any(text, '.', '.', '.');
    int64_t whole = point - text.begin, fraction = text.end - point;
    return whole >= 9 && whole <= 10 && fraction <= 7;
}

/* Whether a text of so many bytes, or one more, is all digits. */
static inline bool is_whole(Text text, size_t length) {
    const uint8_t *at = text.begin;
    while (at < text.end && is_digit(*at)) at++;
    return at == text.end && (length_of(text) == length || length_of(text) == length + 1);
}

/* Whether a text is of a kind of numbers whose unit `read_epoch` sees. */
static inline bool is_epoch(Text text, int32_t kinds) {
    enum { MILLISECONDS = 12, MICROSECONDS = 15 };
    if (kinds & IS_ANY_EPOCH) return true;
    if ((kinds & IS_EPOCH_MILLISECONDS) && is_whole(text, MILLISECONDS)) return true;
    if ((kinds & IS_EPOCH_MICROSECONDS) && is_whole(text, MICROSECONDS)) return true;
    return (kinds & IS_EPOCH_SECONDS) && is_in_whole_seconds(text);
}

/* Put the day before a time of day, as `values/line_times.py` does; an empty text where that is too long. */
static inline Text with_day(Collected *collected, const Cell *cells, Text clock) {
    const Day *task = &collected->outputs->day;
    if (!task->is_apart || length_of(clock) < 3 || clock.begin[2] != ':') return clock;
    Text day = {(const uint8_t *)task->all, (const uint8_t *)task->all + task->length};
    if (task->cell && has_text(cells + task->cell) && !is_empty(cells[task->cell].text)) day = cells[task->cell].text;
    if (length_of(day) + length_of(clock) + 2 > LONGEST_MOMENT) return (Text){0};
    uint8_t *to = collected->moment;
    memcpy(to, day.begin, length_of(day));
    to += length_of(day);
    *to++ = ' ';
    memcpy(to, clock.begin, length_of(clock));
    to += length_of(clock);
    if (task->is_utc) *to++ = 'Z';
    return (Text){collected->moment, to};
}

static inline bool read_in_layouts(Collected *collected, Text text, Time *time) {
    const Outputs *outputs = collected->outputs;
    Moment *last = &collected->last;
    size_t length = length_of(text);
    bool is_found = length && length == last->length && are_same(text.begin, last->text, length);
    if (is_found) *time = last->time;
    for (int32_t number = 0; !is_found && number < outputs->layout_count; number++)
        is_found = read_in_layout(outputs->layouts + number, text, outputs->first_year, outputs->last_year, time);
    if (is_found && length <= LONGEST_MOMENT) {
        memcpy(last->text, text.begin, length);
        last->length = length;
        last->time = *time;
    }
    return is_found;
}

static inline bool read_any_time(Collected *collected, const Cell *cells, Time *time) {
    const Outputs *outputs = collected->outputs;
    const Cell *cell = known(outputs, cells, outputs->time, NULL);
    if (!cell) return false;
    Text text = with_day(collected, cells, cell->text);
    int32_t kinds = outputs->time_kinds;
    if (length_of(text) > 4 && (text.begin[4] == '-' || text.begin[4] == '/')) {
        if ((kinds & IS_ISO) && read_iso_time(&collected->iso_clock, text, time)) return true;
        return read_in_layouts(collected, text, time);
    }
    time->is_on_wall = false;
    if (is_epoch(text, kinds) && read_epoch(text, outputs->first_time, outputs->end_time, &time->microseconds)) return true;
    if ((kinds & IS_CLF) && read_bare_clf_time(&collected->clock, text, time)) return true;
    return read_in_layouts(collected, text, time);
}

/* Read a status of three digits; false for anything else, where the question or the format has one. */
static inline bool read_status(const Outputs *outputs, const Cell *cells, int16_t *status) {
    if (!outputs->status.count) return true;
    const Cell *cell = known(outputs, cells, outputs->status, NULL);
    if (!cell || length_of(cell->text) != 3) return false;
    const uint8_t *at = cell->text.begin;
    if (!is_digit(at[0]) || !is_digit(at[1]) || !is_digit(at[2]) || at[0] == '0') return false;
    *status = (int16_t)((at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0'));
    return true;
}

/* Read a number of bytes, -1 for none, or a text that is none, or one that nobody believes; false where
 * that is not plain. */
static inline bool read_size(const Outputs *outputs, const Cell *cells, int64_t *size) {
    enum { MOST = 18 };
    const Cell *cell = known(outputs, cells, outputs->size, NULL);
    *size = -1;
    if (!cell) return true;
    if (length_of(cell->text) > MOST) return false;
    int64_t number = 0;
    for (const uint8_t *at = cell->text.begin; at < cell->text.end; at++) {
        if (!is_digit(*at)) return true;
        number = number * 10 + (*at - '0');
    }
    if (number <= (int64_t)EXACT) *size = number;
    return true;
}

static inline bool is_in_seconds(const Outputs *outputs, const Cell *cells, const Candidate *candidate, Text text) {
    if (!candidate->signs.count) return false;
    if (holds(text, '.')) return true;
    for (int32_t number = 0; number < candidate->signs.count; number++)
        if (has_text(cells + outputs->signs[candidate->signs.first + number])) return true;
    return false;
}

/* Whether a text has only digits and points. */
static inline bool is_of_digits(Text text) {
    const uint8_t *at = text.begin;
    while (at < text.end && (is_digit(*at) || *at == '.')) at++;
    return at == text.end;
}

/* Read a duration: a number, or a text that gets a code; false for numbers that are not plain. */
static inline bool read_duration(Collected *collected, const Cell *cells, Tally *tally) {
    const Outputs *outputs = collected->outputs;
    const Candidate *candidate = NULL;
    Decimal decimal;
    tally->duration = NAN;
    tally->bin = -1;
    if (!outputs->duration.count) return true;
    const Cell *cell = known(outputs, cells, outputs->duration, &candidate);
    if (!cell) return true;
    if (read_decimal(cell->text, &decimal)) {
        bool may_be_shorter = cell->form == NUMBER && decimal.fraction && decimal.whole + decimal.fraction > SURE_DIGITS;
        if (candidate->signs.count && may_be_shorter) return false;
        double per_unit = is_in_seconds(outputs, cells, candidate, cell->text) ? 1e3 : candidate->per_unit;
        if (per_unit == 0) return true;
        tally->duration = duration_of(decimal, per_unit);
        if (outputs->is_grouped && tally->duration >= 0)
            tally->bin = bin_of(tally->duration, outputs->bounds, outputs->bound_count);
        return true;
    }
    if (cell->form == NUMBER || is_of_digits(cell->text)) return false;
    Texts *texts = collected->texts + outputs->duration_texts;
    int32_t *code = tally->codes + outputs->duration_texts;
    *code = code_of(texts, cell->text, &collected->hashing);
    return *code >= 0;
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
    if (output->kept == AS_REDUCED) {
        if (!reduce(text, &collected->names, &collected->joined, &collected->joined_room, &text)) return false;
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
    tally->slot = outputs->is_grouped ? tally->time / (tally->is_on_wall ? outputs->wall_slot : outputs->slot) : number;
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
    collected->names = (Names){outputs->names, outputs->name_lengths, outputs->name_count};
    collected->texts = calloc(columns, sizeof *collected->texts);
    return begin_tallies(&collected->tallies, (size_t)outputs->text_count) && collected->texts;
}

static inline void end_collecting(Collected *collected) {
    for (int32_t column = 0; collected->texts && column < collected->outputs->text_count; column++)
        free_texts(collected->texts + column);
    free(collected->texts);
    free(collected->joined);
    free_tallies(&collected->tallies);
}

#endif
