// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/printer_pictures.h"

#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <thread>

#include "heraldd/api/operations/api_problem.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

class PrinterPicturesTest : public ::testing::Test {
 protected:
  static Jpeg jpeg(const std::string& text) { return std::make_shared<const std::string>(text); }
  std::string of(const std::string& device, const std::string& event = "") {
    const auto picture = pictures.of({device, "source", event});
    return picture ? *picture : "none";
  }

  FakeTime time{};
  int taken = 0;
  std::function<Jpeg(const Event&)> camera = [this](const Event& event) {
    return jpeg(event.device + std::to_string(++taken));
  };
  PrinterPictures pictures{{[](const std::string& event) { return event == "kept" ? jpeg("kept") : nullptr; },
                            [this](const Event& event, std::uint64_t) { return camera(event); }},
                           time};
};

TEST_F(PrinterPicturesTest, one_picture_serves_every_page_for_half_a_minute) {
  EXPECT_EQ(of("mk3"), "mk31");
  time.advance(29s);
  EXPECT_EQ(of("mk3"), "mk31");
  EXPECT_EQ(of("mk4"), "mk42");
  time.advance(1s);
  EXPECT_EQ(of("mk3"), "mk33");
}

TEST_F(PrinterPicturesTest, takes_none_if_herald_keeps_one_of_the_last_event) {
  EXPECT_EQ(of("mk3", "kept"), "kept");
  EXPECT_EQ(taken, 0);
}

TEST_F(PrinterPicturesTest, a_camera_that_fails_is_no_picture) {
  camera = [this](const Event&) -> Jpeg {
    ++taken;
    throw std::runtime_error("no route to host");
  };
  EXPECT_EQ(of("mk3"), "none");
  EXPECT_EQ(of("mk3"), "none");
  EXPECT_EQ(taken, 1) << "it is asked as rarely as one that works";
}

TEST_F(PrinterPicturesTest, at_most_two_cameras_work_at_a_time) {
  std::latch atWork(2), mayEnd(1);
  camera = [&](const Event& event) {
    atWork.count_down();
    mayEnd.wait();
    return jpeg(event.device);
  };
  std::thread first([&] { of("mk3"); }), second([&] { of("mk4"); });
  atWork.wait();
  EXPECT_THROW(of("mk5"), ApiProblem);
  EXPECT_THROW(of("mk3"), ApiProblem) << "it is being taken, and there is no old one";
  mayEnd.count_down();
  first.join();
  second.join();
  EXPECT_EQ(of("mk3"), "mk3");
}

TEST_F(PrinterPicturesTest, keeps_the_newest_of_a_large_farm) {
  for (std::size_t i = 0; i <= PrinterPictures::kMost; ++i) {
    of(std::to_string(1000 + i));
    time.advance(10ms);
  }
  const auto before = taken;
  of("1001");
  EXPECT_EQ(taken, before);
  of("1000");
  EXPECT_EQ(taken, before + 1);
}

}  // namespace
}  // namespace herald::core
