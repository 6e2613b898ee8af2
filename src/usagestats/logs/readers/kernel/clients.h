/* The clients of requests, as far as a question tells them apart: where it only excludes some networks, one
 * address within them may stand for all that are, and one outside of them for all others. A text that is no
 * IPv4 address in its plain form, perhaps with a port, stays as it is.
 */

#ifndef USAGESTATS_CLIENTS_H
#define USAGESTATS_CLIENTS_H

#include "addresses.h"

/* Read by `kernel/output_tables.py` as structures. */
typedef struct {
    uint32_t first, last; /* IPv4 addresses as numbers */
} AddressRange;

typedef struct {
    const AddressRange *all; /* in order, with addresses between them */
    int32_t count;
} ClientRanges;

/* The kinds of addresses: within a range or not, each with a port or not. */
enum { CLIENT_KINDS = 4 };
enum { IS_WITHIN = 1, HAS_PORT = 2 };

static inline bool is_within_ranges(const ClientRanges *ranges, uint32_t address) {
    int32_t low = 0, high = ranges->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (ranges->all[middle].last < address) low = middle + 1;
        else high = middle;
    }
    return low < ranges->count && ranges->all[low].first <= address;
}

/* Read a number up to 255, without zeros in front; -1 for anything else. */
static inline int read_byte(const uint8_t **at, const uint8_t *end) {
    const uint8_t *begin = *at;
    int number = 0;
    while (*at < end && *at - begin < 3 && is_digit(**at)) number = number * 10 + (*(*at)++ - '0');
    bool is_written_so = *at > begin && (*begin != '0' || *at - begin == 1);
    return is_written_so && number <= 255 ? number : -1;
}

/* The kind of the address of a client; -1 where it has to be read with care. */
static inline int kind_of_client(const ClientRanges *ranges, Text client) {
    const uint8_t *at = client.begin;
    uint32_t address = 0;
    for (int number = 0; number < 4; number++) {
        if (number > 0 && (at == client.end || *at++ != '.')) return -1;
        int byte = read_byte(&at, client.end);
        if (byte < 0) return -1;
        address = address << 8 | (uint32_t)byte;
    }
    int kind = is_within_ranges(ranges, address) ? IS_WITHIN : 0;
    if (at == client.end) return kind;
    if (*at++ != ':' || after_digits((Text){at, client.end}, 5) != client.end) return -1;
    return kind | HAS_PORT;
}

#endif
