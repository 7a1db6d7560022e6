// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/doctor.h"

#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <sstream>
#include <stdexcept>

#include "herald/json.h"
#include "heraldctl/doctor/doctor_report.h"
#include "heraldctl/doctor/review_examination.h"

namespace herald::core::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using FindingSeverity = Finding::Severity;

/// Does what the test says.
class FakeExamination : public Examination {
 public:
  FakeExamination(std::string name, std::function<std::vector<Finding>()> look)
      : name_(std::move(name)), look_(std::move(look)) {}
  std::string name() const override { return name_; }
  std::vector<Finding> look() const override { return look_(); }

 private:
  std::string name_;
  std::function<std::vector<Finding>()> look_;
};

std::shared_ptr<const Examination> fake(const std::string& name, std::function<std::vector<Finding>()> look) {
  return std::make_shared<FakeExamination>(name, std::move(look));
}

TEST(Doctor, TellsInTheOrderOfTheExaminations) {
  const Finding bad{FindingSeverity::Error, "is bad", "mend it"};
  const auto all =
      examine({fake("a", [&] { return std::vector{bad}; }), fake("b", [] { return std::vector<Finding>{}; })},
              std::chrono::hours(1));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "a");
  EXPECT_THAT(all[0].findings, ElementsAre(bad));
  EXPECT_EQ(all[1].name, "b");
  EXPECT_THAT(all[1].findings, IsEmpty());
}

TEST(Doctor, LooksAtEverythingAtOnce) {
  // Each waits for the other: one after the other, they would not end.
  std::promise<void> first, second;
  auto ofFirst = first.get_future().share(), ofSecond = second.get_future().share();
  const auto all = examine({fake("a",
                                 [&] {
                                   first.set_value();
                                   ofSecond.wait();
                                   return std::vector<Finding>{};
                                 }),
                            fake("b",
                                 [&] {
                                   second.set_value();
                                   ofFirst.wait();
                                   return std::vector<Finding>{};
                                 })},
                           std::chrono::hours(1));
  EXPECT_THAT(all[0].findings, IsEmpty());
  EXPECT_THAT(all[1].findings, IsEmpty());
}

TEST(Doctor, DoesNotWaitForOneThatHangs) {
  const auto end = std::make_shared<std::promise<void>>();
  const auto ended = end->get_future().share();
  const auto left = std::make_shared<std::promise<void>>();
  const auto all = examine({fake("hangs",
                                 [ended, left] {
                                   ended.wait();
                                   left->set_value();
                                   return std::vector<Finding>{};
                                 })},
                           std::chrono::milliseconds(0));
  ASSERT_EQ(all[0].findings.size(), 1U);
  EXPECT_EQ(all[0].findings[0].severity, FindingSeverity::Warning);
  EXPECT_THAT(all[0].findings[0].sentence, HasSubstr("did not end"));
  end->set_value();
  left->get_future().wait();
}

TEST(Doctor, SaysWhatCannotBeLookedAt) {
  const auto all = examine({fake("a", []() -> std::vector<Finding> { throw std::runtime_error("no right"); })},
                           std::chrono::hours(1));
  ASSERT_EQ(all[0].findings.size(), 1U);
  EXPECT_EQ(all[0].findings[0].severity, FindingSeverity::Warning);
  EXPECT_THAT(all[0].findings[0].sentence, HasSubstr("no right"));
}

const std::vector<Examined> kExamined{
    {"clock", {{FindingSeverity::Hint, "could be \"better\"", "do"}}},
    {"disk", {}},
    {"daemon", {{FindingSeverity::Warning, "is old", "restart it"}, {FindingSeverity::Error, "is gone", "start it"}}}};

TEST(DoctorReport, HasErrorsFirst) {
  std::ostringstream out;
  printExamined(kExamined, out);
  EXPECT_EQ(out.str(),
            "error: daemon: is gone\n    start it\n"
            "warning: daemon: is old\n    restart it\n"
            "hint: clock: could be \"better\"\n    do\n"
            "looked at 3 things: 1 error, 1 warning, 1 hint\n");
}

TEST(DoctorReport, SaysThatAllIsWell) {
  std::ostringstream out;
  printExamined({{"clock", {}}}, out);
  EXPECT_EQ(out.str(), "looked at 1 thing: all is well\n");
}

TEST(DoctorReport, IsJson) {
  const auto json = examinedJson(kExamined);
  EXPECT_EQ(jsonAt(json, "examined"), R"(["clock","disk","daemon"])");
  EXPECT_EQ(jsonToText(jsonAt(json, "findings.0.sentence")), "could be \"better\"");
  EXPECT_EQ(jsonToText(jsonAt(json, "findings.2.severity")), "error");
  EXPECT_EQ(jsonToText(jsonAt(json, "findings.2.remedy")), "start it");
}

TEST(DoctorReport, OnlyAnErrorIsOne) {
  EXPECT_TRUE(hasError(kExamined));
  EXPECT_FALSE(hasError({{"clock", {{FindingSeverity::Warning, "a", "b"}, {FindingSeverity::Hint, "a", "b"}}}}));
  EXPECT_FALSE(hasError({}));
}

TEST(ReviewExamination, TellsSentenceAndRemedyApart) {
  const ReviewExamination examination(
      "permissions", {{{"herald.properties", 3}, "sink.s.url", "every user can read it: chmod 0600", Severity::Warning},
                      {{"herald.properties", 4}, "", "is wrong"}});
  EXPECT_THAT(examination.look(),
              ElementsAre(Finding{FindingSeverity::Warning, "herald.properties:3: sink.s.url: every user can read it",
                                  "chmod 0600"},
                          Finding{FindingSeverity::Error, "herald.properties:4: is wrong", ""}));
}

TEST(ReviewExamination, CountsWhatIsTooMuch) {
  const auto findings =
      ReviewExamination("configuration", std::vector<ConfigProblem>(12, {{"f", 1}, "k", "x: y"})).look();
  ASSERT_EQ(findings.size(), 11U);
  EXPECT_EQ(findings.back().sentence, "2 more problems");
}

}  // namespace
}  // namespace herald::core::ctl
