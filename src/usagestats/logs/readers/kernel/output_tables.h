/* What a question wants to know of a line, as tables that Python hands over, and the cells that they choose. */

#ifndef USAGESTATS_OUTPUT_TABLES_H
#define USAGESTATS_OUTPUT_TABLES_H

#include "cells.h"
#include "clients.h"
#include "iso_time.h"
#include "parameters.h"
#include "paths.h"
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
 * parameters that count, or of a path or a client that stands for all that are alike, or the text of every
 * line. `BY_DURATION`: it has the durations that are no numbers. */
enum KeptText { BY_DURATION, AS_CODES, AS_REDUCED, AS_ALIKE, AS_WHOLE, AS_CLIENT };

/* Of which groups the earliest line is kept: of all, or of those that may have failed, which have a status
 * from 400 or none, or no http_method in one column. */
enum Samples { NO_SAMPLES, OF_FAILURES, OF_ALL };

typedef struct {
    Run candidates;
    int32_t only; /* the cell of the only candidate, which is taken as it is; -1: there are others */
    uint8_t choice, kept;
} TextOutput;

/* What must hold of a cell, else the line is refused. */
enum Condition { HAS_TEXT, HAS_NO_TEXT, BEGINS, IS, LACKS };

typedef struct {
    int32_t cell, condition;
    Run texts; /* of BEGINS: in lower case; of IS: one text; of LACKS: it holds none of them */
} Check;

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
    const Constant *constants; /* of checks and parameters */
    int32_t text_count, check_count;
    Run time, status, size, duration; /* empty: nobody asks */
    int32_t may_lack_status; /* a line with a request and a status such as `-` or 000 is a request, too */
    int32_t time_kinds; /* of `TimeKind` */
    Day day;
    const TimeLayout *layouts; /* tried after these */
    int32_t layout_count;
    int32_t is_grouped, keeps_status, duration_texts;
    int32_t samples, success_column; /* that of the http_method, which a success has */
    int32_t parameter_count, are_decoded; /* of `Parameters` */
    const Parameter *parameters;
    const double *bounds; /* of the bins of durations */
    int32_t bound_count;
    int64_t slot, wall_slot; /* microseconds within which times are alike */
    int64_t first_year, last_year;
    double first_time, end_time; /* between which a number is a time */
    Key key;
    PathStates paths; /* may be others before each piece */
    ClientRanges clients;
} Outputs;

/* A time that was read in a layout. */
typedef struct {
    uint8_t text[LONGEST_MOMENT];
    size_t length; /* 0: none was read */
    Time time;
} Moment;

/* The first paths of those that are alike. */
typedef struct {
    int32_t *codes; /* by the number of a kind, or of a template; 0: none came yet */
    size_t count, room;
    Texts templates; /* with the kinds before them */
} FirstPaths;

/* What is collected from all lines of a scan. */
typedef struct {
    const Outputs *outputs;
    Hashing hashing;
    Clock clock;
    IsoClock iso_clock;
    Parameters parameters;
    Texts *texts; /* one for each column */
    int64_t piece; /* what the number of the piece adds to the slots of its groups */
    Tallies tallies;
    uint8_t moment[LONGEST_MOMENT]; /* a time with its day */
    Moment last; /* the next line mostly has the same */
    uint8_t *joined;
    size_t joined_room;
    FirstPaths first_paths;
    int32_t (*first_clients)[CLIENT_KINDS]; /* by column and kind, the code of the first client; 0: none came yet */
    Texts unknown_paths; /* of the piece */
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

static inline bool begins_as(Text text, const Constant *beginning) {
    if (length_of(text) < (size_t)beginning->length) return false;
    for (int32_t at = 0; at < beginning->length; at++)
        if (lower(text.begin[at]) != (uint8_t)beginning->bytes[at]) return false;
    return true;
}

static inline bool passes_check(Text text, const Check *check, const Constant *texts) {
    const Constant *one = texts + check->texts.first, *end = one + check->texts.count;
    switch ((enum Condition)check->condition) {
    case BEGINS:
        while (one < end && !begins_as(text, one)) one++;
        return one < end;
    case IS:
        return is_constant(text, one);
    case LACKS:
        while (one < end && !holds_text(text, (Text){(const uint8_t *)one->bytes, (const uint8_t *)one->bytes + one->length})) one++;
        return one == end;
    default:
        return true;
    }
}

static inline bool passes(const Outputs *outputs, const Cell *cells) {
    for (const Check *check = outputs->checks; check < outputs->checks + outputs->check_count; check++) {
        const Cell *cell = cells + check->cell;
        if (has_text(cell) != (check->condition != HAS_NO_TEXT)) return false;
        if (!passes_check(cell->text, check, outputs->constants)) return false;
    }
    return true;
}

#endif
