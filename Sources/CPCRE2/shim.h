#pragma once

// PCRE2's C library, for patterns and subjects of bytes.

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
