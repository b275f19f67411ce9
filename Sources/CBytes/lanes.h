// 32 bytes at a time. What is written with these once is built twice: for AVX2, which takes 32 in one
// register, where the processor is found to have it, and for any other, where the compiler makes two of
// sixteen of them.
#ifndef WINNOW_LANES_H
#define WINNOW_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t winnow_lanes __attribute__((vector_size(32)));
typedef uint16_t winnow_wide_lanes __attribute__((vector_size(64)));
typedef bool winnow_flags __attribute__((ext_vector_type(32)));

// Macros, as functions that are built for other processors can't hand such vectors to each other.

// The 32 bytes at p.
#define winnow_load(p) \
  ({                             \
    winnow_lanes lanes_;         \
    memcpy(&lanes_, (p), 32);    \
    lanes_;                      \
  })

// The n bytes at p, fewer than 32, and zeros.
#define winnow_load_some(p, n) \
  ({                             \
    winnow_lanes lanes_ = {0};   \
    memcpy(&lanes_, (p), (n));   \
    lanes_;                      \
  })

// Of lanes that were compared, a bit each: the lowest is the first.
#define winnow_bits(compared) \
  ({                                                                     \
    winnow_flags flags_ = __builtin_convertvector((compared), winnow_flags); \
    uint32_t bits_;                                                      \
    memcpy(&bits_, &flags_, 4);                                          \
    bits_;                                                               \
  })

// Of lanes that were compared, 1 where it is so, to be added up; of other lanes their sum.
#define winnow_ones(compared) ((winnow_lanes)(compared) & 1)
#define winnow_sum(lanes) __builtin_reduce_add(__builtin_convertvector((lanes), winnow_wide_lanes))

// Whether low <= v < low + size, unsigned.
#define winnow_within(v, low, size) ((winnow_lanes)((v) - (uint8_t)(low)) < (uint8_t)(size))

// A lane that counts overflows after so many additions.
enum { winnow_turns = 255 };

// Defines `name`, which does what `name_lanes` does, for whatever processor it runs on.
#define WINNOW_ONCE static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define WINNOW_BUILD(type, name, parameters, arguments)                          \
  __attribute__((target("avx2,bmi,popcnt"))) static inline type name##_avx2 parameters { \
    return name##_lanes arguments;                                               \
  }                                                                              \
  static inline type name parameters {                                           \
    return __builtin_cpu_supports("avx2") ? name##_avx2 arguments : name##_lanes arguments; \
  }
#else
#define WINNOW_BUILD(type, name, parameters, arguments) \
  static inline type name parameters { return name##_lanes arguments; }
#endif

#endif
