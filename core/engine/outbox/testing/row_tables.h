// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/outbox/disk/outbox_schema.h"
#include "engine/outbox/disk/row_reader.h"
#include "engine/outbox/disk/row_writer.h"
#include "testing/fake_time.h"

namespace herald::core {

/// For tests: the empty tables of an outbox's file, in memory, with what reads and writes their rows.
struct RowTables {
  RowTables() { migrate(database); }

  void write(const Change& change) { writer.write({&change, 1}, timeline); }
  RowReader::Rows read(const std::vector<std::uint64_t>& sequences) { return reader.read(sequences, timeline); }

  FakeTime time{};
  SQLite::Database database{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  Timeline timeline{{}, time};
  RowReader reader{database};
  RowWriter writer{database};
};

}  // namespace herald::core
