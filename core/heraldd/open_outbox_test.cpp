// SPDX-License-Identifier: Apache-2.0
#include "heraldd/open_outbox.h"

#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

class OpenLogStoreTest : public ::testing::Test {
 protected:
  Configuration configured(const std::string& text) const {
    return readConfiguration(folder_.write("herald.properties", "herald.dataDir = data\n" + text));
  }

  testing::TemporaryFolder folder_{};
  FakeTime time_{};
};

TEST_F(OpenLogStoreTest, progress_that_spares_the_disk_spares_it_in_the_log_too) {
  const auto configuration = configured("outbox.progress = memory\n");
  std::filesystem::create_directories(configuration.dataDir);
  const auto outbox = openOutbox(configuration, time_);
  const auto log = openLogStore(configuration, *outbox, time_);
  ASSERT_TRUE(log);
  std::vector<LogRow> rows{{.entry = logEntry("slack")}, {.entry = logEntry("slack")}};
  rows[0].entry.sequence = log->extent().last + 1;
  rows[0].entry.category = Category::Progress;
  rows[1].entry.sequence = rows[0].entry.sequence + 1;
  log->write(rows, {}, {});
  EXPECT_EQ(log->read({}).entries.size(), 2u);
  const auto onDisk = outbox->deliveryLog()->read({}).entries;
  ASSERT_EQ(onDisk.size(), 1u);
  EXPECT_EQ(onDisk.front().sequence, rows[1].entry.sequence);
}

TEST_F(OpenLogStoreTest, without_options_it_is_all_in_the_file_of_the_outbox) {
  const auto configuration = configured("");
  std::filesystem::create_directories(configuration.dataDir);
  const auto outbox = openOutbox(configuration, time_);
  EXPECT_FALSE(openLogStore(configuration, *outbox, time_));
  EXPECT_TRUE(openLogStore(configured("outbox.type = memory\n"), *outbox, time_));
}

}  // namespace
}  // namespace herald::core
