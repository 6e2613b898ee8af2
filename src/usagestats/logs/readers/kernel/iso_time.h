/* `2026-05-04T10:15:30.123+02:00` and its kin, as `values/iso_time.py` reads them. */

#ifndef USAGESTATS_ISO_TIME_H
#define USAGESTATS_ISO_TIME_H

#include "clf_time.h"

enum { ISO_MINUTE = 16 }; /* 2026-05-04T10:15 */

typedef struct {
    int64_t first_year, last_year; /* between which times can be counted */
    uint8_t minute[ISO_MINUTE];    /* the last one that was read */
    int64_t seconds;               /* from 1970 to it on the wall */
} IsoClock;

static inline bool is_one_of(uint8_t byte, const char *bytes) {
    return byte && strchr(bytes, byte);
}

/* Read `2026-05-04T10:15`; false where there is no such minute. */
static inline bool read_iso_minute(IsoClock *clock, const uint8_t *at) {
    if (memcmp(at, clock->minute, ISO_MINUTE) == 0) return true;
    unsigned century = two_digits(at), year_of_century = two_digits(at + 2), month = two_digits(at + 5);
    unsigned day = two_digits(at + 8), hour = two_digits(at + 11), minute = two_digits(at + 14);
    if (!is_one_of(at[4], "-/") || !is_one_of(at[7], "-/")) return false;
    if (!is_one_of(at[10], "Tt ") || at[13] != ':') return false;
    if (century > 99 || year_of_century > 99 || month < 1 || month > 12) return false;
    if (hour > 23 || minute > 59) return false;
    int64_t year = century * 100 + year_of_century;
    if (year < clock->first_year || year > clock->last_year) return false;
    if (day < 1 || day > days_of(month, year)) return false;
    clock->seconds = (days_until(year, month, day) * 24 + hour) * 3600 + minute * 60;
    memcpy(clock->minute, at, ISO_MINUTE);
    return true;
}

/* Read `Z`, `UTC`, `+02:00`, `+0200` and perhaps ` UTC` behind it; false where it is none. */
static inline bool read_zone(Text text, int64_t *offset) {
    const uint8_t *at = text.begin;
    *offset = 0;
    if (is_byte(text, 'Z') || is_byte(text, 'z')) return true;
    if (length_of(text) < 5 || (*at != '+' && *at != '-')) return length_of(text) == 3 && begins_with(text, "UTC");
    const uint8_t *minute_at = at[3] == ':' ? at + 4 : at + 3;
    if (text.end - minute_at < 2) return false;
    unsigned hours = two_digits(at + 1), minutes = two_digits(minute_at);
    if (hours > 23 || minutes > 59) return false;
    int64_t seconds = hours * 3600 + minutes * 60;
    *offset = *at == '-' ? -seconds : seconds;
    Text after = {minute_at + 2, text.end};
    return is_empty(after) || (length_of(after) == 4 && begins_with(after, " UTC"));
}

/* Read a whole text; false where it is no such time. */
static inline bool read_iso_time(IsoClock *clock, Text text, Time *time) {
    enum { ON_WALL = ISO_MINUTE + 3, MOST = 30 };
    if (length_of(text) < ON_WALL || !read_iso_minute(clock, text.begin)) return false;
    const uint8_t *at = text.begin + ISO_MINUTE;
    unsigned second = two_digits(at + 1);
    if (at[0] != ':' || second > 60) return false;
    int64_t seconds = clock->seconds + (second == 60 ? 59 : second), fraction = 0, offset = 0;
    at += 3;
    if (at < text.end && (*at == '.' || *at == ',')) {
        const uint8_t *begin = ++at;
        for (int64_t unit = 100000; at < text.end && is_digit(*at); at++, unit /= 10)
            fraction += (*at - '0') * unit;
        if (at == begin || at - begin > MOST) return false;
    }
    time->is_on_wall = at == text.end;
    if (at < text.end && *at == ' ') at++;
    if (!time->is_on_wall && !read_zone((Text){at, text.end}, &offset)) return false;
    time->microseconds = (seconds - offset) * 1000000 + fraction;
    return true;
}

/* Read `10/Oct/2000:13:55:36.5 -0700`, perhaps in brackets, as a whole text. */
static inline bool read_bare_clf_time(Clock *clock, Text text, Time *time) {
    enum { BARE = MINUTE_LENGTH + 3 };
    if (!is_empty(text) && text.begin[0] == '[' && text.end[-1] == ']') text = (Text){text.begin + 1, text.end - 1};
    if (length_of(text) < BARE || !read_minute(clock, text.begin)) return false;
    const uint8_t *at = text.begin + MINUTE_LENGTH;
    unsigned second = two_digits(at + 1);
    if (at[0] != ':' || second > 60) return false;
    int64_t seconds = clock->seconds + (second == 60 ? 59 : second), fraction = 0, offset = 0;
    at = read_fraction((Text){at + 3, text.end}, &fraction);
    if (!at) return false;
    time->is_on_wall = at == text.end;
    if (!time->is_on_wall) {
        enum { OFFSET = 6 };
        if (text.end - at != OFFSET || *at != ' ' || !read_zone((Text){at + 1, text.end}, &offset)) return false;
    }
    time->microseconds = (seconds - offset) * 1000000 + fraction;
    return true;
}

#endif
