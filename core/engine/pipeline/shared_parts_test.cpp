// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/shared_parts.h"

#include <gtest/gtest.h>

#include "engine/pipeline/instance_host.h"
#include "herald/attempt_carrier.h"
#include "herald/host.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

class CountedClient final : public HttpClient, public AttemptCarrier {
 public:
  explicit CountedClient(int& living) : living_(living) { ++living_; }
  ~CountedClient() override { --living_; }
  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token) override {
    return {.status = 200, .body = request.url};
  }
  void start(HttpRequest request, Clock::time_point, std::stop_token, HttpDone done) override {
    done(HttpResponse{.status = 200, .body = "started " + request.url});
  }
  Resume carry() override {
    return [](const std::function<void()>& work) { work(); };
  }

 private:
  int& living_;
};

/// A token that belongs to a sink, not to one of its instances.
struct SharedToken {
  SharedToken(Host& own, std::string text) : host(own), secret(std::move(text)) { host.hide({secret}); }
  Host& host;
  std::string secret;
};

class SharedPartsTest : public ::testing::Test {
 protected:
  std::unique_ptr<InstanceHost> host() {
    return std::make_unique<InstanceHost>(
        "sink.a", nullptr, InstanceHost::Saving::Immediately,
        [this](const Settings&) { return std::make_unique<CountedClient>(clients_); }, time_, mask_, parts_);
  }
  static Settings settings(Settings::Values values) { return {httpOptions(), std::move(values)}; }
  static std::shared_ptr<SharedToken> token(InstanceHost& host, const std::string& secret) {
    return host.shared<SharedToken>("token", [&](Host& own) { return std::make_shared<SharedToken>(own, secret); });
  }

  FakeTime time_{};
  int clients_ = 0;
  const std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  const std::shared_ptr<SharedParts> parts_ = std::make_shared<SharedParts>();
};

TEST_F(SharedPartsTest, clients_of_equal_settings_are_one) {
  const auto one = host(), other = host();
  auto first = one->http(settings({{"proxy", "http://p"}}));
  auto second = other->http(settings({{"proxy", "http://p"}}));
  EXPECT_EQ(clients_, 1);
  const auto third = other->http(settings({{"proxy", "http://q"}}));
  EXPECT_EQ(clients_, 2);
  EXPECT_EQ(second->send({.url = "http://x"}, {}, {}).body, "http://x");
  EXPECT_TRUE(carryAttempt(*second)) << "it can what the client can";
  HttpResponse started;
  second->start({.url = "http://y"}, {}, {}, [&](HttpResult result) { started = answerOf(std::move(result)); });
  EXPECT_EQ(started.body, "started http://y") << "nobody waits for it";
  first.reset();
  EXPECT_EQ(clients_, 2);
  second.reset();
  EXPECT_EQ(clients_, 1) << "nobody uses it";
}

TEST_F(SharedPartsTest, the_default_of_a_plugin_counts) {
  auto options = httpOptions();
  for (auto& option : options) {
    if (option.name == "timeout") option.fallback = "30s";
  }
  const auto one = host();
  const auto first = one->http(settings({}));
  const auto second = one->http(Settings(options, {}));
  EXPECT_EQ(clients_, 2);
}

TEST_F(SharedPartsTest, an_object_outlives_the_instance_that_has_made_it) {
  auto maker = host();
  const auto other = host();
  auto made = token(*maker, "the-first-token");
  auto kept = token(*other, "never-made");
  EXPECT_EQ(made, kept);
  made.reset();
  maker.reset();
  EXPECT_EQ(kept->host.now(), time_.now());
  EXPECT_EQ(mask_->masked("the-first-token"), "***");
  kept.reset();
  EXPECT_EQ(mask_->masked("the-first-token"), "the-first-token");
  EXPECT_EQ(token(*other, "the-next-token")->secret, "the-next-token");
}

TEST_F(SharedPartsTest, what_an_instance_hides_is_its_own) {
  const auto one = host(), other = host();
  one->hide({"secret-of-one"});
  other->hide({"secret-of-other"});
  const auto shared = token(*one, "secret-of-token");
  EXPECT_EQ(mask_->masked("secret-of-one secret-of-other secret-of-token"), "*** *** ***");
}

TEST_F(SharedPartsTest, counters_and_connection_are_those_of_the_sink) {
  const auto one = host(), other = host();
  one->count("sent");
  other->count("sent");
  other->ready("broker");
  EXPECT_EQ(one->report().counts().at("sent"), 2u);
  EXPECT_EQ(one->report().connection(), "broker");
}

TEST_F(SharedPartsTest, of_two_that_are_made_at_once_one_remains) {
  std::shared_ptr<void> first;
  const auto second = parts_->object("key", [&] {
    first = parts_->object("key", [] { return std::make_shared<int>(1); });  // as another thread would meanwhile
    return std::make_shared<int>(2);
  });
  EXPECT_EQ(second, first);
}

}  // namespace
}  // namespace herald::core
