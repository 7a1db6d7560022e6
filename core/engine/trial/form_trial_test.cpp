// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/form_trial.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/trial/event_path.h"
#include "engine/trial/trial_slots.h"
#include "herald/link_local_ban.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Sends one request to what the option `url` says, in a test and in a preview.
class FormSink final : public ScriptedSink, public Previewer {
 public:
  FormSink(std::shared_ptr<HttpClient> client, std::string url)
      : ScriptedSink([client, url](const Attempt& attempt) -> Outcome {
          EXPECT_TRUE(LinkLocalBan::holds());
          client->send({.url = url, .body = attempt.event.id}, Clock::time_point::max(), {});
          return {};
        }),
        client_(std::move(client)),
        url_(std::move(url)) {}

  Preview preview(const Attempt&) override {
    client_->send({.url = url_}, Clock::time_point::max(), {});
    return {};
  }

 private:
  const std::shared_ptr<HttpClient> client_;
  const std::string url_;
};

class FormTrialTest : public ::testing::Test {
 protected:
  FormTrialTest() {
    running_->sources["mk3"].origin = {"mk3", "mk3", {}};
    set("type", "form");
    set("url", "http://secret-of-the-form/");
  }

  void set(const std::string& option, const std::string& text) {
    auto& block = form_.configuration.sinks["slack"];
    block.kind = "sink";
    block.name = "slack";
    block.entries[option] = {text, {}, "sink.slack." + option};
  }

  /// Takes the place of the plugins: a sink of the type `form`.
  Plan make(const Configuration& configuration, const DraftTools& tools, const Plan& before) {
    befores_.push_back(before);
    Plan plan;
    for (const auto& [name, block] : configuration.sinks) {
      if (block.text("type").empty()) continue;
      if (block.text("url") == "wrong") throw BadConfiguration({{{}, "sink." + name + ".url", "is wrong"}});
      PlannedSink sink;
      sink.setup.name = name;
      Settings::Values hook;
      for (const auto* option : {"enabled", "events"}) {
        if (block.find(option)) hook[option] = block.text(option);
      }
      sink.setup.hook = Hook(Settings(Hook::options(), std::move(hook)));
      sink.setup.mask = tools.mask;
      sink.setup.sink = std::make_shared<FormSink>(tools.http(Settings(httpOptions(), {})), block.text("url"));
      auto route = std::make_shared<BusRoute>();
      route->name = "sink." + name;
      route->events = sink.setup.hook.events();
      route->sinks = {name};
      if (sink.setup.hook.enabled()) plan.routes.push_back(std::move(route));
      plan.sinks.emplace(name, std::move(sink));
    }
    plan.fileSecrets = {"secret-of-the-form"};
    return plan;
  }

  std::shared_ptr<Plan> running_ = std::make_shared<Plan>();
  std::vector<Plan> befores_{};
  FormTrial trial_{{[this](const auto& configuration, const auto& tools, const auto& before) {
                      return make(configuration, tools, before);
                    },
                    [this] { return running_; }}};
  TrialForm form_{.sink = "slack", .original = "slack"};
};

TEST_F(FormTrialTest, a_preview_records_the_request_and_masks_it) {
  const auto preview = trial_.preview(form_, {});
  ASSERT_THAT(preview.requests, SizeIs(1));
  EXPECT_EQ(preview.requests[0].url, "http://***/");
  EXPECT_TRUE(preview.wouldSend);
  EXPECT_EQ(preview.why, "");
}

TEST_F(FormTrialTest, a_preview_of_a_wrong_form_shows_what_the_rest_does) {
  set("url", "wrong");
  const auto preview = trial_.preview(form_, {});
  EXPECT_FALSE(preview.wouldSend);
  EXPECT_EQ(preview.why, "Not sent: the hook has errors.");
  EXPECT_THAT(preview.mended, ElementsAre("url"));
  EXPECT_THAT(preview.requests, SizeIs(1));
}

TEST_F(FormTrialTest, a_preview_says_why_the_event_is_not_sent_and_shows_it_all_the_same) {
  set("events", "PrintDone");
  const auto other = trial_.preview(form_, {.type = "PrintFailed"});
  EXPECT_FALSE(other.wouldSend);
  EXPECT_EQ(other.why, "Not sent: `events` does not select PrintFailed, and no route leads it here.");
  EXPECT_THAT(other.requests, SizeIs(1));
  set("enabled", "no");
  const auto off = trial_.preview(form_, {});
  EXPECT_EQ(off.why, "Not sent: the hook is switched off.");
  EXPECT_THAT(off.requests, SizeIs(1));
}

TEST_F(FormTrialTest, nothing_that_it_makes_takes_over_the_running_sink) {
  running_->sinks["slack"] = {};
  running_->sinks["other"] = {};
  running_->steps["sink.slack.cooldown"] = {};
  trial_.check(form_);
  trial_.preview(form_, {});
  ASSERT_THAT(befores_, SizeIs(2));
  EXPECT_THAT(befores_[0].sinks, ElementsAre(::testing::Key("other")));
  EXPECT_THAT(befores_[0].steps, IsEmpty());
  EXPECT_THAT(befores_[1].sinks, IsEmpty());
}

TEST_F(FormTrialTest, a_test_makes_one_real_attempt_behind_the_ban) {
  set("url", "http://169.254.169.254/");
  const auto report = trial_.send(form_, {});
  EXPECT_EQ(report.outcome.verdict, Outcome::Verdict::Hold);
  ASSERT_THAT(report.exchanges, SizeIs(1));
  EXPECT_EQ(report.exchanges[0].request.url, "http://169.254.169.254/");
  EXPECT_FALSE(LinkLocalBan::holds());
}

TEST_F(FormTrialTest, a_test_sends_the_event_under_an_id_of_its_own) {
  set("url", "http://169.254.169.254/");
  const auto report = trial_.send(form_, {.event = Event{.type = "PrintDone", .id = "e1", .device = "mk3"}});
  ASSERT_THAT(report.exchanges, SizeIs(1));
  EXPECT_EQ(report.exchanges[0].request.body.size(), std::string("0190163d-8694-739b-aea5-966c26f8ad91").size())
      << report.exchanges[0].request.body;
}

TEST_F(FormTrialTest, the_secrets_of_the_running_hooks_are_hidden_too) {
  running_->fileSecrets = {"secret-of-others"};
  set("url", "http://169.254.169.254/secret-of-others");
  EXPECT_EQ(trial_.preview(form_, {}).requests.at(0).url, "http://169.254.169.254/***");
  EXPECT_EQ(trial_.send(form_, {}).exchanges.at(0).request.url, "http://169.254.169.254/***");
}

TEST_F(FormTrialTest, a_block_without_a_type_is_an_error) {
  set("type", "");
  EXPECT_THAT(trial_.check(form_), SizeIs(1));
  EXPECT_FALSE(trial_.preview(form_, {}).wouldSend);
  EXPECT_THROW(trial_.send(form_, {}), BadConfiguration);
  form_.sink = "";
  EXPECT_THAT(trial_.check(form_), SizeIs(1));
  EXPECT_FALSE(trial_.preview(form_, {}).wouldSend);
}

TEST_F(FormTrialTest, a_test_of_a_wrong_form_throws_its_errors) {
  set("url", "wrong");
  EXPECT_THROW(trial_.send(form_, {}), BadConfiguration);
}

TEST(DraftPlanTest, one_sink_needs_its_routes_and_their_transforms_alone) {
  Configuration configuration;
  for (const auto* name : {"slack", "other"}) configuration.sinks[name].entries["type"] = {"form"};
  configuration.sources["mk3"] = {};
  configuration.transforms["long"] = {};
  configuration.transforms["short"] = {};
  configuration.routes["a"].entries = {{"to", {"other, slack"}}, {"transforms", {"long"}}};
  configuration.routes["b"].entries = {{"to", {"other"}}, {"transforms", {"short"}}};
  configuration.problems.push_back({{}, "source.mk3.url", "is wrong"});
  const auto only = onlySink(configuration, "slack");
  EXPECT_THAT(only.sinks, ElementsAre(::testing::Key("slack")));
  EXPECT_THAT(only.routes, ElementsAre(::testing::Key("a")));
  EXPECT_EQ(only.routes.at("a").text("to"), "slack");
  EXPECT_THAT(only.transforms, ElementsAre(::testing::Key("long")));
  EXPECT_THAT(only.sources, IsEmpty());
  EXPECT_THAT(only.problems, IsEmpty());
}

TEST(TrialSlotsTest, there_are_so_many_and_one_comes_back) {
  TrialSlots slots(2);
  auto one = slots.take();
  const auto other = slots.take();
  EXPECT_TRUE(one);
  EXPECT_TRUE(other);
  EXPECT_FALSE(slots.take());
  one.reset();
  EXPECT_TRUE(slots.take());
}

}  // namespace
}  // namespace herald::core
