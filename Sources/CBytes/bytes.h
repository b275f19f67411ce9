// Byte scanning that Swift's SIMD types can't express (they have no move-mask). Header only: the
// functions are inlined into Swift. Each has a portable twin, chosen at build time; the tests hold
// both to the same answers.
#ifndef WINNOW_BYTES_H
#define WINNOW_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Number of bytes before the first that ends a plain stretch of a JSON string: a quote, a
// backslash, a control character (below 0x20), or a byte of 0x80 and above; n when none does.
static inline size_t winnow_plain_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '"' && p[i] != '\\' && p[i] >= 0x20 && p[i] < 0x80) i++;
  return i;
}

static inline size_t winnow_plain_run(const uint8_t *p, size_t n) {
#if defined(__SSE2__)
  size_t i = 0;
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
  const __m128i control = _mm_set1_epi8(0x1f);
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    __m128i stop = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)),
        _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
    unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(stop, v));
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
  return i + winnow_plain_run_portable(p + i, n - i);
#else
  return winnow_plain_run_portable(p, n);
#endif
}

// Number of bytes before the first quote or backslash: how far a string goes whose bytes are known to
// be valid; n when there is none.
static inline size_t winnow_quote_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '"' && p[i] != '\\') i++;
  return i;
}

static inline size_t winnow_quote_run(const uint8_t *p, size_t n) {
#if defined(__SSE2__)
  size_t i = 0;
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    unsigned mask = (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
  return i + winnow_quote_run_portable(p + i, n - i);
#else
  return winnow_quote_run_portable(p, n);
#endif
}

// Bit i is set where byte i of the 64 at p equals `wanted`.
static inline uint64_t winnow_mask64_portable(const uint8_t *p, uint8_t wanted) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(p[i] == wanted) << i;
  return mask;
}

static inline uint64_t winnow_mask64(const uint8_t *p, uint8_t wanted) {
#if defined(__SSE2__)
  const __m128i w = _mm_set1_epi8((char)wanted);
  uint64_t a = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), w));
  uint64_t b =
      (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 16)), w));
  uint64_t c =
      (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 32)), w));
  uint64_t d =
      (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 48)), w));
  return a | b << 16 | c << 32 | d << 48;
#else
  return winnow_mask64_portable(p, wanted);
#endif
}

// Offset of the first occurrence of needle in haystack, or -1. memmem is a GNU function, which
// Swift's importer hides.
extern void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);
static inline ptrdiff_t winnow_find(
    const uint8_t *haystack, size_t n, const uint8_t *needle, size_t m) {
  const uint8_t *hit = (const uint8_t *)memmem(haystack, n, needle, m);
  return hit ? hit - haystack : -1;
}

// Offset of the first byte equal to `wanted`, or -1.
static inline ptrdiff_t winnow_find_byte(const uint8_t *p, size_t n, uint8_t wanted) {
  const uint8_t *hit = (const uint8_t *)memchr(p, wanted, n);
  return hit ? hit - p : -1;
}

#endif
