// Byte scanning that Swift's SIMD types can't express (they have no move-mask). Header only: the
// functions are inlined into Swift. Each has a portable twin, which takes one byte at a time; the tests
// hold both to the same answers.
#ifndef WINNOW_BYTES_H
#define WINNOW_BYTES_H

#include "lanes.h"

// Number of bytes before the first that ends a plain stretch of a JSON string: a quote, a
// backslash, a control character (below 0x20), or a byte of 0x80 and above; n when none does.
static inline size_t winnow_plain_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '"' && p[i] != '\\' && p[i] >= 0x20 && p[i] < 0x80) i++;
  return i;
}

WINNOW_ONCE size_t winnow_plain_run_lanes(const uint8_t *p, size_t n) {
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    winnow_lanes v = winnow_load(p + i);
    uint32_t stops =
        winnow_bits((v == '"') | (v == '\\') | ~winnow_within(v, 0x20, 0x60));
    if (stops) return i + (size_t)__builtin_ctz(stops);
  }
  return i + winnow_plain_run_portable(p + i, n - i);
}
WINNOW_BUILD(size_t, winnow_plain_run, (const uint8_t *p, size_t n), (p, n))

// Number of bytes before the first quote or backslash: how far a string goes whose bytes are known to
// be valid; n when there is none.
static inline size_t winnow_quote_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '"' && p[i] != '\\') i++;
  return i;
}

WINNOW_ONCE size_t winnow_quote_run_lanes(const uint8_t *p, size_t n) {
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    winnow_lanes v = winnow_load(p + i);
    uint32_t stops = winnow_bits((v == '"') | (v == '\\'));
    if (stops) return i + (size_t)__builtin_ctz(stops);
  }
  return i + winnow_quote_run_portable(p + i, n - i);
}
WINNOW_BUILD(size_t, winnow_quote_run, (const uint8_t *p, size_t n), (p, n))

// Number of bytes in the run of three-byte characters at p, as far as their lead byte allows any that
// follow: all but E0 and ED (Unicode 15, table 3-7). Chinese and Japanese are mostly such.
static inline size_t winnow_wide_run_portable(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i + 3 <= n && (p[i] & 0xF0) == 0xE0 && p[i] != 0xE0 && p[i] != 0xED &&
         (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80) {
    i += 3;
  }
  return i;
}

WINNOW_ONCE size_t winnow_wide_run_lanes(const uint8_t *p, size_t n) {
  // Ten characters at a time; the last two lanes may have anything.
#define WINNOW_TEN(a, b) a, b, b, a, b, b, a, b, b, a, b, b, a, b, b, a, b, b, a, b, b, a, b, b, a, b, b, a, b, b
  const winnow_lanes mask = {WINNOW_TEN(0xF0, 0xC0)}, wanted = {WINNOW_TEN(0xE0, 0x80)};
#undef WINNOW_TEN
  size_t i = 0;
  for (; i + 32 <= n; i += 30) {
    winnow_lanes v = winnow_load(p + i);
    uint32_t others =
        winnow_bits(((v & mask) != wanted) | (v == 0xE0) | (v == 0xED)) & (UINT32_MAX >> 2);
    if (others) return i + (size_t)__builtin_ctz(others) / 3 * 3;
  }
  return i + winnow_wide_run_portable(p + i, n - i);
}
WINNOW_BUILD(size_t, winnow_wide_run, (const uint8_t *p, size_t n), (p, n))

// Bit i is set where byte i of the 64 at p equals `wanted`.
static inline uint64_t winnow_mask64_portable(const uint8_t *p, uint8_t wanted) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(p[i] == wanted) << i;
  return mask;
}

WINNOW_ONCE uint64_t winnow_mask64_lanes(const uint8_t *p, uint8_t wanted) {
  return winnow_bits(winnow_load(p) == wanted) |
         (uint64_t)winnow_bits(winnow_load(p + 32) == wanted) << 32;
}
WINNOW_BUILD(uint64_t, winnow_mask64, (const uint8_t *p, uint8_t wanted), (p, wanted))

// Number of characters: bytes that don't continue one, in UTF-8 and WTF-8.
static inline size_t winnow_count_scalars_portable(const uint8_t *p, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += (p[i] & 0xC0) != 0x80;
  return count;
}

WINNOW_ONCE size_t winnow_count_scalars_lanes(const uint8_t *p, size_t n) {
  size_t i = 0, count = 0;
  while (i + 32 <= n) {
    winnow_lanes scalars = {0};
    for (int turns = 0; turns < winnow_turns && i + 32 <= n; turns++, i += 32) {
      scalars += winnow_ones(~winnow_within(winnow_load(p + i), 0x80, 0x40));
    }
    count += winnow_sum(scalars);
  }
  return count + winnow_count_scalars_portable(p + i, n - i);
}
WINNOW_BUILD(size_t, winnow_count_scalars, (const uint8_t *p, size_t n), (p, n))

// What the bytes of a text are.
struct winnow_survey {
  size_t scalars;   // characters
  size_t letters;   // A to Z, a to z
  size_t digits;    // 0 to 9
  size_t graphics;  // 0x21 to 0x7E: letters, digits, symbols
  size_t controls;  // below 0x20 but for tab, line feed and carriage return; and 0x7F
  size_t lines;     // line feeds
  uint8_t highest;  // the largest byte
  uint8_t marks;    // which of ` \ @ ! * occur, a bit each, from the lowest
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
    s->marks |= (b == '`') | (b == '\\') << 1 | (b == '@') << 2 | (b == '!') << 3 | (b == '*') << 4;
  }
}

WINNOW_ONCE void winnow_survey_lanes(const uint8_t *p, size_t n, struct winnow_survey *s) {
  memset(s, 0, sizeof *s);
  winnow_lanes highest = {0}, marks = {0};
  size_t i = 0;
  while (i < n) {
    winnow_lanes scalars = {0}, letters = {0}, digits = {0}, graphics = {0}, controls = {0};
    winnow_lanes lines = {0};
    for (int turns = 0; turns < winnow_turns && i < n; turns++, i += 32) {
      winnow_lanes v = i + 32 <= n ? winnow_load(p + i) : winnow_load_some(p + i, n - i);
      highest = __builtin_elementwise_max(highest, v);
      marks |= ((winnow_lanes)(v == '`') & 1) | ((winnow_lanes)(v == '\\') & 2) |
               ((winnow_lanes)(v == '@') & 4) | ((winnow_lanes)(v == '!') & 8) |
               ((winnow_lanes)(v == '*') & 16);
      scalars += winnow_ones(~winnow_within(v, 0x80, 0x40));
      letters += winnow_ones(winnow_within(v | 0x20, 'a', 26));
      digits += winnow_ones(winnow_within(v, '0', 10));
      graphics += winnow_ones(winnow_within(v, 0x21, 0x5E));
      lines += winnow_ones(v == '\n');
      controls += winnow_ones(
          (winnow_within(v, 0, 0x20) & ~(winnow_within(v, '\t', 2) | (v == '\r'))) | (v == 0x7F));
    }
    s->scalars += winnow_sum(scalars);
    s->letters += winnow_sum(letters);
    s->digits += winnow_sum(digits);
    s->graphics += winnow_sum(graphics);
    s->controls += winnow_sum(controls);
    s->lines += winnow_sum(lines);
  }
  // The zeros after the end are no part of it.
  s->scalars -= i - n;
  s->controls -= i - n;
  s->highest = __builtin_reduce_max(highest);
  s->marks = __builtin_reduce_or(marks);
}
WINNOW_BUILD(
    void, winnow_survey, (const uint8_t *p, size_t n, struct winnow_survey *s), (p, n, s))

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

WINNOW_ONCE size_t winnow_ascii_run_lanes(const uint8_t *p, size_t n) {
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    uint32_t above = winnow_bits(winnow_load(p + i) >= 0x80);
    if (above) return i + (size_t)__builtin_ctz(above);
  }
  return i + winnow_ascii_run_portable(p + i, n - i);
}
WINNOW_BUILD(size_t, winnow_ascii_run, (const uint8_t *p, size_t n), (p, n))

// Offset of the first byte equal to `wanted`, or -1.
static inline ptrdiff_t winnow_find_byte(const uint8_t *p, size_t n, uint8_t wanted) {
  const uint8_t *hit = (const uint8_t *)memchr(p, wanted, n);
  return hit ? hit - p : -1;
}

#endif
