/* The searches of texts, for tests. */

#include "text.h"

int64_t first_of(const uint8_t *bytes, int64_t size, const uint8_t three[3]) {
    return find_any((Text){bytes, bytes + size}, three[0], three[1], three[2]) - bytes;
}

/* -1 where none stands there. */
int64_t last_of(const uint8_t *bytes, int64_t size, const uint8_t three[3]) {
    const uint8_t *found = find_last((Text){bytes, bytes + size}, three);
    return found ? found - bytes : -1;
}

uint32_t traits(const uint8_t *bytes, int64_t size) {
    return traits_of((Text){bytes, bytes + size});
}
