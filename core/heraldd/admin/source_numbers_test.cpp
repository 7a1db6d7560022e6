// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/source_numbers.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

class SourceNumbersTest : public ::testing::Test {
 protected:
  SourceNumbersTest() { report.sources["farm"]; }

  /// A member of what is said of a source.
  std::string at(const std::string& source, const std::string& member) const {
    JsonObject object;
    SourceNumbers(report).addTo(object, source);
    return std::string(jsonAt(object.text(), member));
  }

  StatusReport report{};
};

TEST_F(SourceNumbersTest, a_source_without_numbers_has_none) {
  for (const auto* source : {"farm", "unknown"}) {
    EXPECT_EQ(at(source, "custody"), "null");
    EXPECT_EQ(at(source, "counters"), "{}");
    EXPECT_EQ(at(source, "measures"), "{}");
  }
}

TEST_F(SourceNumbersTest, custody_stays_after_the_last_event_is_settled) {
  report.sources["farm"].custody = {.held = 2, .settled = 9, .givenBack = 3, .movedToOutbox = 4};
  EXPECT_EQ(at("farm", "custody"), R"({"held":2,"settled":9,"givenBack":3,"movedToOutbox":4})");
  report.sources["farm"].custody = {.settled = 11};
  EXPECT_EQ(at("farm", "custody"), R"({"held":0,"settled":11,"givenBack":0,"movedToOutbox":0})");
}

TEST_F(SourceNumbersTest, each_source_has_its_own_counters) {
  report.sources["other"];
  report.counters["records"] = {{"source.farm", "kafka", 7}, {"source.other", "kafka", 8}, {"sink.farm", "kafka", 9}};
  EXPECT_EQ(at("farm", "counters"), R"({"records":7})");
  EXPECT_EQ(at("other", "counters"), R"({"records":8})");
}

TEST_F(SourceNumbersTest, a_value_of_many_is_its_sum_and_where_is_most_of_it) {
  report.measures["partition_lag"] = {{"source.farm", "kafka", "orders/0", 5},
                                      {"source.farm", "kafka", "orders/1", 12.5},
                                      {"sink.farm", "kafka", "orders/2", 100}};
  report.measures["partitions"] = {{"source.farm", "kafka", "", 2}};
  EXPECT_EQ(at("farm", "measures"), R"({"partition_lag":{"sum":17.5,"most":12.5,"of":"orders/1"},)"
                                    R"("partitions":{"sum":2,"most":null,"of":""}})");
}

TEST_F(SourceNumbersTest, a_value_that_is_nowhere_above_zero_has_no_place) {
  report.measures["partition_lag"] = {{"source.farm", "kafka", "orders/0", 0}, {"source.farm", "kafka", "orders/1", 0}};
  EXPECT_EQ(at("farm", "measures"), R"({"partition_lag":{"sum":0,"most":null,"of":""}})");
}

}  // namespace
}  // namespace herald::core
