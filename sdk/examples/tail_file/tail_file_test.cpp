// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "herald/testing/contract.h"
#include "herald/testing/temporary_folder.h"
#include "tail_file.cpp"

namespace {

using herald::testing::readFile;

HERALD_PLUGIN_CONTRACT(TailFile, {{"path", "/dev/null"}})

class TailFileTest : public ::testing::Test {
 protected:
  TailFileTest() { sink_.configure(herald::test::settingsFor(sink_, {{"path", path_.string()}}), host_); }

  const herald::testing::TemporaryFolder folder_{};
  const std::filesystem::path path_ = folder_.path() / "events.jsonl";
  herald::test::FakeHost host_{};
  TailFile sink_{};
  const herald::Event event_ = herald::test::event("PrintDone", R"({"name":"a.gcode"})");
};

TEST_F(TailFileTest, AppendsALineForEachEvent) {
  sink_.deliver(herald::test::attempt(event_, "@name is ready"));
  const auto line = readFile(path_);
  EXPECT_EQ(herald::jsonAt(line, "message"), R"("a.gcode is ready")");
  sink_.deliver(herald::test::attempt(event_, "@name is ready"));
  EXPECT_EQ(readFile(path_), line + line);
}

TEST_F(TailFileTest, APreviewSaysTheLineAndWritesNothing) {
  const auto preview = sink_.preview(herald::test::attempt(event_, "@name, @nothing"));
  EXPECT_THAT(preview.text, ::testing::HasSubstr(R"("message":"a.gcode, ")"));
  EXPECT_THAT(preview.missing, ::testing::ElementsAre("nothing"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(TailFileTest, HoldsTheEventIfItCannotWriteTheFile) {
  std::filesystem::create_directory(path_);
  const auto outcome = sink_.deliver(herald::test::attempt(event_));
  EXPECT_EQ(outcome.verdict, herald::Outcome::Verdict::Hold);
  EXPECT_THAT(outcome.reason, ::testing::HasSubstr("check the option path"));
}

}  // namespace
