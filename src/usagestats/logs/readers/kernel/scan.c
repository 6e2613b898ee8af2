/* One pass over the lines of a chunk: their requests, or the number of each kind of request.
 *
 * A line that is not written in the most usual way is refused, and left to the careful path in
 * Python, which reads the others alike: tests hold the two equal. No state outlives a
 * scan, so that threads need no lock.
 */

#include "before_request.h"
#include "found.h"
#include "lines_scan.h"
#include "parameters.h"
#include "request.h"
#include "rows.h"

enum { INTERFACE = 5 }; /* one more with every change of what is exported here */
enum Kept { NOT_READ, CODED, WHOLE }; /* of a column: nothing, codes of distinct texts, every text */

/* The wanted columns, and how requests are grouped. */
typedef struct {
    int32_t is_apicast;
    int32_t is_grouped;
    int32_t keeps_status; /* whether it tells kinds apart */
    uint8_t kept[8];      /* of each column */
    int32_t name_count;   /* of parameters; 0: queries stay whole */
    const char *const *names;
    const int32_t *name_lengths;
    int64_t slot, wall_slot; /* microseconds within which times are alike */
    int64_t first_year, last_year;
    Key key; /* of the hashes */
} Question;

/* The rows, the refused lines and the distinct texts. */
typedef struct {
    const Row *rows;
    int64_t row_count;
    const Refused *refused; /* of the last piece */
    int64_t refused_count;
    int64_t line_count;
    TextsFound texts[COLUMNS];
} Found;

typedef struct {
    Found found; /* first: what is handed out is this, too */
    const Question *question;
    Clock clock;
    Names names;
    bool needs_target;
    Texts texts[COLUMNS];
    Rows rows;
    Refused *refused;
    size_t refused_room;
    uint8_t *joined;
    size_t joined_room;
} Scan;

static inline const uint8_t *any_escape(Text text) {
    const uint8_t *at = find(text, '\\');
    return at < text.end ? at : NULL;
}

/* Keep the text of a column as the question asks for it; false where there is no memory. */
static inline bool keep(Scan *scan, enum Column column, Text text, bool is_there, Row *row) {
    Texts *texts = scan->texts + column;
    row->codes[column] = 0;
    switch ((enum Kept)scan->question->kept[column]) {
    case CODED:
        if (is_there) row->codes[column] = code_of(texts, text, scan->question->key);
        return row->codes[column] >= 0;
    case WHOLE:
        if (is_there) row->codes[column] = any_escape(text) ? ESCAPED : PLAIN;
        return append_text(texts, text);
    default:
        return true;
    }
}

static inline bool keep_query(Scan *scan, const Request *request, Row *row) {
    Text query = request->query;
    if (scan->question->kept[QUERY] != CODED) return keep(scan, QUERY, query, request->has_query, row);
    if (!reduce(query, &scan->names, &scan->joined, &scan->joined_room, &query)) return false;
    return keep(scan, QUERY, query, !is_empty(query), row);
}

static const uint8_t nothing[1];
static const Text no_text = {nothing, nothing};

static inline Before no_before(void) {
    return (Before){.host = no_text, .client = no_text, .user = no_text};
}

static inline Request no_request(void) {
    return (Request){.method = no_text, .path = no_text, .query = no_text, .host = no_text};
}

/* Read a line; false where it is refused. */
static inline bool read_line(Scan *scan, Text line, Before *before, Request *request) {
    const uint8_t *at = scan->question->is_apicast ? read_before_apicast(&scan->clock, line, before)
                                                   : read_before_ncsa(&scan->clock, line, before);
    if (!at || !read_request((Text){at, line.end}, scan->needs_target, request)) return false;
    if (is_empty(request->host)) return true;
    if (!is_empty(before->host)) return false; /* which of the two counts? */
    before->host = request->host;
    return true;
}

/* Add what a line says, or that it says nothing; false where there is no memory. */
static inline bool add_line(Scan *scan, const Before *before, const Request *request, bool is_read) {
    Row row = {0};
    bool is_kept =
        keep(scan, METHOD, request->method, request->is_request_line, &row) &&
        keep(scan, HOST, before->host, !is_empty(before->host), &row) &&
        keep(scan, USER, before->user, !is_empty(before->user), &row) &&
        keep(scan, CLIENT, before->client, !is_empty(before->client), &row) &&
        keep(scan, PATH, request->path, request->is_request_line, &row) &&
        keep_query(scan, request, &row);
    row.time = row.last = before->time.microseconds;
    row.is_on_wall = before->time.is_on_wall;
    row.bytes = request->bytes;
    row.status = scan->question->keeps_status ? request->status : 0;
    row.requests = is_read;
    if (!is_kept) return false;
    if (!scan->question->is_grouped) return add_row(&scan->rows, &row);
    row.slot = row.time / (row.is_on_wall ? scan->question->wall_slot : scan->question->slot);
    return add_to_kind(&scan->rows, &row, scan->question->key);
}

/* Take note of a line that is refused; where each line has a row, it has an empty one. */
static inline bool refuse(Scan *scan, Refused line) {
    size_t count = (size_t)scan->found.refused_count + 1;
    if (!reserve((void **)&scan->refused, &scan->refused_room, count, sizeof line)) return false;
    scan->refused[count - 1] = line;
    scan->found.refused_count = (int64_t)count;
    Before before = no_before();
    Request request = no_request();
    request.bytes = -1;
    return scan->question->is_grouped || add_line(scan, &before, &request, false);
}

static inline bool scan_piece(Scan *scan, Text piece) {
    const uint8_t *at = piece.begin;
    while (at < piece.end) {
        Text line = {at, find((Text){at, piece.end}, '\n')};
        Before before = no_before();
        Request request = no_request();
        bool is_read = read_line(scan, line, &before, &request);
        int64_t number = scan->found.line_count++;
        Refused refused = {number, line.begin - piece.begin, line.end - piece.begin};
        if (!(is_read ? add_line(scan, &before, &request, true) : refuse(scan, refused))) return false;
        at = line.end < piece.end ? line.end + 1 : line.end;
    }
    return true;
}

static inline void hand_out(Scan *scan) {
    scan->found.rows = scan->rows.rows;
    scan->found.row_count = (int64_t)scan->rows.count;
    scan->found.refused = scan->refused;
    for (int column = 0; column < COLUMNS; column++) {
        const Texts *texts = scan->texts + column;
        scan->found.texts[column] = (TextsFound){texts->bytes, (int64_t)texts->size, texts->count};
    }
}

EXPORT int32_t usagestats_interface(void) {
    return INTERFACE;
}

/* Begin a scan; NULL where there is no memory. The question must stay as long as the scan. */
EXPORT Found *usagestats_begin(const Question *question) {
    Scan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->question = question;
    scan->clock.first_year = question->first_year;
    scan->clock.last_year = question->last_year;
    memset(scan->clock.minute, 0xFF, sizeof scan->clock.minute); /* no text holds these bytes */
    scan->names = (Names){question->names, question->name_lengths, question->name_count};
    scan->needs_target = question->kept[PATH] || question->kept[QUERY];
    return &scan->found;
}

/* Scan whole lines; 0 where there is no memory. `found` is valid until the next call. */
EXPORT int32_t usagestats_scan(Found *found, const uint8_t *data, int64_t size) {
    Scan *scan = (Scan *)found;
    scan->found.refused_count = 0;
    bool is_scanned = scan_piece(scan, (Text){data, data + size});
    hand_out(scan);
    return is_scanned;
}

EXPORT void usagestats_free(Found *found) {
    Scan *scan = (Scan *)found;
    if (!scan) return;
    for (int column = 0; column < COLUMNS; column++) free_texts(scan->texts + column);
    free(scan->rows.rows);
    free(scan->rows.places);
    free(scan->refused);
    free(scan->joined);
    free(scan);
}
