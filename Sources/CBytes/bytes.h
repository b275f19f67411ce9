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

// Number of characters: bytes that don't continue one, in UTF-8 and WTF-8.
static inline size_t winnow_count_scalars_portable(const uint8_t *p, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += (p[i] & 0xC0) != 0x80;
  return count;
}

#if defined(__SSE2__)
// 0xFF where v - low < size, unsigned: compared as signed bytes, of which the least is -128.
static inline __m128i winnow_within(__m128i v, uint8_t low, uint8_t size) {
  __m128i x = _mm_sub_epi8(v, _mm_set1_epi8((char)(low + 128)));
  return _mm_cmpgt_epi8(_mm_set1_epi8((char)(size - 128)), x);
}

static inline size_t winnow_sum(__m128i bytes) {
  __m128i sums = _mm_sad_epu8(bytes, _mm_setzero_si128());
  return (size_t)_mm_cvtsi128_si32(sums) + (size_t)_mm_extract_epi16(sums, 4);
}

// A byte that counts overflows after so many additions.
enum { winnow_turns = 255 };
#endif

static inline size_t winnow_count_scalars(const uint8_t *p, size_t n) {
  size_t i = 0, count = 0;
#if defined(__SSE2__)
  while (i + 16 <= n) {
    __m128i sums = _mm_setzero_si128();
    for (int turns = 0; turns < winnow_turns && i + 16 <= n; turns++, i += 16) {
      __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
      sums = _mm_sub_epi8(sums, _mm_cmpgt_epi8(v, _mm_set1_epi8(-65)));  // above 0xBF
    }
    count += winnow_sum(sums);
  }
#endif
  return count + winnow_count_scalars_portable(p + i, n - i);
}

// What the bytes of a text are.
struct winnow_survey {
  size_t scalars;   // characters
  size_t letters;   // A to Z, a to z
  size_t digits;    // 0 to 9
  size_t graphics;  // 0x21 to 0x7E: letters, digits, symbols
  size_t controls;  // below 0x20 but for tab, line feed and carriage return; and 0x7F
  size_t lines;     // line feeds
  uint8_t highest;  // the largest byte
};

static inline void winnow_survey_portable(const uint8_t *p, size_t n, struct winnow_survey *s) {
  for (size_t i = 0; i < n; i++) {
    uint8_t b = p[i];
    s->scalars += (b & 0xC0) != 0x80;
    s->letters += (uint8_t)((b | 0x20) - 'a') < 26;
    s->digits += (uint8_t)(b - '0') < 10;
    s->graphics += (uint8_t)(b - 0x21) < 0x5E;
    s->controls += (b < 0x20 && b != '\t' && b != '\n' && b != '\r') || b == 0x7F;
    s->lines += b == '\n';
    if (b > s->highest) s->highest = b;
  }
}

static inline void winnow_survey(const uint8_t *p, size_t n, struct winnow_survey *s) {
  size_t i = 0;
  memset(s, 0, sizeof *s);
#if defined(__SSE2__)
  __m128i highest = _mm_setzero_si128();
  while (i + 16 <= n) {
    const __m128i zero = _mm_setzero_si128();
    __m128i scalars = zero, letters = zero, digits = zero, graphics = zero, controls = zero;
    __m128i lines = zero;
    for (int turns = 0; turns < winnow_turns && i + 16 <= n; turns++, i += 16) {
      __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
      highest = _mm_max_epu8(highest, v);
      scalars = _mm_sub_epi8(scalars, _mm_cmpgt_epi8(v, _mm_set1_epi8(-65)));
      letters = _mm_sub_epi8(
          letters, winnow_within(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26));
      digits = _mm_sub_epi8(digits, winnow_within(v, '0', 10));
      graphics = _mm_sub_epi8(graphics, winnow_within(v, 0x21, 0x5E));
      __m128i line = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
      lines = _mm_sub_epi8(lines, line);
      // What is neither a graphic nor a blank is rare, but for line feeds.
      __m128i other = _mm_andnot_si128(line, _mm_or_si128(
          winnow_within(v, 0, 0x20), _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F))));
      if (_mm_movemask_epi8(other)) {
        __m128i fine = _mm_or_si128(
            _mm_cmpeq_epi8(v, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
        controls = _mm_sub_epi8(controls, _mm_andnot_si128(fine, other));
      }
    }
    s->scalars += winnow_sum(scalars);
    s->letters += winnow_sum(letters);
    s->digits += winnow_sum(digits);
    s->graphics += winnow_sum(graphics);
    s->controls += winnow_sum(controls);
    s->lines += winnow_sum(lines);
  }
  uint8_t sixteen[16];
  _mm_storeu_si128((__m128i *)sixteen, highest);
  for (int k = 0; k < 16; k++) {
    if (sixteen[k] > s->highest) s->highest = sixteen[k];
  }
#endif
  winnow_survey_portable(p + i, n - i, s);
}

// The halves of a product, folded.
static inline uint64_t winnow_fold(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t winnow_word(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
  return word;
}

// A number that equal bytes share and others hardly ever do: multiplied and folded sixteen at a time
// (after wyhash), in two lanes. Not for keeping secrets, nor for what an attacker may choose.
static inline uint64_t winnow_fingerprint(const uint8_t *p, size_t n) {
  const uint64_t k1 = 0xA0761D6478BD642Full, k2 = 0xE7037ED1A0B428DBull;
  uint64_t a = 0x9E3779B97F4A7C15ull ^ n, b = 0x8EBC6AF09C88C6E3ull;
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    a = winnow_fold(winnow_word(p + i) ^ k1, winnow_word(p + i + 8) ^ a);
    b = winnow_fold(winnow_word(p + i + 16) ^ k2, winnow_word(p + i + 24) ^ b);
  }
  for (; i + 8 <= n; i += 8) a = winnow_fold(winnow_word(p + i) ^ k1, a ^ k2);
  uint64_t rest = 0;
  if (n - i) memcpy(&rest, p + i, n - i);
  return winnow_fold(winnow_fold(a ^ rest, k2) ^ k1, b ^ n);
}

// Offset of the first byte of 0x80 and above; n where there is none.
static inline size_t winnow_ascii_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] < 0x80) i++;
  return i;
}

static inline size_t winnow_ascii_run(const uint8_t *p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  for (; i + 16 <= n; i += 16) {
    unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + i)));
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
#endif
  return i + winnow_ascii_run_portable(p + i, n - i);
}

// Offset of the first byte equal to `wanted`, or -1.
static inline ptrdiff_t winnow_find_byte(const uint8_t *p, size_t n, uint8_t wanted) {
  const uint8_t *hit = (const uint8_t *)memchr(p, wanted, n);
  return hit ? hit - p : -1;
}

#endif
