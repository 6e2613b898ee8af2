/* The part of a line before its quoted request.
 *
 *     [HOST] CLIENT - USER [TIME] [HOST] "         NCSA
 *     [TIME] HOST CLIENT "                         APIcast
 *
 * Stricter than the careful path of `readers/before_time.py` and `formats/apicast.py`, which gets
 * what is refused here. Since a word has no bracket, the first one is that of the time, as it is
 * there.
 */

#ifndef USAGESTATS_BEFORE_REQUEST_H
#define USAGESTATS_BEFORE_REQUEST_H

#include "addresses.h"
#include "clf_time.h"

typedef struct {
    Time time;
    Text other_time;         /* in another notation than that of the common log; else empty */
    Text host, client, user; /* as written; empty where there is none */
} Before;

/* Read a time in brackets, or take its text where that is in another notation with a date; return where the
 * next begins, NULL if none. */
static inline const uint8_t *read_moment(Clock *clock, Text text, Before *before) {
    enum { LEAST = 6 };
    const uint8_t *at = read_time(clock, text, &before->time);
    if (at || length_of(text) < LEAST || *text.begin++ != '[') return at;
    if (!is_letter(*text.begin) && text.begin[4] != '-' && text.begin[4] != '/') return NULL;
    const uint8_t *end = find_any(text, '[', ']', ']');
    if (text.end - end < 2 || end[0] != ']' || end[1] != ' ') return NULL;
    before->other_time = (Text){text.begin, end};
    return end + 2;
}

/* Lines that `readers/ignored.py` passes over: `Proxy - started`, with `-` as the name of a proxy. */
static inline bool is_line_of_haproxy(Text third_word) {
    return begins_with(third_word, "started") || begins_with(third_word, "stopped");
}

/* Tell client, user and virtual host apart as `read_before_time` does; false where it is not plain. */
static inline bool read_words(const Text *words, int count, const uint8_t *end, Before *before) {
    if (count != 3 && count != 4) return false;
    const Text *client = words + count - 3;
    if (!is_byte(client[1], '-') || !is_user(client[2])) return false;
    if (!is_client(client[0], end) && (count == 4 || !is_byte(client[0], '-'))) return false;
    if (count == 3 && is_line_of_haproxy(client[2])) return false;
    if (count == 4 && !is_virtual_host(words[0])) return false;
    if (count == 4) before->host = words[0];
    before->client = client[0];
    if (!is_byte(client[2], '-')) before->user = client[2];
    return true;
}

/* Return where the request begins, after its quotation mark; NULL for a line that is refused. */
static inline const uint8_t *read_before_ncsa(Clock *clock, Text line, Before *before) {
    Text words[4];
    int count = 0;
    const uint8_t *at = line.begin;
    /* a comment, or a byte order mark that is no part of the line */
    if (is_empty(line) || *at == '#' || *at >= 0x80) return NULL;
    while (at < line.end && *at != '[') {
        const uint8_t *end = word_end((Text){at, line.end});
        if (count == 4 || end == at || end == line.end || *end != ' ') return NULL;
        words[count++] = (Text){at, end};
        at = end + 1;
    }
    if (!read_words(words, count, line.end, before)) return NULL;
    at = read_moment(clock, (Text){at, line.end}, before);
    if (!at || at == line.end) return NULL;
    if (*at != '"') {
        const uint8_t *end = word_end((Text){at, line.end});
        if (end == at || line.end - end < 2 || *end != ' ') return NULL;
        before->host = (Text){at, end};
        at = end + 1;
    }
    return *at == '"' ? at + 1 : NULL;
}

/* The same for APIcast. */
static inline const uint8_t *read_before_apicast(Clock *clock, Text line, Before *before) {
    const uint8_t *at = read_moment(clock, line, before);
    if (!at) return NULL;
    Text *words[] = {&before->host, &before->client};
    for (int number = 0; number < 2; number++) {
        const uint8_t *end = word_end((Text){at, line.end});
        if (end == at || end == line.end || *end != ' ') return NULL;
        *words[number] = (Text){at, end};
        at = end + 1;
    }
    return at < line.end && *at == '"' ? at + 1 : NULL;
}

#endif
