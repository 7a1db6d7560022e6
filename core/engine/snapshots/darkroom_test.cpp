// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/darkroom.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "engine/snapshots/testing/scripted_camera.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(Darkroom, makes_pictures_upright_within_the_limit) {
  FakeTime time;
  Darkroom room(time);
  EXPECT_EQ(room.upright({pictureOf("a"), {}}, 1 << 20, time.now()), pictureOf("a"));
  EXPECT_LE(room.upright({pictureOf("a"), {}}, 1800, time.now()).size(), 1800u);
  EXPECT_THROW(room.upright({"<html>", {}}, 1 << 20, time.now()), std::runtime_error);
}

TEST(Darkroom, opens_two_at_a_time) {
  FakeTime time;
  std::latch both(Darkroom::kAtOnce), release(1);
  std::atomic<int> entered = 0;
  Record done;
  Darkroom room(time, [&](const Picture& picture, const PictureLimits&) {
    if (entered++ < Darkroom::kAtOnce) both.count_down();
    release.wait();
    return picture.jpeg;
  });
  const auto develop = [&](const std::string& name, Clock::time_point deadline) {
    try {
      done.add(room.upright({name, {}}, 100, deadline));
    } catch (const std::runtime_error&) {
      done.add(name + " came too late");
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < Darkroom::kAtOnce; ++i) threads.emplace_back(develop, "open", time.now());
  both.wait();
  threads.emplace_back(develop, "patient", time.now() + 10s);
  threads.emplace_back(develop, "hasty", time.now() + 5s);
  time.advanceTo(time.awaitWaiterIn(5s, 5s));
  EXPECT_THAT(done.await(1), ::testing::ElementsAre("hasty came too late")) << "the others wait";
  release.count_down();
  EXPECT_THAT(done.await(4), ::testing::UnorderedElementsAre("hasty came too late", "open", "open", "patient"));
  for (auto& thread : threads) thread.join();
}

TEST(Darkroom, a_picture_that_is_none_frees_its_place) {
  FakeTime time;
  Darkroom room(time);
  for (int i = 0; i < 10; ++i) EXPECT_THROW(room.upright({"x", {}}, 100, time.now()), std::runtime_error);
  EXPECT_EQ(room.upright({pictureOf("a"), {}}, 1 << 20, time.now()), pictureOf("a"));
}

}  // namespace
}  // namespace herald::core
