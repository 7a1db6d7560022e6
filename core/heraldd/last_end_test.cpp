// SPDX-License-Identifier: Apache-2.0
#include "heraldd/last_end.h"

#include <gmock/gmock.h>

#include <memory>

namespace herald::core {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Delivery underWay(const std::string& sink, const std::string& id) {
  return {.sink = sink,
          .event = std::make_shared<const Event>(
              Event{.type = "PrintDone", .payload = R"({"key":"s3cret"})", .id = id, .device = "mk3"})};
}

TEST(KilledSentence, NamesSinkPluginAndEventOfEachDelivery) {
  Configuration configuration;
  configuration.sinks["phone"] = {.kind = "sink", .name = "phone", .entries = {{"type", {.text = "webhook"}}}};
  const auto sentence = killedSentence({underWay("phone", "e1"), underWay("gone", "e2")}, configuration);
  EXPECT_EQ(
      sentence,
      "the last run ended without a stop (killed, power cut or out of memory); under way was: PrintDone of mk3 for "
      "sink phone (plugin webhook), event e1; PrintDone of mk3 for sink gone, event e2");
  EXPECT_THAT(sentence, Not(HasSubstr("s3cret")));
  EXPECT_THAT(killedSentence({}, configuration), EndsWith("nothing that waits now was being delivered"));
}

TEST(KilledSentence, NamesAFewAndCountsTheRest) {
  const auto sentence = killedSentence(std::vector<Delivery>(7, underWay("phone", "e")), {});
  EXPECT_THAT(sentence, EndsWith("; and 2 more"));
}

}  // namespace
}  // namespace herald::core
