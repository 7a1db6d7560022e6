// SPDX-License-Identifier: Apache-2.0
#include "program_sink.cpp"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace {

HERALD_PLUGIN_CONTRACT(ProgramSink, {{"command", "cat"}})

herald::Outcome outcomeOf(const std::string& command) {
  ProgramSink sink;
  herald::test::FakeHost host;
  sink.configure(herald::test::settingsFor(sink, {{"command", command}}), host);
  const auto event = herald::test::event("PrintDone");
  return sink.deliver(herald::test::attempt(event));
}

TEST(ProgramSinkTest, DeliversByTheExitCode) {
  EXPECT_EQ(outcomeOf("sh -c 'cat >/dev/null'").verdict, Verdict::Delivered);
  EXPECT_EQ(outcomeOf("sh -c 'exit 65'").verdict, Verdict::Rejected);
  EXPECT_EQ(outcomeOf("sh -c 'exit 77'").verdict, Verdict::Hold);
  EXPECT_EQ(outcomeOf("sh -c 'exit 1'").verdict, Verdict::Retry);
  EXPECT_EQ(outcomeOf("sh -c 'kill $$'").verdict, Verdict::Retry);
  EXPECT_THAT(outcomeOf("sh -c 'echo no paper >&2; exit 1'").reason, ::testing::HasSubstr("no paper"));
  EXPECT_THAT(outcomeOf("cat").sent, ::testing::StartsWith("runs cat with {"));
}

}  // namespace
