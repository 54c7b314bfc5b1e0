#pragma once

// SQLite's C library.

#include <sqlite3.h>

/// Binds a text, of which SQLite makes a copy.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes) {
    return sqlite3_bind_text(statement, index, text, bytes, SQLITE_TRANSIENT);
}
