// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_reporter.h"

#include <gmock/gmock.h>

#include "engine/outbox/damage.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "heraldd/admin/metrics.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StatusReporterTest : public ::testing::Test {
 protected:
  FakeTime time_{};
  MemoryOutbox outbox_{10};
  Pipeline pipeline_{outbox_, time_};
  ReloadRecord reloads_{};
  StatusReporter reporter_{{outbox_, pipeline_, time_, reloads_}, "/etc/herald/herald.properties"};
};

TEST_F(StatusReporterTest, shows_the_daemon) {
  time_.advance(std::chrono::seconds(90));
  const auto report = reporter_.report();
  EXPECT_EQ(report.config, "/etc/herald/herald.properties");
  EXPECT_EQ(report.running, std::chrono::seconds(90));
  EXPECT_EQ(report.reloads, 0);
}

TEST_F(StatusReporterTest, a_refused_reload_is_a_problem_until_the_next_one) {
  reloads_.refused("herald.properties:3: no", {});
  EXPECT_THAT(reporter_.report().problems(), ElementsAre(HasSubstr("herald.properties:3: no")));
  reloads_.tookOver();
  EXPECT_THAT(reporter_.report().problems(), IsEmpty());
  EXPECT_EQ(reporter_.report().reloads, 1);
}

TEST_F(StatusReporterTest, damage_is_a_problem_until_it_is_acknowledged) {
  const std::string lost = "2 deliveries are lost, damaged or unreadable on disk: the log names them";
  Damage damage;
  damage.addLost(2);
  std::vector<Delivery> none;
  outbox_.store(none, true, {damage.note()});
  EXPECT_THAT(reporter_.report().problems(), ElementsAre(HasSubstr(lost)));
  EXPECT_EQ(acknowledgeDamage(outbox_), lost);
  EXPECT_THAT(reporter_.report().problems(), IsEmpty());
  EXPECT_EQ(acknowledgeDamage(outbox_), "");
}

TEST_F(StatusReporterTest, a_sink_that_is_not_in_the_plan_is_a_removed_sink) {
  auto event = std::make_shared<Event>();
  event->id = "1";
  std::vector<Delivery> deliveries{{.sink = "old", .event = event, .accepted = time_.now()}};
  outbox_.store(deliveries);
  time_.advance(std::chrono::seconds(30));
  const auto report = reporter_.report();
  EXPECT_EQ(report.removedSinks.at("old").outbox.waiting, 1u);
  EXPECT_EQ(report.removedSinks.at("old").oldest, std::chrono::seconds(30));
}

class StillSink : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return {}; }
};

TEST_F(StatusReporterTest, shows_what_plugins_say_of_themselves) {
  const auto host = [&](const std::string& name) {
    return std::make_shared<InstanceHost>(name, nullptr, InstanceHost::Saving::Immediately, nullptr, time_);
  };
  const auto type = [](const char* name) { return Settings({{.name = "type"}}, {{"type", name}}); };
  const auto phone = host("sink.phone"), once = host("transform.farm.1.once");
  Plan plan;
  plan.sinks["phone"] = {{.settings = type("mqtt"), .host = phone},
                         {.name = "phone", .sink = std::make_shared<StillSink>(), .host = phone}};
  plan.steps["farm.1.once"] = {.settings = type("dedupe"), .host = once};
  pipeline_.apply(std::move(plan));
  phone->ready("broker b");
  phone->count("seen", 2);
  once->count("seen");
  const auto report = reporter_.report();
  EXPECT_EQ(report.sinks.at("phone").connection, "broker b");
  EXPECT_THAT(metrics(report),
              AllOf(HasSubstr("# TYPE herald_plugin_seen_total counter\n"),
                    HasSubstr("herald_plugin_seen_total{instance=\"sink.phone\",type=\"mqtt\"} 2\n"),
                    HasSubstr("herald_plugin_seen_total{instance=\"transform.farm.1.once\",type=\"dedupe\"} "
                              "1\n")));
}

}  // namespace
}  // namespace herald::core
