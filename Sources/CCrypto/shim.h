#ifndef WINNOW_CCRYPTO_SHIM_H
#define WINNOW_CCRYPTO_SHIM_H
#include <openssl/sha.h>
#endif
