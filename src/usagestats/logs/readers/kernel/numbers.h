/* Decimal numbers as Python reads them: whole ones, and the same nearest floating-point numbers. */

#ifndef USAGESTATS_NUMBERS_H
#define USAGESTATS_NUMBERS_H

#include <math.h>

#include "text.h"

enum {
    MOST_DIGITS = 19,
    MOST_FRACTION = 17,
    SURE_DIGITS = 15 /* so many are surely the shortest ones of their number */
};
#define EXACT 9007199254740992.0 /* 2^53: every whole number up to it is a floating-point number */

/* `digits` / 10^`fraction`. */
typedef struct {
    uint64_t digits;
    int whole, fraction; /* how many digits stand before and after the point */
} Decimal;

/* Read `12.345` or `12`; false for other texts, and for more digits than are sure to be exact. */
static inline bool read_decimal(Text text, Decimal *number) {
    const uint8_t *at = text.begin, *point = NULL;
    uint64_t digits = 0;
    if (length_of(text) > MOST_DIGITS + 1) return false;
    for (; at < text.end; at++) {
        if (is_digit(*at)) digits = digits * 10 + (uint64_t)(*at - '0');
        else if (*at == '.' && !point) point = at;
        else return false;
    }
    number->digits = digits;
    number->whole = (int)((point ? point : text.end) - text.begin);
    number->fraction = point ? (int)(text.end - point - 1) : 0;
    if (number->whole == 0 || (point && number->fraction == 0)) return false;
    return number->whole + number->fraction <= MOST_DIGITS && number->fraction <= MOST_FRACTION;
}

static inline double power_of_ten(int exponent) {
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,
                                    1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17};
    return powers[exponent];
}

/* The floating-point number that is nearest to a decimal one: exact up to 2^53, where the division
 * of two exact numbers rounds once; beyond, a quotient of more bits than are kept is rounded once. */
static inline double nearest(Decimal number) {
    if (number.digits <= (uint64_t)EXACT) return (double)number.digits / power_of_ten(number.fraction);
    if (number.fraction == 0) return (double)number.digits;
    uint64_t divisor = (uint64_t)power_of_ten(number.fraction);
    unsigned __int128 scaled = (unsigned __int128)number.digits << 64;
    unsigned __int128 quotient = scaled / divisor;
    if (scaled % divisor) quotient |= 1; /* far below the last bit that is kept */
    return (double)quotient * 0x1p-64;
}

/* As Python's `math.floor(number + 0.5)` of a number from 0, in two steps that no processor may join. */
static inline double rounded(double number) {
    volatile double half_up = number + 0.5;
    return half_up < EXACT ? (double)(int64_t)half_up : half_up;
}

/* Whole microseconds from 1970 to a time in seconds, milli-, micro- or nanoseconds: its size shows
 * the unit. False where it is in no unit between two times. As `readers/json/times.py` has it. */
static inline bool read_epoch(Text text, double first, double end, int64_t *microseconds) {
    enum { FEWEST = 9 };
    static const double factors[] = {1e6, 1e3, 1.0, 1e-3};
    Decimal decimal;
    if (!read_decimal(text, &decimal) || decimal.whole < FEWEST) return false;
    double number = nearest(decimal);
    for (int unit = 0; unit < 4; unit++) {
        volatile double product = number * factors[unit];
        double count = rounded(product);
        if (count < first || count >= end) continue;
        *microseconds = (int64_t)count;
        return true;
    }
    return false;
}

/* Milliseconds, rounded to picoseconds, of a number of some unit; NaN for more than 2^53. */
static inline double duration_of(Decimal decimal, double per_unit) {
    volatile double milliseconds = nearest(decimal) * per_unit;
    if (!(milliseconds < EXACT)) return NAN;
    volatile double picoseconds = milliseconds * 1e6;
    return rounded(picoseconds) / 1e6;
}

/* The place of a duration among the bounds of bins, in rising order: how many of them it exceeds. */
static inline int32_t bin_of(double milliseconds, const double *bounds, int32_t count) {
    int32_t low = 0, high = count;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (bounds[middle] < milliseconds) low = middle + 1;
        else high = middle;
    }
    return low;
}

#endif
