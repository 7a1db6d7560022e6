// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "herald/testing/contract/camera_rules.h"
#include "herald/testing/contract/sink_rules.h"
#include "herald/testing/contract/state_rules.h"
#include "herald/testing/contract/work.h"

namespace herald::test {

/// Values in which each Secret option has a secret that is easy to find. An option that accepts no such text keeps its
/// value.
class PlantedSecrets {
 public:
  explicit PlantedSecrets(const Subject& subject) : values_(subject.fewest) {
    for (const Option& option : subject.make()->options())
      if (option.type == Type::Secret) plant(subject, option.name);
  }

  const Settings::Values& values() const { return values_; }

  /// The test fails if the text has one of the secrets. `where` continues "it shows the secret".
  void expectNoneIn(const std::string& text, const std::vector<std::string>& hidden, const std::string& where) const {
    for (const auto* secrets : {&secrets_, &hidden})
      for (const auto& secret : *secrets)
        EXPECT_TRUE(secret.size() < kLeastSize || text.find(secret) == text.npos)
            << "it shows a secret in " << where << ": leave it out, whatever Herald masks";
  }

 private:
  static constexpr std::size_t kLeastSize = 4;  // see Host::hide

  void plant(const Subject& subject, const std::string& option) {
    FakeHost host;
    const std::string secret = "herald-s3cr3t-" + option;
    auto values = values_;
    values[option] = secret;
    try {
      configured(subject, host, values);
      values_ = values;
      secrets_.push_back(secret);
    } catch (const std::exception& refused) {
      EXPECT_EQ(std::string(refused.what()).find(secret), std::string::npos)
          << "it shows a secret in the error about `" << option << "`: leave it out, whatever Herald masks";
    }
  }

  Settings::Values values_;
  std::vector<std::string> secrets_{};
};

inline std::string linesOf(const FakeHost& host) {
  std::string text;
  for (const auto& [level, line] : host.lines()) text += line + "\n";
  return text;
}

inline void showNoSecretOfASink(const Subject& subject, const PlantedSecrets& secrets) {
  for (const int status : {200, 401, 500, 0}) {
    LiveHost host;
    const auto plugin = configured(subject, host, secrets.values());
    if (status >= 400) host.network().otherwise({status, {}, R"({"error":"refused"})"});
    if (status == 0) cutOff(host.network());
    const Event event = printOf("mk3").front();
    const Outcome outcome = delivered(as<Sink>(*plugin), timedAttempt(event));
    secrets.expectNoneIn(outcome.reason, host.hidden(), "the reason of an outcome");
    secrets.expectNoneIn(linesOf(host), host.hidden(), "the log");
  }
}

inline void showNoSecretOfATransform(const Subject& subject, const PlantedSecrets& secrets) {
  LiveHost host;
  const auto plugin = configured(subject, host, secrets.values());
  std::string thrown;
  for (const Event& event : printOf("mk3"))
    thrown += whatItThrows([&] { applied(as<Transform>(*plugin), event); }) + "\n";
  secrets.expectNoneIn(thrown, host.hidden(), "an exception");
  secrets.expectNoneIn(linesOf(host), host.hidden(), "the log");
}

inline void showNoSecretOfASource(const Subject& subject, const PlantedSecrets& secrets) {
  LiveHost host;
  ShortFeed feed;
  const auto plugin = configured(subject, host, secrets.values());
  const std::string thrown = feed.run(as<Source>(*plugin));
  auto hidden = host.hidden();
  for (auto& secret : feed.host.hidden()) hidden.push_back(std::move(secret));
  secrets.expectNoneIn(thrown, hidden, "an exception");
  secrets.expectNoneIn(linesOf(host) + linesOf(feed.host), hidden, "the log");
  for (const auto& what : feed.connections()) secrets.expectNoneIn(what, hidden, "ready()");
  for (const Event& event : feed.events()) secrets.expectNoneIn(event.payload + event.context, hidden, "an event");
}

inline void showNoSecretOfACamera(const Subject& subject, const PlantedSecrets& secrets) {
  for (const int status : {200, 401, 500, 0}) {
    CameraHost host;
    const auto plugin = configured(subject, host, secrets.values());
    auto* camera = dynamic_cast<Camera*>(plugin.get());
    if (!camera) return;
    if (status >= 400) host.network().otherwise({status, {}, R"({"error":"refused"})"});
    if (status == 0) cutOff(host.network());
    const std::string device = "mk3";
    const auto failure = whatItThrows([&] { camera->take(timedShot(device)); });
    secrets.expectNoneIn(failure, host.hidden(), "a failure of take()");
    secrets.expectNoneIn(linesOf(host), host.hidden(), "the log");
  }
}

inline void showsNoSecret(const Subject& subject) {
  const PlantedSecrets secrets(subject);
  const std::string kind = kindOf(*subject.make());
  if (kind == "sink") showNoSecretOfASink(subject, secrets);
  if (kind == "transform") showNoSecretOfATransform(subject, secrets);
  if (kind != "source") return;
  showNoSecretOfASource(subject, secrets);
  showNoSecretOfACamera(subject, secrets);
}

}  // namespace herald::test
