// PCRE2 10: regular expressions over bytes, 8-bit code units.
#ifndef WINNOW_CPCRE2_H
#define WINNOW_CPCRE2_H
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif
