// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/trial_resource.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "engine/dispatch/testing/scripted_sink.h"
#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Fails with what the form has as `url`.
class FailingSink final : public ScriptedSink, public Previewer {
 public:
  explicit FailingSink(const std::string& url)
      : ScriptedSink([url](const Attempt&) -> Outcome {
          return {.verdict = Outcome::Verdict::Hold, .reason = "no " + url, .status = 404};
        }) {}
  Preview preview(const Attempt&) override { return {"writes it down", {"gap"}}; }
};

class TrialResourceTest : public ::testing::Test {
 protected:
  TrialResourceTest() { routes_.add(resource_); }

  Plan make(const Configuration& configuration) {
    Plan plan;
    for (const auto& [name, block] : configuration.sinks) {
      if (block.text("url") == "wrong") {
        throw BadConfiguration({{{"a.properties", 3}, "sink." + name + ".url", "is wrong, at line 2, column 5"}});
      }
      PlannedSink sink;
      sink.setup.name = name;
      sink.setup.sink = std::make_shared<FailingSink>(block.text("url"));
      auto route = std::make_shared<BusRoute>();
      route->sinks = {name};
      plan.routes.push_back(std::move(route));
      plan.sinks.emplace(name, std::move(sink));
    }
    return plan;
  }

  static Configuration draftOf(const BlockForm& form) {
    if (form.name == "bad name") throw BadForm(std::vector<FormFault>{{.key = "name", .detail = "has a blank"}});
    Configuration configuration;
    auto& block = configuration.sinks[form.name];
    block.kind = "sink";
    block.name = form.name;
    for (const auto& [option, value] : form.values)
      block.entries[option] = {value.text, {}, "sink." + form.name + "." + option};
    return configuration;
  }

  ApiAnswer post(const std::string& verb, const std::string& url, const std::string& name = "slack") const {
    const auto values = JsonObject().add("type", "any").add("url", url).text();
    return routes_.answer({.method = "POST",
                           .target = "/api/v1/hooks/" + verb,
                           .body = JsonObject().add("name", name).addRaw("values", values).text()});
  }

  void expectSchema(const ApiAnswer& answer, const std::string& schema) const {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(schemaFaults(answer.body, routes_.schemas().at(schema), routes_.schemas()), IsEmpty()) << answer.body;
  }

  std::function<void()> whenMade_ = [] {};
  const std::shared_ptr<const Plan> running_ = std::make_shared<const Plan>();
  FormTrial trial_{{[this](const Configuration& configuration, const DraftTools&, const Plan&) {
                      whenMade_();
                      return make(configuration);
                    },
                    [this] { return running_; }}};
  EventChoice choice_{
      {[] { return std::vector<std::shared_ptr<const Event>>(); }, nullptr, nullptr, [this] { return running_; }}};
  TrialResource resource_{trial_, draftOf, choice_};
  ApiRoutes routes_{};
};

TEST_F(TrialResourceTest, checks_with_200_and_says_the_place_of_each_error) {
  const auto good = post("check", "right");
  expectSchema(good, "HookCheck");
  EXPECT_EQ(good.body, R"({"errors":[],"warnings":[]})");
  const auto bad = post("check", "wrong");
  expectSchema(bad, "HookCheck");
  EXPECT_EQ(jsonAt(bad.body, "errors.0.key"), "\"url\"");
  EXPECT_EQ(jsonAt(bad.body, "errors.0.line"), "2");
  EXPECT_EQ(jsonAt(bad.body, "errors.0.column"), "5");
}

TEST_F(TrialResourceTest, previews_with_200_also_with_errors) {
  const auto good = post("preview", "right");
  expectSchema(good, "HookPreview");
  EXPECT_EQ(jsonAt(good.body, "preview"), "\"writes it down\"");
  EXPECT_EQ(jsonAt(good.body, "missing"), R"(["gap"])");
  EXPECT_EQ(jsonAt(good.body, "wouldSend"), "true");
  const auto bad = post("preview", "wrong");
  expectSchema(bad, "HookPreview");
  EXPECT_EQ(jsonAt(bad.body, "wouldSend"), "false");
  EXPECT_EQ(jsonAt(bad.body, "preview"), "\"writes it down\"") << "the rest is shown";
}

TEST_F(TrialResourceTest, previews_a_hook_without_a_good_name) {
  const auto answer = post("preview", "right", "bad name");
  expectSchema(answer, "HookPreview");
  EXPECT_EQ(jsonAt(answer.body, "errors.0.key"), "\"name\"");
  EXPECT_EQ(jsonAt(answer.body, "preview"), "\"writes it down\"");
  EXPECT_EQ(jsonAt(answer.body, "wouldSend"), "false");
}

TEST_F(TrialResourceTest, a_test_says_the_outcome_and_what_to_do) {
  const auto answer = post("send-test", "channel");
  expectSchema(answer, "HookTest");
  EXPECT_EQ(jsonAt(answer.body, "outcome"), "\"hold\"");
  EXPECT_EQ(jsonAt(answer.body, "reason"), "\"no channel\"");
  EXPECT_THAT(jsonToText(jsonAt(answer.body, "advice")), HasSubstr("Copy the URL"));
  EXPECT_EQ(post("send-test", "wrong").status, 422);
}

TEST_F(TrialResourceTest, refuses_one_preview_too_many) {
  std::latch inside(WorkSlots::kMostPlans), end(1);
  std::atomic<int> waiting = 0;
  whenMade_ = [&] {
    if (++waiting > WorkSlots::kMostPlans) return;
    inside.count_down();
    end.wait();
  };
  std::vector<std::jthread> others;
  for (int i = 0; i < WorkSlots::kMostPlans; ++i) others.emplace_back([this] { post("preview", "right"); });
  inside.wait();
  const auto refused = post("preview", "right");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(headerValue(refused.headers, "Retry-After"), "1");
  end.count_down();
  others.clear();
  EXPECT_EQ(post("preview", "right").status, 200);
}

}  // namespace
}  // namespace herald::core
