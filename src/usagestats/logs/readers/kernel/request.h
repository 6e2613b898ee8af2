/* `METHOD PATH?QUERY HTTP/1.1" STATUS BYTES`: the request without its first quotation mark, and what
 * follows; read as `values/request_line.py` and `values/numbers.py` read it.
 */

#ifndef USAGESTATS_REQUEST_H
#define USAGESTATS_REQUEST_H

#include "text.h"

typedef struct {
    Text method, path, query;
    Text host;            /* of an absolute URL; else empty */
    bool is_request_line; /* whether there is a method and a target; else the others are empty */
    bool has_query;       /* whether there is a question mark */
    int16_t status;       /* 0 where the line has none */
    int64_t bytes;        /* -1 where the line has none */
    Text after;           /* the rest of the line */
} Request;

/* `LARGEST_SIZE` of `values/numbers.py`. */
#define LARGEST_SIZE ((int64_t)1 << 53)

/* Where the quotation mark stands that no backslash escapes; the end where there is none. */
static inline const uint8_t *closing_quote(Text text) {
    const uint8_t *begin = text.begin;
    for (;;) {
        const uint8_t *quote = find_any(text, '"', '"', '"');
        const uint8_t *run = quote;
        while (run > begin && run[-1] == '\\') run--;
        if (quote == text.end || (quote - run) % 2 == 0) return quote;
        text.begin = quote + 1;
    }
}

/* ` 200 512`, then the end, a blank or a quotation mark. */
static inline bool read_status_and_size(Text text, Request *request) {
    const uint8_t *at = text.begin;
    if (length_of(text) < 4 || at[0] != ' ') return false;
    if (at[1] == '-' && at[2] == ' ') {
        request->status = 0;
        at += 3;
    } else {
        if (length_of(text) < 6 || at[4] != ' ') return false;
        if (!is_digit(at[1]) || !is_digit(at[2]) || !is_digit(at[3])) return false;
        int status = (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
        request->status = (int16_t)(status < 100 ? 0 : status);
        at += 5;
    }
    const uint8_t *begin = at;
    if (*at == '-') {
        request->bytes = -1;
        at++;
    } else {
        request->bytes = 0;
        for (; at < text.end && is_digit(*at) && at - begin < 18; at++)
            request->bytes = request->bytes * 10 + (*at - '0');
        if (at == begin) return false;
        if (request->bytes > LARGEST_SIZE) request->bytes = -1;
    }
    request->after = (Text){at, text.end};
    return at == text.end || *at == ' ' || *at == '"';
}

/* The request line without ` HTTP/1.1` at its end, where there is a protocol. */
static inline Text without_protocol(Text text) {
    static const char name[] = " HTTP/";
    enum { NAME_LENGTH = sizeof name - 1 };
    const uint8_t *at = text.end;
    if (length_of(text) > 9 && memcmp(at - 9, " HTTP/1.1", 9) == 0) return (Text){text.begin, at - 9};
    int digits = 0, dots = 0;
    while (at > text.begin && (is_digit(at[-1]) || at[-1] == '.')) {
        at--;
        if (*at == '.') dots++;
        digits += *at != '.';
        if (*at == '.' && (digits == 0 || dots > 1)) return text;
    }
    bool is_version = digits > 0 && at < text.end && *at != '.';
    if (!is_version || at - text.begin <= NAME_LENGTH) return text;
    if (memcmp(at - NAME_LENGTH, name, NAME_LENGTH) != 0) return text;
    return (Text){text.begin, at - NAME_LENGTH};
}

/* Whether the escape at a backslash stands for a question mark. */
static inline bool is_escaped_mark(Text text) {
    if (length_of(text) >= 2 && text.begin[1] == '?') return true;
    return length_of(text) >= 4 && memcmp(text.begin + 1, "x3", 2) == 0 && (text.begin[3] | 0x20) == 'f';
}

/* Cut the target at its question mark; false where an escape before it stands for one. */
static inline bool read_target(Text target, Request *request) {
    const uint8_t *at = find_any(target, '?', '\\', '\\');
    while (at < target.end && *at == '\\') {
        if (is_escaped_mark((Text){at, target.end})) return false;
        if (++at < target.end) at++; /* what it escapes */
        at = find_any((Text){at, target.end}, '?', '\\', '\\');
    }
    request->path = (Text){target.begin, at};
    request->has_query = at < target.end;
    if (request->has_query) request->query = (Text){at + 1, target.end};
    return true;
}

static inline bool is_of_scheme(uint8_t byte) {
    return is_letter(byte) || is_digit(byte) || byte == '+' || byte == '.' || byte == '-' || byte == '_';
}

/* Take `http://host` off a target that does not begin with a slash; false where that is not plain. */
static inline bool read_origin(Text *target, Request *request) {
    const uint8_t *at = target->begin;
    while (is_letter(*target->begin) && at < target->end && is_of_scheme(*at)) at++;
    bool is_absolute = target->end - at > 3 && memcmp(at, "://", 3) == 0 && at > target->begin;
    if (!is_absolute) return !holds(*target, '\\'); /* an escape may stand for a sign of it */
    const uint8_t *begin = at += 3;
    while (at < target->end && (is_of_scheme(*at) || *at == ':')) at++;
    if (at == begin || at == target->end || *at != '/') return false;
    request->host = (Text){begin, at};
    target->begin = at;
    return true;
}

/* Read a request line; what is none, such as `-`, is a request without method and path. */
static inline bool read_request_line(Text text, bool needs_target, Request *request) {
    const uint8_t *at = text.begin;
    if (is_empty(text)) return true;
    if (!is_letter(*at)) return *at != 0x1b; /* a colour is taken off by the careful path */
    if (begins_with(text, "GET ")) at += 3; /* it mostly does */
    while (at < text.end && (is_letter(*at) || is_digit(*at) || *at == '_' || *at == '-')) at++;
    if (text.end - at < 2 || at[0] != ' ' || at[1] == ' ') return true;
    request->is_request_line = true;
    request->method = (Text){text.begin, at};
    Text target = {at + 1, text.end};
    if (*target.begin != '/' && !read_origin(&target, request)) return false;
    return !needs_target || read_target(without_protocol(target), request);
}

/* Read from the first byte of the request to the end of the line; false for what is refused. */
static inline bool read_request(Text text, bool needs_target, Request *request) {
    const uint8_t *quote = closing_quote(text);
    if (quote == text.end || !read_status_and_size((Text){quote + 1, text.end}, request)) return false;
    if (request->status == 0 && begins_with(text, "- ")) return false; /* perhaps a TCP connection */
    return read_request_line((Text){text.begin, quote}, needs_target, request);
}

#endif
