// zlib 1.2 and later: inflating gzip.
#ifndef WINNOW_CZLIB_H
#define WINNOW_CZLIB_H
#include <zlib.h>
// inflateInit2 is a macro, which Swift can't import. 47: a window of 15 bits, gzip or zlib.
static inline int winnow_inflate_init(z_streamp stream) { return inflateInit2(stream, 47); }
// 31: a window of 15 bits, gzip.
static inline int winnow_deflate_init(z_streamp stream) {
  return deflateInit2(stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
#endif
