// Looking for bytes in bytes: one text, copies a little later, three bytes of many terms, digits near
// each other. Each has a portable twin, as what `bytes.h` has.
#ifndef WINNOW_SEARCH_H
#define WINNOW_SEARCH_H

#include "bytes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Offset of the first occurrence of needle in haystack, or -1. memmem is a GNU function, which
// Swift's importer hides.
extern void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);
static inline ptrdiff_t winnow_find_portable(
    const uint8_t *haystack, size_t n, const uint8_t *needle, size_t m) {
  const uint8_t *hit = (const uint8_t *)memmem(haystack, n, needle, m);
  return hit ? hit - haystack : -1;
}

// Of 32 places, a bit where one byte stands at p and another at q.
#define winnow_both(p, one, q, other) \
  winnow_bits((winnow_load(p) == (one)) & (winnow_load(q) == (other)))

// How often a byte stands in text, roughly: letters, and what Chinese begins with, before all others.
static const uint8_t winnow_frequency[256] = {
    [' '] = 255, ['\n'] = 12, [','] = 12, ['.'] = 12, ['0' ... '9'] = 12,
    ['a'] = 82,  ['b'] = 15,   ['c'] = 28, ['d'] = 43, ['e'] = 127,        ['f'] = 22,
    ['g'] = 20,  ['h'] = 61,   ['i'] = 70, ['k'] = 8,  ['l'] = 40,         ['m'] = 24,
    ['n'] = 67,  ['o'] = 75,   ['p'] = 19, ['r'] = 60, ['s'] = 63,         ['t'] = 91,
    ['u'] = 28,  ['v'] = 10,   ['w'] = 24, ['y'] = 20,
    [0x80 ... 0xE3] = 30, [0xE4 ... 0xE9] = 100, [0xEA ... 0xFF] = 30,
};

static inline uint8_t winnow_frequency_of(uint8_t byte) { return winnow_frequency[byte]; }

// Compares only where the two rarest of the needle's first 32 bytes are right: of more, two are rare
// enough. Where that is so too often to be fast, the C library goes on.
WINNOW_ONCE ptrdiff_t winnow_find_lanes(
    const uint8_t *haystack, size_t n, const uint8_t *needle, size_t m) {
  if (m < 2 || n < m + 31) return winnow_find_portable(haystack, n, needle, m);
  // Frequency and place in one number, the two least of which are kept.
  size_t least = SIZE_MAX, next = SIZE_MAX;
  for (size_t k = 0; k < m && k < 32; k++) {
    size_t one = (size_t)winnow_frequency[needle[k]] << 8 | k;
    size_t more = one < least ? least : one;
    next = more < next ? more : next;
    least = one < least ? one : least;
  }
  const uint8_t *p = haystack + (least & 0xFF), *q = haystack + (next & 0xFF);
  const uint8_t wanted = needle[least & 0xFF], beside = needle[next & 0xFF];
  const size_t end = n - m - 31;  // where the last 32 places begin
  size_t i = 0, misses = 0;
  while (misses < 16 + i / 64) {
    // Four times 32 at once, as long as none of them is right.
    for (; i + 128 <= end; i += 128) {
      winnow_lanes any = {0};
      for (size_t k = i; k < i + 128; k += 32) {
        any |= (winnow_lanes)(winnow_load(p + k) == wanted) &
               (winnow_lanes)(winnow_load(q + k) == beside);
      }
      if (winnow_bits(any != 0)) break;
    }
    for (uint32_t mask = winnow_both(p + i, wanted, q + i, beside); mask; mask &= mask - 1) {
      size_t place = i + (size_t)__builtin_ctz(mask);
      if (memcmp(haystack + place, needle, m) == 0) return (ptrdiff_t)place;
      misses++;
    }
    if (i == end) return -1;
    i = i + 32 < end ? i + 32 : end;
  }
  ptrdiff_t hit = winnow_find_portable(haystack + i, n - i, needle, m);
  return hit < 0 ? hit : (ptrdiff_t)i + hit;
}
WINNOW_BUILD(
    ptrdiff_t, winnow_find,
    (const uint8_t *haystack, size_t n, const uint8_t *needle, size_t m), (haystack, n, needle, m))

// Looks at the sixteen bytes at `start`, `start + step`, ... whether they come again `low` to `high` bytes
// later: the first place where they do, and how much later in `distance`; n where none does.
static inline size_t winnow_next_copy_portable(
    const uint8_t *p, size_t n, size_t start, size_t step, size_t low, size_t high,
    size_t *distance) {
  for (; start + low + 16 <= n; start += step) {
    for (size_t d = low; d <= high && start + d + 16 <= n; d++) {
      if (memcmp(p + start, p + start + d, 16)) continue;
      *distance = d;
      return start;
    }
  }
  return n;
}

WINNOW_ONCE size_t winnow_next_copy_lanes(
    const uint8_t *p, size_t n, size_t start, size_t step, size_t low, size_t high,
    size_t *distance) {
  for (; start + low + 16 <= n; start += step) {
    const size_t most = n - 16 - start < high ? n - 16 - start : high;
    if (most < 31) break;
    // 32 distances at a time, by three of the bytes. The last turn looks once more at some of those
    // before it.
    const uint8_t first = p[start], middle = p[start + 7], last = p[start + 15];
    for (size_t d = low; d <= most; d += 32) {
      const size_t from = d + 31 <= most ? d : most - 31;
      const uint8_t *q = p + start + from;
      uint32_t mask = winnow_bits((winnow_load(q) == first) & (winnow_load(q + 7) == middle) &
                                  (winnow_load(q + 15) == last));
      for (mask &= UINT32_MAX << (d - from); mask; mask &= mask - 1) {
        size_t k = (size_t)__builtin_ctz(mask);
        if (memcmp(q + k, p + start, 16)) continue;
        *distance = from + k;
        return start;
      }
    }
  }
  return winnow_next_copy_portable(p, n, start, step, low, high, distance);
}
WINNOW_BUILD(
    size_t, winnow_next_copy,
    (const uint8_t *p, size_t n, size_t start, size_t step, size_t low, size_t high,
     size_t *distance),
    (p, n, start, step, low, high, distance))

// A hash of three bytes (those of the lower 24 bits of `triple`), letters in lower case; what isn't a
// letter may fall on another.
enum { winnow_triple_bits = 15 };
static inline uint32_t winnow_triple_hash(uint32_t triple) {
  return ((triple << 8 | 0x20202000u) * 0x9E3779B1u) >> (32 - winnow_triple_bits);
}

// The first place from `i` on whose three bytes have a hash that is marked in `filter`, and that hash;
// n where there is none.
static inline size_t winnow_next_triple_portable(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, uint32_t *hash) {
  // Four places at a time, as hardly any is one.
  for (; i + 8 <= n; i += 4) {
    uint64_t triples;
    memcpy(&triples, p + i, 8);
    if (filter[winnow_triple_hash((uint32_t)triples)] |
        filter[winnow_triple_hash((uint32_t)(triples >> 8))] |
        filter[winnow_triple_hash((uint32_t)(triples >> 16))] |
        filter[winnow_triple_hash((uint32_t)(triples >> 24))]) {
      break;
    }
  }
  for (; i + 3 <= n; i++) {
    uint32_t h = winnow_triple_hash(p[i] | (uint32_t)p[i + 1] << 8 | (uint32_t)p[i + 2] << 16);
    if (filter[h]) {
      *hash = h;
      return i;
    }
  }
  return n;
}

// In which of sixteen buckets there is a triple that has this half of a byte at one of its places, in
// lower case: eight in one byte, eight in the other.
enum { winnow_bucket_count = 16 };
struct winnow_triples {
  uint8_t low[2][3][16];
  uint8_t high[2][3][16];
};

#if defined(__x86_64__)
// The buckets, of eight, in which bytes with these halves may stand at `place` of a triple.
__attribute__((target("avx2"), always_inline)) static inline __m256i winnow_buckets(
    __m256i low, __m256i high, const struct winnow_triples *triples, int eight, int place) {
  return _mm256_and_si256(
      _mm256_shuffle_epi8(
          _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)triples->low[eight][place])),
          low),
      _mm256_shuffle_epi8(
          _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)triples->high[eight][place])),
          high));
}

// 32 places at a time: only where all three bytes are in one bucket (after Hyperscan's Teddy) are they
// hashed.
__attribute__((target("avx2"))) static inline size_t winnow_next_triple_avx2(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, const struct winnow_triples *triples,
    uint32_t *hash) {
  if (n < 34) return winnow_next_triple_portable(p, i, n, filter, hash);
  const __m256i small = _mm256_set1_epi8(0x20), half = _mm256_set1_epi8(0x0F);
  while (i + 2 < n) {
    // The last turn looks once more at some of those before it.
    const size_t start = i + 34 <= n ? i : n - 34;
    __m256i some = _mm256_set1_epi8(-1), others = some;
#pragma clang loop unroll(full)
    for (int place = 0; place < 3; place++) {
      __m256i v = _mm256_loadu_si256((const __m256i *)(p + start + place));
      __m256i low = _mm256_and_si256(v, half);
      __m256i high = _mm256_and_si256(_mm256_srli_epi16(_mm256_or_si256(v, small), 4), half);
      some = _mm256_and_si256(some, winnow_buckets(low, high, triples, 0, place));
      others = _mm256_and_si256(others, winnow_buckets(low, high, triples, 1, place));
    }
    const __m256i none =
        _mm256_cmpeq_epi8(_mm256_or_si256(some, others), _mm256_setzero_si256());
    uint32_t mask = ~(uint32_t)_mm256_movemask_epi8(none) & UINT32_MAX << (i - start);
    for (; mask; mask &= mask - 1) {
      size_t place = start + (size_t)__builtin_ctz(mask);
      *hash = winnow_triple_hash(p[place] | (uint32_t)p[place + 1] << 8 | (uint32_t)p[place + 2] << 16);
      if (filter[*hash]) return place;
    }
    i = start + 32;
  }
  return n;
}
#endif

// The same; with `triples`, the buckets of what is marked, faster where those are few.
static inline size_t winnow_next_triple(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, const struct winnow_triples *triples,
    uint32_t *hash) {
#if defined(__x86_64__)
  if (triples && __builtin_cpu_supports("avx2")) {
    return winnow_next_triple_avx2(p, i, n, filter, triples, hash);
  }
#endif
  return winnow_next_triple_portable(p, i, n, filter, hash);
}

// How many digits stand near each other at most: no more than `gap` other bytes from one to the next.
static inline size_t winnow_digit_cluster_portable(const uint8_t *p, size_t n, size_t gap) {
  size_t most = 0, count = 0, last = 0;
  for (size_t i = 0; i < n; i++) {
    if ((uint8_t)(p[i] - '0') >= 10) continue;
    count = count && i - last <= gap + 1 ? count + 1 : 1;
    if (count > most) most = count;
    last = i;
  }
  return most;
}

WINNOW_ONCE size_t winnow_digit_cluster_lanes(const uint8_t *p, size_t n, size_t gap) {
  size_t most = 0, count = 0, last = 0;
  for (size_t i = 0; i < n; i += 32) {
    winnow_lanes v = i + 32 <= n ? winnow_load(p + i) : winnow_load_some(p + i, n - i);
    for (uint32_t digits = winnow_bits(winnow_within(v, '0', 10)); digits; digits &= digits - 1) {
      size_t place = i + (size_t)__builtin_ctz(digits);
      count = count && place - last <= gap + 1 ? count + 1 : 1;
      if (count > most) most = count;
      last = place;
    }
  }
  return most;
}
WINNOW_BUILD(size_t, winnow_digit_cluster, (const uint8_t *p, size_t n, size_t gap), (p, n, gap))

#endif
