/* `[10/Oct/2000:13:55:36.5 -0700] `, as `values/clf_time.py` reads it: the two are held equal by tests. */

#ifndef USAGESTATS_CLF_TIME_H
#define USAGESTATS_CLF_TIME_H

#include "text.h"

enum { MINUTE_LENGTH = 17 }; /* 10/Oct/2000:13:55 */

typedef struct {
    int64_t first_year, last_year; /* between which times can be counted */
    uint8_t minute[MINUTE_LENGTH]; /* the last one that was read: the next line mostly has it too */
    int64_t seconds;               /* from 1970 to it on the wall */
} Clock;

typedef struct {
    int64_t microseconds; /* from 1970: UTC, or on the wall of the log zone */
    bool is_on_wall;      /* whether the line writes no offset */
} Time;

/* Two digits; more than 99 where they are none. */
static inline unsigned two_digits(const uint8_t *at) {
    return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10u + (at[1] - '0') : 100u;
}

/* January is 1; 0 is none. */
static inline unsigned month_named(const uint8_t *at) {
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned month = 0; month < 12; month++)
        if (memcmp(at, names + 3 * month, 3) == 0) return month + 1;
    return 0;
}

static inline bool is_leap(int64_t year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static inline unsigned days_of(unsigned month, int64_t year) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Days from 1 January 1970 to a day of the Gregorian calendar. */
static inline int64_t days_until(int64_t year, unsigned month, unsigned day) {
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t past = year - 1;
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400;
    return days + before[month - 1] + (month > 2 && is_leap(year)) + day - 1 - 719162;
}

/* Read `10/Oct/2000:13:55`, or with a blank before the hour; false where there is no such minute. */
static inline bool read_minute(Clock *clock, const uint8_t *at) {
    if (memcmp(at, clock->minute, MINUTE_LENGTH) == 0) return true;
    unsigned day = two_digits(at), month = month_named(at + 3);
    unsigned century = two_digits(at + 7), year_of_century = two_digits(at + 9);
    unsigned hour = two_digits(at + 12), minute = two_digits(at + 15);
    if (at[2] != '/' || at[6] != '/' || (at[11] != ':' && at[11] != ' ') || at[14] != ':') return false;
    if (!month || century > 99 || year_of_century > 99 || hour > 23 || minute > 59) return false;
    int64_t year = century * 100 + year_of_century;
    if (year < clock->first_year || year > clock->last_year) return false;
    if (day < 1 || day > days_of(month, year)) return false;
    clock->seconds = (days_until(year, month, day) * 24 + hour) * 3600 + minute * 60;
    memcpy(clock->minute, at, MINUTE_LENGTH);
    return true;
}

/* Read a fraction of a second with up to nine digits, cut to microseconds; where there is none,
 * nothing is read. Return where the next begins, NULL where no digit follows the point. */
static inline const uint8_t *read_fraction(Text text, int64_t *microseconds) {
    const uint8_t *at = text.begin;
    if (is_empty(text) || *at != '.') return at;
    const uint8_t *begin = ++at;
    int64_t unit = 100000;
    for (; at < text.end && is_digit(*at) && at - begin < 9; at++, unit /= 10)
        *microseconds += (*at - '0') * unit;
    return at == begin ? NULL : at;
}

/* Read a time in brackets and the blank after it; return where the next begins, NULL if none. */
static inline const uint8_t *read_time(Clock *clock, Text text, Time *time) {
    enum { ON_WALL = 1 + MINUTE_LENGTH + 3 + 2, OFFSET = 6 };
    const uint8_t *at = text.begin;
    if (length_of(text) < ON_WALL || at[0] != '[' || !read_minute(clock, at + 1)) return NULL;
    at += 1 + MINUTE_LENGTH;
    unsigned second = two_digits(at + 1);
    if (at[0] != ':' || second > 60) return NULL;
    if (second == 60) second = 59; /* a leap second counts as the one before it */
    int64_t seconds = clock->seconds + second, fraction = 0;
    at = read_fraction((Text){at + 3, text.end}, &fraction);
    if (!at || text.end - at < 2) return NULL;
    time->is_on_wall = at[0] == ']';
    if (!time->is_on_wall) {
        if (text.end - at < OFFSET + 2 || at[0] != ' ' || (at[1] != '+' && at[1] != '-')) return NULL;
        unsigned hours = two_digits(at + 2), minutes = two_digits(at + 4);
        if (hours > 23 || minutes > 59) return NULL;
        int64_t offset = hours * 3600 + minutes * 60;
        seconds -= at[1] == '-' ? -offset : offset;
        at += 6;
    }
    time->microseconds = seconds * 1000000 + fraction;
    return at[0] == ']' && at[1] == ' ' ? at + 2 : NULL;
}

#endif
