/* The cells of a line → its time, status, size and duration. */

#ifndef USAGESTATS_MEASURES_H
#define USAGESTATS_MEASURES_H

#include "numbers.h"
#include "output_tables.h"

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

/* Read a time in one of the notations of the format. */
static inline bool read_time_text(Collected *collected, Text text, Time *time) {
    const Outputs *outputs = collected->outputs;
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

static inline bool read_any_time(Collected *collected, const Cell *cells, Time *time) {
    const Cell *cell = known(collected->outputs, cells, collected->outputs->time, NULL);
    return cell && read_time_text(collected, with_day(collected, cells, cell->text), time);
}

/* Read a status of three digits, or one that stands for none where the format allows that: `-`, `-1`, or a
 * number such as 000 or 0; false for anything else, where the question or the format has a status. */
static inline bool read_status(const Outputs *outputs, const Cell *cells, int16_t *status) {
    if (!outputs->status.count) return true;
    const Cell *cell = known(outputs, cells, outputs->status, NULL);
    if (!cell) return outputs->may_lack_status;
    const uint8_t *at = cell->text.begin;
    if (length_of(cell->text) == 2 && at[0] == '-' && at[1] == '1') return outputs->may_lack_status;
    if (length_of(cell->text) > 3) return false;
    int number = 0;
    for (; at < cell->text.end; at++) {
        if (!is_digit(*at)) return false;
        number = number * 10 + (*at - '0');
    }
    if (number < 100) return outputs->may_lack_status;
    *status = (int16_t)number;
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

#endif
