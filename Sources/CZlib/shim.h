// zlib 1.2 and later: inflating gzip.
#ifndef WINNOW_CZLIB_H
#define WINNOW_CZLIB_H
#include <zlib.h>
// inflateInit2 is a macro, which Swift can't import. 47: a window of 15 bits, gzip or zlib.
static inline int winnow_inflate_init(z_streamp stream) { return inflateInit2(stream, 47); }
#endif
