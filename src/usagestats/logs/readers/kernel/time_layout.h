/* Times in a layout of fields, such as `Mon May  4 10:15:30 2026`, as `readers/time_layouts.py` makes it. */

#ifndef USAGESTATS_TIME_LAYOUT_H
#define USAGESTATS_TIME_LAYOUT_H

#include "clf_time.h"

/* The last ones are no numbers. HALF is the hour in which this half of a day begins. */
enum TimePart { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, SHORT_YEAR, FRACTION, HOUR_OF_12, HALF, NUMBERS,
                MONTH_NAME = NUMBERS, WEEKDAY, OFFSET, BYTE, BLANKS, PADDING };

typedef struct {
    int32_t part;
    int32_t least, most; /* digits; of BYTE: the byte; of SHORT_YEAR `most`: from which year on it is 19..;
                          * of a name: the letters behind its first three */
} TimeField;

typedef struct {
    const TimeField *fields;
    int32_t count;
    int32_t is_utc; /* where it has no offset; else that is on the wall */
    int32_t year;   /* that stands for the year of times without one; 0: they have it */
} TimeLayout;

static inline bool is_weekday(const uint8_t *at) {
    static const char names[] = "MonTueWedThuFriSatSun";
    for (int day = 0; day < 7; day++)
        if (memcmp(at, names + 3 * day, 3) == 0) return true;
    return false;
}

/* Read `+0200`; NULL where there is none. */
static inline const uint8_t *read_offset(Text text, int64_t *seconds) {
    enum { LENGTH = 5 };
    const uint8_t *at = text.begin;
    if (text.end - at < LENGTH || (*at != '+' && *at != '-')) return NULL;
    unsigned hours = two_digits(at + 1), minutes = two_digits(at + 3);
    if (hours > 23 || minutes > 59) return NULL;
    int64_t ahead = hours * 3600 + minutes * 60;
    *seconds = *at == '-' ? -ahead : ahead;
    return at + LENGTH;
}

/* Read a number of a field; NULL where it has too few digits. */
static inline const uint8_t *read_number(Text text, const TimeField *field, int64_t *numbers) {
    int64_t number = 0, most = field->part == SHORT_YEAR ? 2 : field->most;
    const uint8_t *at = text.begin;
    while (at < text.end && at - text.begin < most && is_digit(*at)) number = number * 10 + (*at++ - '0');
    if (at - text.begin < field->least || (field->part == HOUR_OF_12 && (number < 1 || number > 12))) return NULL;
    if (field->part == SHORT_YEAR) numbers[YEAR] = number + (number >= field->most ? 1900 : 2000);
    else if (field->part != FRACTION) numbers[field->part] = number;
    else {
        for (int64_t digits = at - text.begin; digits < 9; digits++) number *= 10;
        numbers[FRACTION] = number / 1000;
    }
    return at;
}

/* Pass over the blank in the place of the first of two digits. */
static inline const uint8_t *after_padding(Text text) {
    bool is_padded = length_of(text) >= 2 && *text.begin == ' ' && (text.end - text.begin == 2 || !is_digit(text.begin[2]));
    return text.begin + is_padded;
}

/* Read `AM` or `PM`, in any case; NULL where it is neither. */
static inline const uint8_t *read_half(Text text, int64_t *half) {
    if (length_of(text) < 2 || lower(text.begin[1]) != 'm') return NULL;
    if (lower(*text.begin) != 'a' && lower(*text.begin) != 'p') return NULL;
    *half = lower(*text.begin) == 'p' ? 12 : 0;
    return text.begin + 2;
}

/* Pass over the letters of a name behind its first three; NULL where it has too few. */
static inline const uint8_t *after_name(Text text, const TimeField *field) {
    enum { NAME = 3 };
    const uint8_t *begin = text.begin + NAME, *at = begin;
    while (at < text.end && at - begin < field->most && *at >= 'a' && *at <= 'z') at++;
    return at - begin >= field->least ? at : NULL;
}

/* Read what a field stands for; return where the next begins, NULL where it is something else. */
static inline const uint8_t *read_field(Text text, const TimeField *field, int64_t *numbers, int64_t *offset) {
    enum { NAME = 3 };
    const uint8_t *at = text.begin;
    if (field->part == HALF) return read_half(text, numbers + HALF);
    if (field->part < NUMBERS) return read_number(text, field, numbers);
    if (field->part == OFFSET) return read_offset(text, offset);
    if (field->part == BLANKS) {
        while (at < text.end && *at == ' ') at++;
        return at > text.begin ? at : NULL;
    }
    if (field->part == PADDING) return after_padding(text);
    if (field->part == BYTE) return at < text.end && *at == field->least ? at + 1 : NULL;
    if (text.end - at < NAME) return NULL;
    if (field->part == WEEKDAY) return is_weekday(at) ? after_name(text, field) : NULL;
    numbers[MONTH] = month_named(at);
    return numbers[MONTH] ? after_name(text, field) : NULL;
}

/* Read a whole text; false where it is no such time, or has a leap second. */
static inline bool read_in_layout(const TimeLayout *layout, Text text, int64_t first_year, int64_t last_year, Time *time) {
    int64_t numbers[NUMBERS] = {0}, offset = 0;
    bool has_offset = false;
    for (const TimeField *field = layout->fields; field < layout->fields + layout->count; field++) {
        text.begin = read_field(text, field, numbers, &offset);
        if (!text.begin) return false;
        has_offset |= field->part == OFFSET;
    }
    int64_t year = layout->year ? layout->year : numbers[YEAR], day = numbers[DAY];
    if (offset && (year == first_year || year == last_year)) return false; /* it may be another one in UTC */
    if (!is_empty(text) || (!layout->year && (year < first_year || year > last_year))) return false;
    if (numbers[HOUR_OF_12]) numbers[HOUR] = numbers[HOUR_OF_12] % 12 + numbers[HALF];
    if (numbers[MONTH] < 1 || numbers[MONTH] > 12 || numbers[HOUR] > 23 || numbers[MINUTE] > 59) return false;
    unsigned month = (unsigned)numbers[MONTH];
    if (numbers[SECOND] > 59 || day < 1 || day > days_of(month, year)) return false;
    int64_t minutes = (days_until(year, month, (unsigned)day) * 24 + numbers[HOUR]) * 60 + numbers[MINUTE];
    time->microseconds = (minutes * 60 + numbers[SECOND] - offset) * 1000000 + numbers[FRACTION];
    time->is_on_wall = !has_offset && !layout->is_utc;
    return true;
}

#endif
