/* The kernel: one pass over the lines of a chunk, which finds their requests or counts those that are
 * alike.
 *
 * A line that is not written in the most usual way is refused, and left to the careful path in
 * Python, which reads the others alike: tests hold the two equal. No state outlives a scan, so that
 * threads need no lock.
 */

#include "lines_scan.h"
#include "record_fields.h"
#include "sieve.h"

enum { INTERFACE = 24 }; /* one more with every change of what is exported here */

EXPORT int32_t usagestats_interface(void) {
    return INTERFACE;
}
