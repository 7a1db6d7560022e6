// SPDX-License-Identifier: Apache-2.0
#include "moonraker_camera.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "herald/testing/fake_host.h"
#include "moonraker_source.h"

namespace herald::moonraker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPicture("\xff\xd8\xff\xe0picture\xff\xd9");
constexpr const char* kTwo = R"({"result":{"webcams":[
  {"name":"off","enabled":false,"snapshot_url":"/webcam/?action=snapshot"},
  {"name":"stream","enabled":true,"snapshot_url":""},
  {"name":"side","enabled":true,"snapshot_url":"webcam2/?action=snapshot","flip_horizontal":true,"rotation":0}]}})";

TEST(MoonrakerCamera, IsTheFirstOneWithASnapshotUrlOrTheNamedOne) {
  EXPECT_EQ(readWebcam(kTwo, "").snapshotUrl, "/webcam2/?action=snapshot");
  EXPECT_EQ(readWebcam(kTwo, "").orientation, (Orientation{true, false, false}));
  EXPECT_EQ(readWebcam(kTwo, "off").snapshotUrl, "/webcam/?action=snapshot");
  EXPECT_EQ(readWebcam(kTwo, "stream").snapshotUrl, "");
  for (const char* text : {"", "{}", R"({"result":{"webcams":7}})", R"({"result":{"webcams":[7]}})"})
    EXPECT_EQ(readWebcam(text, "").snapshotUrl, "") << text;
}

TEST(MoonrakerCamera, IsMountedAsMainsailAndFluiddShowIt) {
  const auto turned = [](int degrees, bool flip) {
    return readWebcam(R"({"result":{"webcams":[{"snapshot_url":"/a","rotation":)" + std::to_string(degrees) +
                          (flip ? R"(,"flip_horizontal":true}]}})" : "}]}}"),
                      "")
        .orientation;
  };
  EXPECT_EQ(turned(90, false), (Orientation{true, true, true}));
  EXPECT_EQ(turned(180, false), (Orientation{true, true, false}));
  EXPECT_EQ(turned(270, false), (Orientation{false, false, true}));
  EXPECT_EQ(turned(90, true), (Orientation{true, false, true})) << "turned to the right, then flipped left to right";
  EXPECT_EQ(turned(180, true), (Orientation{false, true, false}));
  EXPECT_EQ(turned(270, true), (Orientation{false, true, true}));
}

TEST(MoonrakerCamera, IsAtTheWebInterfaceIfOnlyItsPathIsKnown) {
  EXPECT_EQ(webInterface("http://klipper.local:7125"), "http://klipper.local");
  EXPECT_EQ(webInterface("https://klipper.local:7130/x"), "https://klipper.local");
  EXPECT_EQ(webInterface("http://k1.local:4408"), "http://k1.local:4408");
  EXPECT_EQ(webInterface("http://farm.local/one"), "http://farm.local");
}

class MoonrakerCameraTest : public ::testing::Test {
 protected:
  void configure(Settings::Values values = {}) {
    values.insert({{"url", "http://klipper.local:7125/"}, {"apiKey", "K3Y"}});
    camera_.configure(Settings(MoonrakerSource().options(), std::move(values)), host_);
  }

  test::FakeHttp& network() { return host_.network(); }

  Picture take() {
    const std::string device = "voron";
    return camera_.take({.device = device});
  }

  std::string failure() {
    try {
      take();
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "no failure";
  }

  std::vector<std::string> asked() {
    std::vector<std::string> urls;
    for (const HttpRequest& request : network().requests()) {
      EXPECT_EQ(headerValue(request.headers, "X-Api-Key"), request.purpose == "moonraker" ? "K3Y" : "") << request.url;
      urls.push_back(request.url);
    }
    return urls;
  }

  test::FakeHost host_;
  MoonrakerCamera camera_;
};

constexpr const char* kList = "http://klipper.local:7125/server/webcams/list";
constexpr const char* kSide = "http://klipper.local/webcam2/?action=snapshot";

TEST_F(MoonrakerCameraTest, TakesThePictureAndReadsTheSettingsOnce) {
  configure();
  network().answer(200, kTwo);
  for (int time = 0; time < 2; ++time) {
    network().answer(200, kPicture);
    const Picture picture = take();
    EXPECT_EQ(picture.jpeg, kPicture);
    EXPECT_EQ(picture.orientation, (Orientation{true, false, false}));
  }
  camera_.forgetSettings();
  network().answer(200, kTwo);
  network().answer(200, kPicture);
  take();
  EXPECT_THAT(asked(), ElementsAre(kList, kSide, kSide, kList, kSide));
}

TEST_F(MoonrakerCameraTest, TakesWhatTheOptionsSay) {
  configure({{"snapshot.url", "http://joe:s3cr3t@cam/a"},
             {"snapshot.flipHorizontally", "no"},
             {"snapshot.flipVertically", "no"},
             {"snapshot.turnLeft", "yes"}});
  EXPECT_THAT(host_.hidden(), Contains("s3cr3t"));
  network().answer({401, {{"WWW-Authenticate", "Basic realm=\"cam\""}}, ""});
  network().answer(200, kPicture);
  EXPECT_EQ(take().orientation, (Orientation{false, false, true}));
  EXPECT_THAT(asked(), ElementsAre("http://cam/a", "http://cam/a"));
  EXPECT_EQ(headerValue(network().requests().at(1).headers, "Authorization"), "Basic am9lOnMzY3IzdA==");
}

TEST_F(MoonrakerCameraTest, SaysWhyThereIsNoPicture) {
  configure({{"snapshot.camera", "stream"}});
  network().answer(200, kTwo);
  EXPECT_EQ(failure(), "Moonraker's settings show no snapshot URL with http: set snapshot.url");
  camera_.forgetSettings();
  network().fail({Outcome::Verdict::Retry, "http://klipper.local:7125 refuses the connection"});
  EXPECT_EQ(failure(), "http://klipper.local:7125 refuses the connection");
  network().answer(200, kTwo);
  EXPECT_THAT(failure(), HasSubstr("show no snapshot URL")) << "it asks again for the next picture";
}

TEST_F(MoonrakerCameraTest, AdvisesAgainstAVideoStream) {
  configure({{"snapshot.url", "http://cam:8080/?action=stream"}});
  ASSERT_EQ(camera_.advice().size(), 1U);
  EXPECT_EQ(camera_.advice().front().option, "snapshot.url");
}

}  // namespace
}  // namespace herald::moonraker
