#pragma once

#include <stdint.h>

/// How often this process has asked for memory since it began. A program that links this has its malloc, calloc,
/// realloc and their aligned kin counted, whoever calls them; freeing is not counted.
uint64_t allocationcounter_now(void);
