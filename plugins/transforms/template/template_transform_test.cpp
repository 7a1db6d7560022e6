// SPDX-License-Identifier: Apache-2.0
#include "template_transform.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/contract.h"

namespace herald::template_transform {
namespace {

HERALD_PLUGIN_CONTRACT(TemplateTransform,
                       {{"set.payload.note", "@name: @state.text"}, {"drop", "payload.a, context.job"}})

using ::testing::HasSubstr;

Event applied(Settings::Values values, const Event& event) {
  test::FakeHost host;
  TemplateTransform transform;
  transform.configure(test::settingsFor(transform, std::move(values)), host);
  return test::applied(transform, event).at(0);
}

std::string problemWith(Settings::Values values) try {
  applied(std::move(values), test::event("E"));
  return "no problem";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + ": " + bad.problems().front().why;
}

const Event kEvent =
    test::event("PrintDone", R"({"name":"a.gcode","time":612.5,"deep":{"x":1,"y":2}})", R"({"state":{"text":"Idle"}})");

TEST(TemplateTransformTest, ChangesPayloadAndContext) {
  struct {
    Settings::Values values;
    const char *payload, *context;
  } const kCases[] = {
      {{{"set.payload.note", "@name is @state.text"}},
       R"({"name":"a.gcode","time":612.5,"deep":{"x":1,"y":2},"note":"a.gcode is Idle"})",
       R"({"state":{"text":"Idle"}})"},
      {{{"set.payload.name", "@time"}},
       R"({"name":612.5,"time":612.5,"deep":{"x":1,"y":2}})",
       R"({"state":{"text":"Idle"}})"},
      {{{"set.payload.deep.z.q", "@deep.x"}},
       R"({"name":"a.gcode","time":612.5,"deep":{"x":1,"y":2,"z":{"q":1}}})",
       R"({"state":{"text":"Idle"}})"},
      {{{"set.payload.name.b", "1"}},
       R"({"name":{"b":"1"},"time":612.5,"deep":{"x":1,"y":2}})",
       R"({"state":{"text":"Idle"}})"},
      {{{"set.context.job", "@extra.deep"}},
       R"({"name":"a.gcode","time":612.5,"deep":{"x":1,"y":2}})",
       R"({"state":{"text":"Idle"},"job":{"x":1,"y":2}})"},
      {{{"drop", "payload.name, payload.deep.x, payload.gone.deeper, context"}},
       R"({"time":612.5,"deep":{"y":2}})",
       "{}"},
      {{{"rename.payload.time", "context.seconds"}, {"rename.payload.gone", "payload.x"}},
       R"({"name":"a.gcode","deep":{"x":1,"y":2}})",
       R"({"state":{"text":"Idle"},"seconds":612.5})"},
      {{{"drop", "payload"}, {"set.payload.n", "@name"}}, R"({"n":"a.gcode"})", R"({"state":{"text":"Idle"}})"},
      {{{"drop", "payload.deep"}, {"set.payload.name", "@@"}, {"rename.payload.time", "payload.t.s"}},
       R"({"name":"@","t":{"s":612.5}})",
       R"({"state":{"text":"Idle"}})"},
      {{{"set.payload", "@deep"}}, R"({"x":1,"y":2})", R"({"state":{"text":"Idle"}})"},
  };
  for (const auto& given : kCases) {
    const Event changed = applied(given.values, kEvent);
    EXPECT_EQ(changed.payload, given.payload);
    EXPECT_EQ(changed.context, given.context);
    EXPECT_EQ(changed.id, kEvent.id);
  }
}

TEST(TemplateTransformTest, DoesNotChangeArrays) {
  const Event event = test::event("E", R"({"list":[1,2]})");
  EXPECT_EQ(applied({{"drop", "payload.list.0"}}, event).payload, event.payload);
}

TEST(TemplateTransformTest, ChangesTypeDeviceAndSubject) {
  const Event changed =
      applied({{"set.type", "Farm@{eventType}"}, {"set.device", "room2/@device"}, {"drop", "subject"}}, kEvent);
  EXPECT_EQ(changed.type, "FarmPrintDone");
  EXPECT_EQ(changed.device, "room2/mk3");
  EXPECT_EQ(changed.subject, "");
  EXPECT_EQ(applied({{"rename.subject", "payload.job"}, {"drop", "payload"}}, kEvent).payload,
            R"({"job":"benchy.gcode"})");
}

TEST(TemplateTransformTest, EscapesValues) {
  const Event event = test::event("E", JsonObject().add("name", R"(","x":"1 @eventType)").text());
  EXPECT_EQ(applied({{"drop", "payload"}, {"set.payload.n", "<@name>"}}, event).payload,
            JsonObject().add("n", R"(<","x":"1 @eventType>)").text());
}

TEST(TemplateTransformTest, RejectsAnEventWithoutARequiredField) {
  for (const char* field : {"set.type", "set.device", "set.payload", "set.context"}) try {
      applied({{field, "@gone"}}, kEvent);
      ADD_FAILURE() << field;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.verdict(), Outcome::Verdict::Rejected) << field;
    }
}

TEST(TemplateTransformTest, RejectsFieldsThatItCannotChange) {
  EXPECT_THAT(problemWith({{"set.id", "x"}}), HasSubstr("set.id: `id` cannot be changed"));
  EXPECT_THAT(problemWith({{"set.payload.a..b", "x"}}), HasSubstr("set.payload.a..b: "));
  EXPECT_THAT(problemWith({{"set", R"({"id":"x"})"}}), HasSubstr("set: `id` cannot be changed"));
  EXPECT_THAT(problemWith({{"rename.payload.a", "time"}}), HasSubstr("rename.payload.a: `time` cannot be changed"));
  EXPECT_THAT(problemWith({{"rename.type", "payload.a"}}), HasSubstr("rename.type: `type` cannot be removed"));
  EXPECT_THAT(problemWith({{"drop", "device"}}), HasSubstr("drop: `device` cannot be removed"));
  EXPECT_THAT(problemWith({{"set.payload.a", "@{oops"}}), HasSubstr("set.payload.a: "));
}

TEST(TemplateTransformTest, KnowsWhichVariablesItUses) {
  test::FakeHost host;
  TemplateTransform transform;
  transform.configure(test::settingsFor(transform, {{"set.payload.a", "@meta.analysis"}}), host);
  EXPECT_TRUE(transform.uses("meta"));
  EXPECT_FALSE(transform.uses("snapshot"));
}

}  // namespace
}  // namespace herald::template_transform
