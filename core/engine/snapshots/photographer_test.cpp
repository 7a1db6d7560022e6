// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/photographer.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "engine/plugin_host/plugin_call.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/outcome.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;

class PhotographerTest : public ::testing::Test {
 protected:
  ~PhotographerTest() override {
    blocked->release();
    end();
  }

  template <class AnyCamera>
  std::shared_ptr<AnyCamera> use(std::shared_ptr<AnyCamera> camera) {
    photographer_ = std::make_shared<Photographer>(cameraSetup(camera, host), book, time);
    return camera;
  }

  std::shared_ptr<ScriptedCamera> use(ScriptedCamera::Act act = {}) {
    return use(std::make_shared<ScriptedCamera>(std::move(act)));
  }

  void want(const std::string& event, const std::string& device = "mk3", std::uint64_t most = 1 << 20) {
    const auto now = time.now();
    ASSERT_TRUE(book->expect(event, now + 5s, {}));
    photographer_->want({event, device, now, now + 5s, most});
  }

  /// The picture of the event once it is there; empty if there is none.
  std::string taken(const std::string& event) {
    book->await(event, Clock::time_point::max());
    const auto jpeg = book->store().find(event);
    return jpeg ? *jpeg : "";
  }

  bool end() {
    if (!photographer_) return true;
    photographer_->askToStop();
    return photographer_->join(time.now() + (hangs ? 0s : 1h));
  }

  std::shared_ptr<BlockedCamera> blocked = std::make_shared<BlockedCamera>();
  FakeTime time{};
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  std::shared_ptr<SnapshotBook> book = std::make_shared<SnapshotBook>(SnapshotPlace{}, time);
  std::shared_ptr<Photographer> photographer_{};
  bool hangs = false;
};

TEST_F(PhotographerTest, takes_a_picture_on_a_thread_that_ends_when_it_is_idle) {
  const auto camera = use([](const Shot& shot) { return pictureOf(shot.device); });
  EXPECT_TRUE(photographer_->isIdle());
  want("a");
  EXPECT_EQ(taken("a"), pictureOf("mk3"));
  while (!photographer_->isIdle()) std::this_thread::yield();
  want("b", "mk4");
  EXPECT_EQ(taken("b"), pictureOf("mk4"));
  EXPECT_THAT(camera->calls.all(), ElementsAre("mk3", "mk4"));
  EXPECT_EQ(book->countsOf("mk3").taken, 2u);
  EXPECT_THAT(host->lines.all(), IsEmpty());
}

TEST_F(PhotographerTest, one_that_is_closed_while_it_is_idle_serves_nothing_more) {
  const auto camera = use();
  want("a");
  taken("a");
  while (!photographer_->closeIfIdle()) std::this_thread::yield();
  want("b");
  EXPECT_EQ(taken("b"), "");
  EXPECT_TRUE(photographer_->join(time.now()));
  EXPECT_EQ(camera->calls.all().size(), 1u);
}

TEST_F(PhotographerTest, gives_the_camera_as_long_as_somebody_waits) {
  Clock::time_point deadline;
  use([&](const Shot& shot) {
    deadline = shot.deadline;
    return pictureOf("a");
  });
  want("a");
  taken("a");
  EXPECT_EQ(deadline, time.now() + 5s);
}

TEST_F(PhotographerTest, one_picture_serves_all_that_happens_within_a_second) {
  const auto camera = use();
  want("a");
  EXPECT_EQ(taken("a"), pictureOf("1"));
  time.advance(1s);
  want("b");
  EXPECT_EQ(taken("b"), pictureOf("1"));
  want("c", "mk4");
  EXPECT_EQ(taken("c"), pictureOf("2")) << "another device has another picture";
  time.advance(1ms);
  want("d");
  EXPECT_EQ(taken("d"), pictureOf("3"));
  EXPECT_EQ(book->store().counts().kept, 3u);
}

TEST_F(PhotographerTest, what_waits_while_a_call_runs_shares_the_next_one) {
  std::latch begun(1), release(1);
  const auto camera = use([&](const Shot&) {
    if (begun.try_wait()) return pictureOf("second");
    begun.count_down();
    release.wait();
    return pictureOf("first");
  });
  want("a");
  begun.wait();
  time.advance(500ms);
  want("b");
  time.advance(2s);
  for (int i = 0; i < 1000; ++i) want("c" + std::to_string(i));
  release.count_down();
  EXPECT_EQ(taken("a"), pictureOf("first"));
  EXPECT_EQ(taken("b"), pictureOf("first")) << "it is less than a second old";
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(taken("c" + std::to_string(i)), pictureOf("second"));
  EXPECT_EQ(camera->calls.all().size(), 2u);
  EXPECT_EQ(book->store().counts().kept, 2u) << "a thousand events have one picture";
}

TEST_F(PhotographerTest, takes_none_for_which_nobody_waits_any_longer) {
  std::latch begun(1), release(1);
  const auto camera = use([&](const Shot&) {
    begun.count_down();
    release.wait();
    return pictureOf("first");
  });
  want("a");
  begun.wait();
  time.advance(2s);
  want("b");
  time.advance(5s);
  release.count_down();
  EXPECT_EQ(taken("b"), "");
  EXPECT_EQ(camera->calls.all().size(), 1u);
  EXPECT_EQ(taken("a"), pictureOf("first")) << "it is kept: its delivery may wait for the network";
}

TEST_F(PhotographerTest, the_smallest_receiver_decides_how_large_the_picture_is) {
  use();
  want("a", "mk3", 1800);
  EXPECT_THAT(taken("a").size(), Le(1800u));
  want("b", "mk3", 1 << 20);
  EXPECT_THAT(taken("b").size(), Le(1800u)) << "it is new enough";
  time.advance(2s);
  want("c", "mk3", 1 << 20);
  EXPECT_EQ(taken("c"), pictureOf("2"));
  want("d", "mk3", 1800);
  EXPECT_THAT(taken("d").size(), Le(1800u)) << "one that is too large serves nobody";
}

TEST_F(PhotographerTest, a_failure_is_told_once_until_there_is_a_picture_again) {
  std::string problem = "HTTP 500";
  const auto camera = use([&](const Shot&) {
    if (!problem.empty()) throw Failure(Outcome::Verdict::Retry, problem);
    return pictureOf("a");
  });
  want("a");
  EXPECT_EQ(taken("a"), "");
  want("b");
  EXPECT_EQ(taken("b"), "");
  EXPECT_EQ(camera->calls.all().size(), 1u) << "the failure serves those within a second, too";
  time.advance(2s);
  want("c");
  EXPECT_EQ(taken("c"), "");
  EXPECT_THAT(host->lines.all(), ElementsAre("no picture: HTTP 500; messages go without one until there is one"));
  EXPECT_EQ(book->countsOf("mk3").failed, 2u);
  EXPECT_EQ(book->countsOf("mk3").problem, "HTTP 500");

  problem.clear();
  time.advance(2s);
  want("d");
  EXPECT_EQ(taken("d"), pictureOf("a"));
  EXPECT_EQ(host->lines.await(2).back(), "its camera gives pictures again");
  EXPECT_EQ(book->countsOf("mk3").problem, "");
}

TEST_F(PhotographerTest, what_is_no_jpeg_is_a_failure) {
  use([](const Shot&) { return std::string("<html>log in first</html>"); });
  want("a");
  EXPECT_EQ(taken("a"), "");
  EXPECT_THAT(host->lines.await(1).front(), HasSubstr("no picture: "));
}

TEST_F(PhotographerTest, any_exception_is_a_failure) {
  use([](const Shot&) -> std::string { throw 42; });
  want("a");
  EXPECT_EQ(taken("a"), "");
  EXPECT_THAT(host->lines.await(1).front(), HasSubstr("an exception of an unknown type"));
}

TEST_F(PhotographerTest, a_crash_would_name_the_camera) {
  std::string current;
  use([&](const Shot&) {
    current = PluginCall::current();
    return pictureOf("a");
  });
  want("a");
  taken("a");
  EXPECT_EQ(current, "camera mk3 (plugin fake)");
}

TEST_F(PhotographerTest, a_call_that_hangs_is_walled_off_and_its_late_answer_is_ignored) {
  const auto camera = use(blocked);
  want("a");
  camera->calls.await(1);
  while (photographer_->watch() == Clock::time_point::max()) std::this_thread::yield();
  EXPECT_EQ(photographer_->watch(), time.now() + 10s);
  time.advance(10s);
  EXPECT_EQ(photographer_->watch(), Clock::time_point::max());
  EXPECT_THAT(hangingNames(), ElementsAre("camera mk3 (plugin fake)"));
  EXPECT_THAT(host->lines.all().back(), HasSubstr("hangs: a call of its camera did not return"));
  EXPECT_EQ(taken("a"), "");
  want("b");
  EXPECT_EQ(taken("b"), "") << "nobody waits for a camera that hangs";
  EXPECT_EQ(camera->calls.all().size(), 1u);

  camera->release();
  while (hangingCalls() != 0 || !photographer_->isIdle()) std::this_thread::yield();
  EXPECT_EQ(book->store().find("a"), nullptr);
  EXPECT_EQ(host->lines.await(2).back(), "the call of its camera that hung has returned");
  want("c");
  EXPECT_EQ(taken("c"), pictureOf("late"));
}

TEST_F(PhotographerTest, at_a_stop_nobody_waits_and_the_camera_is_asked_to_give_up) {
  std::latch begun(1);
  use([&](const Shot& shot) -> std::string {
    begun.count_down();
    while (!shot.stop.stop_requested()) std::this_thread::yield();
    throw Failure(Outcome::Verdict::Retry, "stopped");
  });
  want("a");
  begun.wait();
  time.advance(2s);
  want("b");
  EXPECT_TRUE(end());
  EXPECT_EQ(taken("a"), "");
  EXPECT_EQ(taken("b"), "");
  EXPECT_THAT(host->lines.all(), IsEmpty()) << "the camera is not to blame";
  want("c");
  EXPECT_EQ(taken("c"), "");
}

TEST_F(PhotographerTest, a_stop_leaves_a_call_behind_that_does_not_give_up) {
  const auto camera = use(blocked);
  want("a");
  camera->calls.await(1);
  hangs = true;
  EXPECT_FALSE(end());
  EXPECT_EQ(hangingCalls(), 1);
  camera->release();
  while (hangingCalls() != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace herald::core
