/* What scans of every kind hand out. */

#ifndef USAGESTATS_FOUND_H
#define USAGESTATS_FOUND_H

#include "texts.h"

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef struct {
    const uint8_t *bytes;
    int64_t size, count;
} TextsFound;

/* A line that is left to the careful path. */
typedef struct {
    int64_t number;     /* from 0, within the scan */
    int64_t offset;     /* where it begins, with its layers, in the piece */
    int64_t is_wrapped; /* whether its layers could not be taken off */
} Refused;

#endif
