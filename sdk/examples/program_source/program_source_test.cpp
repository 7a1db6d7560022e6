// SPDX-License-Identifier: Apache-2.0
#include "program_source.cpp"

#include "herald/testing/contract.h"

namespace {

HERALD_PLUGIN_CONTRACT(ProgramSource, {{"command", "sleep 100"}})

TEST(ProgramSourceTest, PublishesEachLineAndSkipsWhatIsNone) {
  ProgramSource source;
  herald::test::FakeHost host;
  const auto command = R"(printf '{"type":"A","payload":{"n":1}}\nno JSON\n{"type":"B","device":"door"}\n')";
  source.configure(herald::test::settingsFor(source, {{"command", command}}), host);
  herald::test::FakeFeed feed;
  EXPECT_THROW(source.run(feed), herald::Failure) << "the program has ended";
  const auto events = feed.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].payload, R"({"n":1})");
  EXPECT_EQ(events[1].device, "door");
}

}  // namespace
