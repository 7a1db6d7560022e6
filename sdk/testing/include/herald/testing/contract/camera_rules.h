// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "herald/camera.h"
#include "herald/testing/contract/sink_rules.h"
#include "herald/testing/contract/state_rules.h"
#include "herald/testing/contract/work.h"

/// The rules for a source that is a Camera. A source without a camera keeps them.
namespace herald::test {

/// Begins and ends as a JPEG file does. It stands for the answer of a camera on the network.
inline std::string pictureBytes() {
  const std::string begin("\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 20);
  return begin + "\xFF\xD9";
}

/// A host on whose network a camera answers.
class CameraHost : public LiveHost {
 public:
  CameraHost() { network().otherwise({200, {{"Content-Type", "image/jpeg"}}, pictureBytes()}); }
};

/// What one call of Camera::take did.
struct Taken {
  Picture picture{};
  std::string failure{};  ///< why there is no picture; empty if there is one
};

/// Takes a picture of the device. Every exception but a Failure breaks a rule.
inline Taken taken(Camera& camera, const Shot& shot) {
  Taken result;
  result.failure = whatItThrows([&] { result.picture = camera.take(shot); });
  EXPECT_FALSE(result.failure.starts_with("threw "))
      << "take() " << result.failure << ": throw a Failure that says why";
  EXPECT_TRUE(!result.failure.empty() || !result.picture.jpeg.empty())
      << "take() returns no bytes: throw a Failure that says why";
  return result;
}

/// With a deadline, as every shot of Herald. `device` outlives it.
inline Shot timedShot(const std::string& device) {
  return {.device = device, .deadline = Clock::now() + std::chrono::seconds(5)};
}

inline void takesAPictureByItsDeadline(const Subject& subject) {
  CameraHost host;
  const auto plugin = configured(subject, host);
  auto* camera = dynamic_cast<Camera*>(plugin.get());
  if (!camera) return;
  const std::string device = "mk3";
  Shot shot = timedShot(device);
  taken(*camera, shot);
  for (const auto& sent : host.network().sent())
    EXPECT_LE(sent.deadline, shot.deadline) << "a request may last longer than the shot: pass shot.deadline";
  shot.deadline = Clock::now() - Millis(1);
  taken(*camera, shot);
}

inline void endsAPictureAtAStop(const Subject& subject) {
  CameraHost host;
  const auto plugin = configured(subject, host);
  auto* camera = dynamic_cast<Camera*>(plugin.get());
  if (!camera) return;
  const std::string device = "mk3";
  std::stop_source stopping;
  Shot shot = timedShot(device);
  shot.stop = stopping.get_token();
  host.network().onSend([&stopping] { stopping.request_stop(); });
  taken(*camera, shot);
  for (const auto& sent : host.network().sent())
    EXPECT_TRUE(sent.stop.stop_requested()) << "a request goes on after the stop: pass shot.stop";
  EXPECT_LE(host.network().sent().size(), 1u) << "take() sends another request after the stop";
  stopping.request_stop();
  taken(*camera, shot);
}

inline void takesAPictureAtAnyTime(const Subject& subject) {
  CameraHost host;
  ShortFeed feed;
  const auto plugin = configured(subject, host);
  auto* camera = dynamic_cast<Camera*>(plugin.get());
  if (!camera) return;
  const std::string device = "mk3";
  taken(*camera, timedShot(device));
  std::thread running([&] { feed.run(as<Source>(*plugin)); });
  taken(*camera, timedShot(device));
  running.join();
  taken(*camera, timedShot(device));
}

inline void takesEachPictureAnew(const Subject& subject) {
  CameraHost host;
  const auto plugin = configured(subject, host);
  auto* camera = dynamic_cast<Camera*>(plugin.get());
  if (!camera) return;
  const std::string device = "mk3";
  if (!taken(*camera, timedShot(device)).failure.empty()) return;
  const auto first = host.network().requests().size();
  if (first == 0 || !taken(*camera, timedShot(device)).failure.empty()) return;  // this camera does not use HTTP
  EXPECT_GT(host.network().requests().size(), first)
      << "take() returns a picture that it has kept: take a new one for each shot";
}

inline void saysWhyThereIsNoPicture(const Subject& subject) {
  for (const bool answers : {true, false}) {
    CameraHost host;
    const auto plugin = configured(subject, host);
    auto* camera = dynamic_cast<Camera*>(plugin.get());
    if (!camera) return;
    answers ? host.network().otherwise({500, {}, "broken"}) : cutOff(host.network());
    const std::string device = "mk3";
    const auto result = taken(*camera, timedShot(device));
    if (host.network().requests().empty()) continue;  // this camera does not use HTTP
    EXPECT_NE(result.failure, "") << "take() returns a picture, but "
                                  << (answers ? "the camera answered 500" : "nobody answered");
  }
}

inline void keepsNoShotAfterTheCall(const Subject& subject) {
  CameraHost host;
  std::string said;
  std::vector<std::string> devices{"mk3", "mk4", "mini"};
  {
    const auto plugin = configured(subject, host);
    auto* camera = dynamic_cast<Camera*>(plugin.get());
    if (!camera) return;
    for (std::string& device : devices) {
      said += taken(*camera, timedShot(device)).failure;
      device = kAfterTheCall;
    }
  }
  EXPECT_EQ((said + saidTo(host)).find(kAfterTheCall), std::string::npos)
      << "it uses a shot after the call that brought it: copy what you need later";
}

inline std::vector<Rule> cameraRules() {
  return {
      {"TakesAPictureByItsDeadline", "take() returns by shot.deadline", takesAPictureByItsDeadline},
      {"EndsAPictureAtAStop", "take() returns soon after shot.stop is requested", endsAPictureAtAStop},
      {"TakesAPictureAtAnyTime", "take() returns before, while and after run() runs", takesAPictureAtAnyTime},
      {"TakesEachPictureAnew", "take() returns", takesEachPictureAnew},
      {"SaysWhyThereIsNoPicture", "take() returns, or throws a Failure", saysWhyThereIsNoPicture},
      {"KeepsNoShotAfterTheCall", "take() returns", keepsNoShotAfterTheCall},
  };
}

}  // namespace herald::test
