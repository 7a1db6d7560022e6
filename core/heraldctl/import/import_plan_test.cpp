// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/import_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/read_file.h"
#include "herald/testing/temporary_folder.h"
#include "heraldctl/import/webhooks_defaults.h"

namespace herald::core::import {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ImportPlanTest : public ::testing::Test {
 protected:
  static ImportSource printer(const std::string& name, std::vector<std::map<std::string, std::string>> hooks) {
    ImportSource source{"/home/" + name + "/config.yaml", name, {}};
    source.settings.version = 5;
    for (const auto& values : hooks) {
      WebhooksHook hook{webhooksDefaults(), {}, {}};
      hook.values["url"] = "https://h.example.com/x";
      for (const auto& [setting, value] : values) hook.values[setting] = value;
      source.settings.hooks.push_back(hook);
    }
    return source;
  }

  ImportPlan plan(const std::vector<ImportSource>& sources) { return planImport(sources, folder_.path()); }

  void write(const ImportPlan& plan) {
    for (const auto* files : {&plan.files, &plan.changed}) {
      for (const auto& file : *files) folder_.write(file.path.lexically_relative(folder_.path()), file.text);
    }
  }

  static std::string textOf(const std::vector<NewFile>& files, const std::string& name) {
    for (const auto& file : files) {
      if (file.path.filename() == name) return file.text;
    }
    return "there is no file " + name;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(ImportPlanTest, AHookOfAPrinterTakesItsEventsAndWithoutANameAllEvents) {
  EXPECT_THAT(textOf(plan({printer("mk3", {{}})}).files, "mk3-webhooks.properties"), HasSubstr(".from = mk3\n"));
  EXPECT_THAT(textOf(plan({printer("", {{}})}).files, "octoprint-webhooks.properties"),
              ::testing::Not(HasSubstr(".from")));
}

TEST_F(ImportPlanTest, EqualHooksOfOnePrinterStaySeparate) {
  const auto made = plan({printer("mk3", {{}, {}})});
  EXPECT_EQ(made.hooks[0].sink, "h-example-com");
  EXPECT_EQ(made.hooks[1].sink, "h-example-com-mk3");
  EXPECT_FALSE(made.hooks[1].shared);
}

TEST_F(ImportPlanTest, HooksThatDifferInMoreThanTheDeviceStaySeparate) {
  const auto made =
      plan({printer("a", {{{"apiSecret", "1"}}}), printer("b", {{{"apiSecret", "2"}}}), printer("c", {{}})});
  EXPECT_FALSE(made.hooks[1].shared);
  EXPECT_FALSE(made.hooks[2].shared);
  EXPECT_EQ(made.hooks[1].sink, "h-example-com-b");
}

TEST_F(ImportPlanTest, AnEqualDeviceStaysAndADifferentOneIsTheEventsOwn) {
  const auto same =
      plan({printer("a", {{{"deviceIdentifier", "Farm"}}}), printer("b", {{{"deviceIdentifier", "Farm"}}})});
  EXPECT_THAT(textOf(same.files, "a-webhooks.properties"), HasSubstr("deviceIdentifier = Farm\n"));
  EXPECT_THAT(same.names, IsEmpty());
  const auto other = plan({printer("a", {{{"deviceIdentifier", "One"}}}), printer("b", {{{"deviceIdentifier", "b"}}})});
  EXPECT_THAT(textOf(other.files, "a-webhooks.properties"), ::testing::Not(HasSubstr("deviceIdentifier")));
  EXPECT_EQ(other.names, (std::map<std::string, std::string>{{"a", "One"}}));
}

TEST_F(ImportPlanTest, ALaterPrinterJoinsTheSinksOfEarlierOnesAndLeavesTheRestAlone) {
  write(
      plan({printer("a", {{{"deviceIdentifier", "One"}}, {{"url", "https://other/"}, {"deviceIdentifier", "One"}}})}));
  const auto before = readFile(folder_.path() / "conf.d/a-webhooks.properties", 1 << 20);
  const auto joined = plan({printer("b", {{{"url", "https://other/"}, {"deviceIdentifier", "Two"}}})});
  EXPECT_THAT(joined.files, IsEmpty());
  ASSERT_THAT(joined.changed, SizeIs(1));
  auto expected = before;
  const auto second = expected.find("# Hook 2");
  const std::string from = "sink.one-other.from = a\n", device = "sink.one-other.deviceIdentifier = One\n";
  expected.replace(expected.find(from, second), from.size(), "sink.one-other.from = a, b\n");
  expected.erase(expected.find(device, second), device.size());
  EXPECT_EQ(joined.changed[0].text, expected);
  EXPECT_EQ(joined.names, (std::map<std::string, std::string>{{"a", "One"}, {"b", "Two"}}));
}

TEST_F(ImportPlanTest, ASinkIsNamedAfterItsDevice) {
  const std::map<std::string, std::string> mk3{{"deviceIdentifier", "Prusa MK3"}};
  auto there = mk3;
  there["url"] = "https://other.example.com/";
  const auto made = plan({printer("", {mk3, there, {{"deviceIdentifier", "@appearance.name"}}})});
  EXPECT_EQ(made.hooks[0].sink, "prusa-mk3");
  EXPECT_EQ(made.hooks[1].sink, "prusa-mk3-other-example-com");
  EXPECT_EQ(made.hooks[2].sink, "h-example-com") << "a variable is no name";
}

TEST_F(ImportPlanTest, ASinkOfSeveralDevicesIsNamedAfterItsHost) {
  const auto made =
      plan({printer("a", {{{"deviceIdentifier", "One"}}}), printer("b", {{{"deviceIdentifier", "Two"}}})});
  EXPECT_EQ(made.hooks[0].sink, "h-example-com");
  EXPECT_EQ(made.hooks[1].sink, "h-example-com");
  EXPECT_THAT(textOf(made.files, "a-webhooks.properties"), HasSubstr("sink.h-example-com.from = a, b\n"));
}

TEST_F(ImportPlanTest, EverySourceGetsTheNameOfItsPrinter) {
  folder_.write("herald.properties",
                "source.a.type = demo\nsource.b.type = demo\nsource.b.name = Two\nsource.c.type = demo\n"
                "source.d.type = demo\nsource.d.name = Mine\n");
  const auto named = [](const std::string& source, const std::string& device) {
    return printer(source, {{{"deviceIdentifier", device}}});
  };
  const auto made =
      plan({named("a", "One"), named("b", "Two"), named("c", "Two"), named("d", "Four"), named("e", "Five")});
  EXPECT_THAT(textOf(made.files, "a-webhooks.properties"), HasSubstr("source.a.name = One\n"));
  EXPECT_EQ(made.names, (std::map<std::string, std::string>{{"d", "Four"}, {"e", "Five"}}))
      << "d has another name, and e is not configured";
  for (const auto& file : made.files)
    EXPECT_THAT(file.text, ::testing::Not(HasSubstr("source.c.name"))) << "it is taken";
  EXPECT_EQ(plan({named("", "One")}).names, (std::map<std::string, std::string>{{"", "One"}}));
}

TEST_F(ImportPlanTest, AFileInTheWayIsNamed) {
  folder_.write("conf.d/mk3-webhooks.properties", "# mine\n");
  try {
    plan({printer("mk3", {{}})});
    FAIL();
  } catch (const std::runtime_error& taken) {
    EXPECT_THAT(taken.what(), HasSubstr("conf.d/mk3-webhooks.properties exists"));
  }
}

TEST_F(ImportPlanTest, ASinkThatIsThereKeepsItsName) {
  folder_.write("herald.properties", "sink.h-example-com.type = stdout\n");
  EXPECT_EQ(plan({printer("", {{}})}).hooks[0].sink, "h-example-com-2");
}

TEST_F(ImportPlanTest, WhatTheGrammarWouldChangeGoesToAFile) {
  const auto made = plan({printer("", {{{"eventPrintDoneMessage", " 100${x} "}, {"eventErrorMessage", "a\nb\\c"}}})});
  const auto text = textOf(made.files, "octoprint-webhooks.properties");
  EXPECT_THAT(text, HasSubstr("message.PrintDone.file = conf.d/h-example-com.message.PrintDone.txt\n"));
  EXPECT_EQ(textOf(made.files, "h-example-com.message.PrintDone.txt"), " 100${x} \n");
  EXPECT_THAT(text, HasSubstr("message.Error = a\\nb\\\\c\n"));
}

TEST_F(ImportPlanTest, ABrokenHookIsACommentWithItsReason) {
  const auto made = plan({printer("", {{{"data", "{oops"}}})});
  const auto text = textOf(made.files, "octoprint-webhooks.properties");
  EXPECT_THAT(text, HasSubstr("# Left out: its data is not a JSON object"));
  EXPECT_THAT(text, HasSubstr("\n#sink.h-example-com.type = webhook\n"));
  EXPECT_EQ(text.find("\nsink."), std::string::npos);
  EXPECT_EQ(textOf(made.files, "h-example-com.data.json"), "{oops\n");
}

}  // namespace
}  // namespace herald::core::import
