// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>

namespace herald::core {

// The seal of a delivery's row: the upper half of its checksum. It is of every column that is not part of the event, in
// the order of the table. It is never 0. A row without a seal was written by an older Herald, and gets one when it
// changes. Because SQLite computes it from the row itself, no change can forget a column.

/// Gives a connection the function of kSeal. Throws SQLite::Exception.
void addSeal(SQLite::Database& database);

/// The checksum that a row has to have, for a statement that calls it `own`.
inline constexpr auto kSeal =
    "sealed(own.checksum, own.sequence, own.sink, own.category, own.size, own.accepted, own.attempts, own.ended, "
    "own.reason, own.status, own.answer, own.back)";

/// Whether a row with this checksum is as it was written; `sealed` is the value of kSeal. The event is not part of it.
bool isSealed(std::int64_t checksum, std::int64_t sealed);

/// The part of a checksum that is of the event.
std::int64_t eventPartOf(std::int64_t checksum);

}  // namespace herald::core
