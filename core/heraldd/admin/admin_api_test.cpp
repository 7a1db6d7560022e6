// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_api.h"

#include <gmock/gmock.h>

#include "engine/outbox/damage.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AdminApiTest : public ::testing::Test {
 protected:
  AdminApiTest() { mask_->set({"s3cret"}); }

  std::string get(const std::string& path) { return api_.routes().answer({.path = path}).body; }

  AdminAnswer post(const std::string& path, std::map<std::string, std::string> query = {}) {
    return api_.routes().answer({.method = "POST", .path = path, .query = std::move(query)});
  }

  FakeTime time_{};
  MemoryOutbox outbox_{10};
  Pipeline pipeline_{outbox_, time_};
  ReloadRecord reloads_{};
  std::shared_ptr<HttpTrace> trace_ = std::make_shared<HttpTrace>();
  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  int rehearsals_ = 0, reloadsAsked_ = 0;
  AdminApi api_{{outbox_, pipeline_, time_, reloads_, *trace_,
                 [this](const HttpFactory&) {
                   ++rehearsals_;
                   return Plan();
                 },
                 [this] { ++reloadsAsked_; }, [] { return std::vector<Library>{{.file = "/p/a.so", .version = "2"}}; }},
                mask_,
                "/etc/herald/herald.properties"};
};

TEST_F(AdminApiTest, status_shows_the_daemon) {
  time_.advance(std::chrono::seconds(90));
  const auto status = get("/status");
  EXPECT_EQ(jsonAt(status, "config"), "\"/etc/herald/herald.properties\"");
  EXPECT_EQ(jsonAt(status, "runningSeconds"), "90");
  EXPECT_EQ(jsonAt(status, "reloads"), "0");
}

TEST_F(AdminApiTest, a_refused_reload_is_a_problem_until_the_next_one) {
  reloads_.refused("herald.properties:3: no");
  EXPECT_THAT(get("/readyz"), HasSubstr("herald.properties:3: no"));
  reloads_.tookOver();
  EXPECT_EQ(get("/readyz"), R"({"problems":[]})");
  const auto status = get("/status");
  EXPECT_EQ(jsonAt(status, "reloads"), "1");
}

TEST_F(AdminApiTest, damage_is_a_problem_until_it_is_acknowledged) {
  Damage damage;
  damage.addLost(2);
  std::vector<Delivery> none;
  outbox_.store(none, true, {damage.note()});
  EXPECT_THAT(get("/readyz"), HasSubstr("2 deliveries were damaged on disk"));
  const auto answer = post("/outbox/acknowledge");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("2 deliveries were damaged on disk"));
  EXPECT_EQ(get("/readyz"), R"({"problems":[]})");
  EXPECT_EQ(post("/outbox/acknowledge").body, R"({"damage":""})");
}

TEST_F(AdminApiTest, a_reload_has_a_number_by_which_its_end_is_known) {
  const auto ended = [this] {
    const auto reload = get("/reload");
    return std::string(jsonAt(reload, "ended"));
  };
  reloads_.begins();  // it may have read the files before the request
  EXPECT_EQ(post("/reload").body, R"({"number":2})");
  EXPECT_EQ(reloadsAsked_, 1);
  reloads_.tookOver();
  EXPECT_EQ(ended(), "1");
  reloads_.begins();
  EXPECT_EQ(ended(), "1");
  reloads_.refused("herald.properties:3: no");
  EXPECT_EQ(get("/reload"), R"({"ended":2,"refusal":"herald.properties:3: no"})");
}

TEST_F(AdminApiTest, plugins_are_those_that_the_daemon_found) {
  const auto plugins = get("/plugins");
  EXPECT_EQ(jsonAt(plugins, "libraries.0.file"), "\"/p/a.so\"");
  EXPECT_EQ(jsonAt(plugins, "libraries.0.loaded"), "false");
}

TEST_F(AdminApiTest, a_sink_that_is_not_in_the_plan_is_a_removed_sink) {
  auto event = std::make_shared<Event>();
  event->id = "1";
  std::vector<Delivery> deliveries{{.sink = "old", .event = event, .accepted = time_.now()}};
  outbox_.store(deliveries);
  time_.advance(std::chrono::seconds(30));
  const auto status = get("/status");
  EXPECT_EQ(jsonAt(status, "orphans.old.waiting"), "1");
  EXPECT_EQ(jsonAt(status, "orphans.old.oldestSeconds"), "30");
}

TEST_F(AdminApiTest, no_answer_shows_a_secret) {
  reloads_.refused("bad url http://h/?key=s3cret");
  for (const auto* path : {"/status", "/readyz"})
    EXPECT_THAT(get(path), AllOf(HasSubstr("***"), Not(HasSubstr("s3cret"))));
}

class StillSink : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return {}; }
};

TEST_F(AdminApiTest, shows_what_plugins_say_of_themselves) {
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
  phone->ready("broker b as s3cret");
  phone->count("seen", 2);
  once->count("seen");
  const auto status = get("/status"), metrics = get("/metrics");
  EXPECT_EQ(jsonAt(status, "sinks.phone.connection"), R"("broker b as ***")");
  EXPECT_THAT(metrics, AllOf(HasSubstr("# TYPE herald_plugin_seen_total counter\n"),
                             HasSubstr("herald_plugin_seen_total{instance=\"sink.phone\",type=\"mqtt\"} 2\n"),
                             HasSubstr("herald_plugin_seen_total{instance=\"transform.farm.1.once\",type=\"dedupe\"} "
                                       "1\n")));
}

TEST_F(AdminApiTest, only_a_dry_run_makes_new_sinks) {
  EXPECT_EQ(post("/sinks/phone/test").status, 409);
  EXPECT_EQ(rehearsals_, 0);
  EXPECT_EQ(post("/sinks/phone/test", {{"dry", "true"}}).status, 409);
  EXPECT_EQ(rehearsals_, 1);
}

}  // namespace
}  // namespace herald::core
