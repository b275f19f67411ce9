// Looking for bytes in bytes: one text, copies a little later, the beginnings of many terms, digits near
// each other. Each has a portable twin, as what `bytes.h` has.
#ifndef WINNOW_SEARCH_H
#define WINNOW_SEARCH_H

#include "bytes.h"

#if defined(__SSE2__)
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

#if defined(__SSE2__)
// Of sixteen places, 0xFF where a byte stands at p and another at q.
static inline __m128i winnow_both(const uint8_t *p, __m128i one, const uint8_t *q, __m128i other) {
  return _mm_and_si128(
      _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), one),
      _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)q), other));
}
#endif

// How often a byte stands in text, roughly: letters, and what Chinese begins with, before all others.
static const uint8_t winnow_frequency[256] = {
    [' '] = 255, ['\n'] = 12, [','] = 12, ['.'] = 12, ['0' ... '9'] = 12,
    ['a'] = 82,  ['b'] = 15,   ['c'] = 28, ['d'] = 43, ['e'] = 127,        ['f'] = 22,
    ['g'] = 20,  ['h'] = 61,   ['i'] = 70, ['k'] = 8,  ['l'] = 40,         ['m'] = 24,
    ['n'] = 67,  ['o'] = 75,   ['p'] = 19, ['r'] = 60, ['s'] = 63,         ['t'] = 91,
    ['u'] = 28,  ['v'] = 10,   ['w'] = 24, ['y'] = 20,
    [0x80 ... 0xE3] = 30, [0xE4 ... 0xE9] = 100, [0xEA ... 0xFF] = 30,
};

// Compares only where the two rarest of the needle's first 32 bytes are right: of more, two are rare
// enough. Where that is so too often to be fast, the C library goes on.
static inline ptrdiff_t winnow_find(
    const uint8_t *haystack, size_t n, const uint8_t *needle, size_t m) {
#if defined(__SSE2__)
  if (m < 2 || n < m + 15) return winnow_find_portable(haystack, n, needle, m);
  // Frequency and place in one number, the two least of which are kept.
  size_t least = SIZE_MAX, next = SIZE_MAX;
  for (size_t k = 0; k < m && k < 32; k++) {
    size_t one = (size_t)winnow_frequency[needle[k]] << 8 | k;
    size_t more = one < least ? least : one;
    next = more < next ? more : next;
    least = one < least ? one : least;
  }
  const size_t rarest = least & 0xFF, second = next & 0xFF;
  const __m128i wanted = _mm_set1_epi8((char)needle[rarest]);
  const __m128i beside = _mm_set1_epi8((char)needle[second]);
  const size_t end = n - m - 15;  // where the last sixteen places begin
  size_t i = 0, misses = 0;
  while (misses < 16 + i / 64) {
    // Four times sixteen at once, as long as none of them is right.
    for (; i + 64 <= end; i += 64) {
      __m128i any = _mm_setzero_si128();
      for (size_t k = i; k < i + 64; k += 16) {
        any = _mm_or_si128(
            any, winnow_both(haystack + k + rarest, wanted, haystack + k + second, beside));
      }
      if (_mm_movemask_epi8(any)) break;
    }
    unsigned mask = (unsigned)_mm_movemask_epi8(
        winnow_both(haystack + i + rarest, wanted, haystack + i + second, beside));
    for (; mask; mask &= mask - 1, misses++) {
      size_t place = i + (size_t)__builtin_ctz(mask);
      if (memcmp(haystack + place, needle, m) == 0) return (ptrdiff_t)place;
    }
    if (i == end) return -1;
    i = i + 16 < end ? i + 16 : end;
  }
  ptrdiff_t hit = winnow_find_portable(haystack + i, n - i, needle, m);
  return hit < 0 ? hit : (ptrdiff_t)i + hit;
#else
  return winnow_find_portable(haystack, n, needle, m);
#endif
}

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

static inline size_t winnow_next_copy(
    const uint8_t *p, size_t n, size_t start, size_t step, size_t low, size_t high,
    size_t *distance) {
#if defined(__SSE2__)
  // Sixteen distances at a time, by their first byte and their last, as long as there is room for all.
  for (; start + high + 32 <= n; start += step) {
    const __m128i probe = _mm_loadu_si128((const __m128i *)(p + start));
    const __m128i first = _mm_set1_epi8((char)p[start]), last = _mm_set1_epi8((char)p[start + 15]);
    for (size_t d = low; d <= high; d += 16) {
      const uint8_t *q = p + start + d;
      unsigned mask = (unsigned)_mm_movemask_epi8(winnow_both(q, first, q + 15, last));
      for (; mask; mask &= mask - 1) {
        size_t k = (size_t)__builtin_ctz(mask);
        if (d + k > high) break;
        __m128i there = _mm_loadu_si128((const __m128i *)(q + k));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(there, probe)) != 0xFFFF) continue;
        *distance = d + k;
        return start;
      }
    }
  }
#endif
  return winnow_next_copy_portable(p, n, start, step, low, high, distance);
}

// A hash of three bytes (those of the lower 24 bits of `head`), letters in lower case; what isn't a
// letter may fall on another.
enum { winnow_head_bits = 15 };
static inline uint32_t winnow_head_hash(uint32_t head) {
  return ((head << 8 | 0x20202000u) * 0x9E3779B1u) >> (32 - winnow_head_bits);
}

// The first place from `i` on whose three bytes have a hash that is marked in `filter`, and that hash;
// n where there is none.
static inline size_t winnow_next_head_portable(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, uint32_t *hash) {
  // Four places at a time, as hardly any is one.
  for (; i + 8 <= n; i += 4) {
    uint64_t heads;
    memcpy(&heads, p + i, 8);
    if (filter[winnow_head_hash((uint32_t)heads)] |
        filter[winnow_head_hash((uint32_t)(heads >> 8))] |
        filter[winnow_head_hash((uint32_t)(heads >> 16))] |
        filter[winnow_head_hash((uint32_t)(heads >> 24))]) {
      break;
    }
  }
  for (; i + 3 <= n; i++) {
    uint32_t h = winnow_head_hash(p[i] | (uint32_t)p[i + 1] << 8 | (uint32_t)p[i + 2] << 16);
    if (filter[h]) {
      *hash = h;
      return i;
    }
  }
  return n;
}

// Of each half of each of three bytes, in lower case, which of eight buckets hold a beginning that has it.
struct winnow_heads {
  uint8_t low[3][16];
  uint8_t high[3][16];
};

#if defined(__SSE2__)
// The buckets in which a byte may stand at `place` of a beginning.
__attribute__((target("avx2"))) static inline __m256i winnow_buckets(
    const uint8_t *p, const struct winnow_heads *heads, int place) {
  const __m256i half = _mm256_set1_epi8(0x0F);
  __m256i v = _mm256_or_si256(
      _mm256_loadu_si256((const __m256i *)(p + place)), _mm256_set1_epi8(0x20));
  __m256i low =
      _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)heads->low[place]));
  __m256i high =
      _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)heads->high[place]));
  return _mm256_and_si256(
      _mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
      _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), half)));
}

// 32 places at a time: only where all three bytes are in one bucket (after Hyperscan's Teddy) are they
// hashed.
__attribute__((target("avx2"))) static inline size_t winnow_next_head_avx2(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, const struct winnow_heads *heads,
    uint32_t *hash) {
  if (n < 34) return winnow_next_head_portable(p, i, n, filter, hash);
  while (i + 2 < n) {
    // The last turn looks once more at some of those before it.
    const size_t start = i + 34 <= n ? i : n - 34;
    const __m256i found = _mm256_and_si256(
        _mm256_and_si256(
            winnow_buckets(p + start, heads, 0), winnow_buckets(p + start, heads, 1)),
        winnow_buckets(p + start, heads, 2));
    const __m256i none = _mm256_cmpeq_epi8(found, _mm256_setzero_si256());
    uint32_t mask = ~(uint32_t)_mm256_movemask_epi8(none) & UINT32_MAX << (i - start);
    for (; mask; mask &= mask - 1) {
      size_t place = start + (size_t)__builtin_ctz(mask);
      *hash = winnow_head_hash(p[place] | (uint32_t)p[place + 1] << 8 | (uint32_t)p[place + 2] << 16);
      if (filter[*hash]) return place;
    }
    i = start + 32;
  }
  return n;
}
#endif

// The same; with `heads`, the buckets of what is marked, faster where those are few.
static inline size_t winnow_next_head(
    const uint8_t *p, size_t i, size_t n, const uint8_t *filter, const struct winnow_heads *heads,
    uint32_t *hash) {
#if defined(__SSE2__)
  if (heads && __builtin_cpu_supports("avx2")) {
    return winnow_next_head_avx2(p, i, n, filter, heads, hash);
  }
#endif
  return winnow_next_head_portable(p, i, n, filter, hash);
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

static inline size_t winnow_digit_cluster(const uint8_t *p, size_t n, size_t gap) {
#if defined(__SSE2__)
  size_t most = 0, count = 0, last = 0;
  for (size_t i = 0; i < n; i += 16) {
    unsigned mask = 0;
    if (i + 16 <= n) {
      __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
      mask = (unsigned)_mm_movemask_epi8(winnow_within(v, '0', 10));
    } else {
      for (size_t k = i; k < n; k++) mask |= (unsigned)((uint8_t)(p[k] - '0') < 10) << (k - i);
    }
    for (; mask; mask &= mask - 1) {
      size_t place = i + (size_t)__builtin_ctz(mask);
      count = count && place - last <= gap + 1 ? count + 1 : 1;
      if (count > most) most = count;
      last = place;
    }
  }
  return most;
#else
  return winnow_digit_cluster_portable(p, n, gap);
#endif
}

#endif
