// libzstd 1.4 and later: streaming decompression.
#ifndef WINNOW_CZSTD_H
#define WINNOW_CZSTD_H
#include <zstd.h>
#endif
