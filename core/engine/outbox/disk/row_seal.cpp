// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_seal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>

#include "engine/outbox/disk/byte_sum.h"

namespace herald::core {

namespace {

constexpr int kColumns = 12;  // with the checksum, which comes first
constexpr std::uint64_t kEventPart = 0xffffffff;

template <typename Number>
void addNumber(ByteSum& sum, Number number) {
  sum.add(&number, sizeof(number));
}

/// Type, length and content, so that no value runs into the next one.
void addValue(ByteSum& sum, sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  addNumber(sum, type);
  if (type == SQLITE_NULL) return;
  if (type == SQLITE_INTEGER) return addNumber(sum, sqlite3_value_int64(value));
  const void* content = sqlite3_value_blob(value);
  const int size = sqlite3_value_bytes(value);
  addNumber(sum, size);
  sum.add(content, static_cast<std::size_t>(size));
}

/// The last column is left out if it is 0: an older Herald did not have it.
void sealed(sqlite3_context* context, int count, sqlite3_value** values) {
  if (sqlite3_value_int64(values[count - 1]) == 0) --count;
  ByteSum sum;
  for (int i = 1; i < count; ++i) addValue(sum, values[i]);
  const auto seal = std::max<std::uint64_t>(1, sum.value());
  const auto event = static_cast<std::uint64_t>(sqlite3_value_int64(values[0])) & kEventPart;
  sqlite3_result_int64(context, static_cast<sqlite3_int64>(seal << 32 | event));
}

}  // namespace

void addSeal(SQLite::Database& database) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  auto* const handle = database.getHandle();
  const int result = sqlite3_create_function(handle, "sealed", kColumns, kFlags, nullptr, &sealed, nullptr, nullptr);
  if (result != SQLITE_OK) throw SQLite::Exception(handle, result);
}

bool isSealed(std::int64_t checksum, std::int64_t sealed) {
  return checksum == sealed || eventPartOf(checksum) == checksum;
}

std::int64_t eventPartOf(std::int64_t checksum) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(checksum) & kEventPart);
}

}  // namespace herald::core
