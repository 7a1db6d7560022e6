// SPDX-License-Identifier: Apache-2.0
#include "octoprint_camera.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "camera/picture_check.h"
#include "herald/testing/fake_host.h"
#include "octoprint_source.h"

namespace herald::octoprint {

using camera::kMostPicture;

namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kPicture("\xff\xd8\xff\xe0picture\xff\xd9");
constexpr const char* kSettings =
    R"({"webcam":{"snapshotUrl":"http://127.0.0.1:8080/?action=snapshot","flipH":true,"flipV":false,"rotate90":true}})";
constexpr const char* kProxy = "http://octopi.local/downloads/camera/current";
constexpr const char* kSettingsUrl = "http://octopi.local/api/settings";
constexpr const char* kWebcam = "http://octopi.local:8080/?action=snapshot";

/// Keeps the settings with which its clients were made.
class CameraHost : public test::FakeHost {
 public:
  std::unique_ptr<HttpClient> http(const Settings& settings) override {
    clients.push_back(settings);
    return FakeHost::http(settings);
  }
  std::vector<Settings> clients{};
};

class OctoPrintCameraTest : public ::testing::Test {
 protected:
  void configure(Settings::Values values = {}) {
    values.insert({{"url", "http://octopi.local/"}, {"apiKey", "K3Y"}});
    camera_.configure(Settings(OctoPrintSource().options(), std::move(values)), host_);
  }

  test::FakeHttp& network() { return host_.network(); }

  Picture take() {
    const std::string device = "mk3";
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
      EXPECT_EQ(request.method, "GET");
      const bool toOctoPrint = request.url == kProxy || request.url == kSettingsUrl;
      EXPECT_EQ(headerValue(request.headers, "X-Api-Key"), toOctoPrint ? "K3Y" : "") << request.url;
      urls.push_back(request.url);
    }
    return urls;
  }

  CameraHost host_;
  OctoPrintCamera camera_;
};

TEST_F(OctoPrintCameraTest, TakesThePictureThroughOctoPrintAndReadsTheSettingsOnce) {
  configure();
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  network().answer(200, kPicture);
  for (int time = 0; time < 2; ++time) {
    const Picture picture = take();
    EXPECT_EQ(picture.jpeg, kPicture);
    EXPECT_EQ(picture.orientation, (Orientation{true, false, true}));
  }
  EXPECT_THAT(asked(), ElementsAre(kProxy, kSettingsUrl, kProxy));
  EXPECT_GT(network().requests().at(0).mostAnswer, kMostPicture);
}

TEST_F(OctoPrintCameraTest, WaitsFiveSecondsAtMostAndUntilTheDeadline) {
  configure();
  network().otherwise({200, {}, kPicture});
  const auto before = Clock::now();
  take();
  EXPECT_LE(network().sent().at(0).deadline, Clock::now() + 5s);
  EXPECT_GE(network().sent().at(0).deadline, before + 5s);
  const std::string device = "mk3";
  const auto deadline = before + 1s;
  camera_.take({.device = device, .deadline = deadline});
  EXPECT_EQ(network().sent().back().deadline, deadline);
}

TEST_F(OctoPrintCameraTest, LeavesThePictureTimeIfTheSettingsAreSlow) {
  configure();
  network().answer(200, kPicture);
  network().fail({Outcome::Verdict::Retry, "too slow"});
  const std::string device = "mk3";
  const auto before = Clock::now(), deadline = before + 4s;
  EXPECT_EQ(camera_.take({.device = device, .deadline = deadline}).jpeg, kPicture);
  const auto after = Clock::now();
  ASSERT_EQ(network().sent().size(), 2u);
  EXPECT_EQ(network().sent().at(0).deadline, deadline);
  const auto halfFrom = [&](Clock::time_point now) { return now + (deadline - now) / 2; };
  EXPECT_GE(network().sent().at(1).deadline, halfFrom(before));
  EXPECT_LE(network().sent().at(1).deadline, halfFrom(after));
}

TEST_F(OctoPrintCameraTest, GivesUpWhenHeraldStops) {
  configure();
  std::stop_source stop;
  stop.request_stop();
  const std::string device = "mk3";
  EXPECT_THROW(camera_.take({.device = device, .stop = stop.get_token()}), Failure);
  EXPECT_THAT(network().requests(), IsEmpty());
}

TEST_F(OctoPrintCameraTest, ReadsTheSettingsAgainAfterAChange) {
  configure();
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  take();
  camera_.forgetSettings();
  network().answer(200, kPicture);
  network().answer(200, R"({"webcam":{"flipH":false,"flipV":true,"rotate90":false}})");
  EXPECT_EQ(take().orientation, (Orientation{false, true, false}));
}

TEST_F(OctoPrintCameraTest, KeepsTheSettingsThatItKnowsIfOctoPrintDoesNotAnswer) {
  configure();
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  take();
  camera_.forgetSettings();
  network().answer(200, kPicture);
  network().fail({Outcome::Verdict::Retry, "too slow"});
  EXPECT_EQ(take().orientation, (Orientation{true, false, true}));
  network().answer(200, kPicture);
  network().answer(200, "{}");
  EXPECT_EQ(take().orientation, Orientation()) << "it asks again for the next picture";
}

TEST_F(OctoPrintCameraTest, TakesThePictureAsItIsIfTheKeyMayNotReadTheSettings) {
  configure();
  network().answer(200, kPicture);
  network().answer(403);
  EXPECT_EQ(take().orientation, Orientation());
  network().answer(200, kPicture);
  take();
  EXPECT_THAT(asked(), ElementsAre(kProxy, kSettingsUrl, kProxy)) << "it does not ask each time";
  host_.advance(10min);
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  EXPECT_TRUE(take().orientation.turnLeft);
}

TEST_F(OctoPrintCameraTest, AsksTheWebcamIfOctoPrintHasNoPictureAndThenFirst) {
  for (const int status : {404, 500, 200}) {
    camera_.forgetSettings();
    configure();
    network().answer(status, status == 200 ? "" : "no");
    network().answer(200, kSettings);
    network().answer(200, kPicture);
    EXPECT_EQ(take().jpeg, kPicture) << status;
    network().answer(200, kPicture);
    take();
    EXPECT_EQ(asked().back(), kWebcam) << status;
    network().answer(500);
    network().answer(200, kPicture);
    take();
    EXPECT_EQ(asked().back(), kProxy) << status;
  }
}

TEST_F(OctoPrintCameraTest, SaysWhyBothWaysFailed) {
  configure();
  network().answer(404);
  network().answer(200, kSettings);
  network().fail({Outcome::Verdict::Retry, "http://octopi.local:8080 refuses the connection"});
  EXPECT_EQ(failure(),
            "OctoPrint has no webcam that takes snapshots (404): set one up there, or set snapshot.url; "
            "http://octopi.local:8080 refuses the connection");
}

TEST_F(OctoPrintCameraTest, GoesOnlyTheWayThatTheUserChose) {
  configure({{"snapshot.via", "octoprint"}});
  network().answer(500);
  EXPECT_THAT(failure(), HasSubstr("OctoPrint answered 500"));
  EXPECT_THAT(asked(), ElementsAre(kProxy));
  configure({{"snapshot.via", "webcam"}});
  network().answer(200, kSettings);
  network().answer(200, kPicture);
  take();
  EXPECT_THAT(asked(), ElementsAre(kProxy, kSettingsUrl, kWebcam));
}

TEST_F(OctoPrintCameraTest, TakesTheAddressOfTheConfiguration) {
  configure({{"snapshot.url", "http://127.0.0.1/a.jpg"}});
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  EXPECT_TRUE(take().orientation.turnLeft);
  EXPECT_THAT(asked(), ElementsAre("http://127.0.0.1/a.jpg", kSettingsUrl));
}

TEST_F(OctoPrintCameraTest, TakesTheOrientationOfTheConfiguration) {
  configure({{"snapshot.flipHorizontally", "false"}, {"snapshot.flipVertically", "yes"}});
  network().answer(200, kPicture);
  network().answer(200, kSettings);
  EXPECT_EQ(take().orientation, (Orientation{false, true, true}));
}

TEST_F(OctoPrintCameraTest, NeedsNothingOfOctoPrintIfTheConfigurationSaysAll) {
  configure({{"snapshot.url", "http://cam/"},
             {"snapshot.flipHorizontally", "no"},
             {"snapshot.flipVertically", "no"},
             {"snapshot.turnLeft", "yes"}});
  EXPECT_FALSE(camera_.readsSettings());
  EXPECT_FALSE(camera_.needsWebcam());
  network().answer(200, kPicture);
  EXPECT_EQ(take().orientation, (Orientation{false, false, true}));
  EXPECT_THAT(asked(), ElementsAre("http://cam/"));
}

TEST_F(OctoPrintCameraTest, LogsInToACameraThatWantsThat) {
  configure({{"snapshot.url", "http://joe:s3cr3t@cam/a"}, {"snapshot.oldest", "1h"}});
  EXPECT_THAT(host_.hidden(), Contains("s3cr3t"));
  network().answer({401, {{"WWW-Authenticate", "Basic realm=\"cam\""}}, ""});
  network().answer(200, kPicture);
  take();
  const auto requests = network().requests();
  EXPECT_EQ(requests.at(0).url, "http://cam/a");
  EXPECT_EQ(headerValue(requests.at(0).headers, "Authorization"), "");
  EXPECT_EQ(headerValue(requests.at(1).headers, "Authorization"), "Basic am9lOnMzY3IzdA==");
}

TEST_F(OctoPrintCameraTest, PrefersTheLoginOfItsOptions) {
  configure({{"snapshot.url", "http://joe:old@cam/a"}, {"snapshot.user", "joe"}, {"snapshot.password", "s3cr3t"}});
  network().answer({401, {{"WWW-Authenticate", "Basic"}}, ""});
  network().answer(200, kPicture);
  take();
  EXPECT_EQ(headerValue(network().requests().at(1).headers, "Authorization"), "Basic am9lOnMzY3IzdA==");
}

TEST(OctoPrintCamera, GivesTheLoginOfOctoPrintToOctoPrintsAddressOnly) {
  for (const auto& [url, user] : {std::pair("http://cam/a", ""), std::pair("http://octopi.local:8080/a", ""),
                                  std::pair("http://octopi.local/webcam/a", "joe")}) {
    CameraHost host;
    host.network().otherwise({200, {}, kPicture});
    OctoPrintCamera camera;
    camera.configure(Settings(OctoPrintSource().options(), {{"url", "http://octopi.local"},
                                                            {"apiKey", "K3Y"},
                                                            {"snapshot.url", url},
                                                            {"auth.user", "joe"},
                                                            {"auth.password", "s3cr3t"},
                                                            {"timeout", "3s"}}),
                     host);
    const std::string device = "mk3";
    camera.take({.device = device});
    EXPECT_EQ(host.clients.at(0).text("auth.user"), user) << url;
    EXPECT_EQ(host.clients.at(0).duration("timeout"), 3s);
  }
}

TEST_F(OctoPrintCameraTest, SaysWhatIsWrongWithALogin) {
  configure({{"snapshot.url", "http://cam/a"}});
  network().answer(401);
  EXPECT_EQ(failure(), "http://cam wants a login (401): check snapshot.user and snapshot.password");
  configure({{"snapshot.url", "http://joe:s3cr3t@cam/a"}});
  network().answer({401, {{"WWW-Authenticate", "Negotiate"}}, ""});
  EXPECT_EQ(failure(),
            "http://cam wants a login that Herald does not know (401): choose Basic or Digest in the camera");
  for (int time = 0; time < 2; ++time) network().answer({401, {{"WWW-Authenticate", "Basic"}}, ""});
  EXPECT_THAT(failure(), AllOf(HasSubstr("wants a login (401)"), Not(HasSubstr("s3cr3t"))));
}

TEST_F(OctoPrintCameraTest, HidesThePasswordInOctoPrintsSettings) {
  configure({{"snapshot.via", "webcam"}});
  network().answer(200, R"({"webcam":{"snapshotUrl":"http://joe:s3cr3t@localhost/a"}})");
  network().answer(200, kPicture);
  take();
  EXPECT_THAT(host_.hidden(), ElementsAre("s3cr3t"));
  EXPECT_THAT(asked(), ElementsAre(kSettingsUrl, "http://octopi.local/a"));
}

TEST_F(OctoPrintCameraTest, NamesThePermissionThatTheKeyLacks) {
  configure({{"snapshot.via", "octoprint"}});
  network().answer(403);
  EXPECT_EQ(failure(), "the API key's user lacks the permission WEBCAM: grant it in OctoPrint's access control");
}

TEST_F(OctoPrintCameraTest, AdvisesAgainstAVideoStream) {
  configure({{"snapshot.url", "http://cam:8080/?action=snapshot"}});
  EXPECT_THAT(camera_.advice(), IsEmpty());
  configure({{"snapshot.url", "http://cam:8080/?action=stream"}});
  ASSERT_EQ(camera_.advice().size(), 1u);
  EXPECT_EQ(camera_.advice().front().option, "snapshot.url");
}

TEST_F(OctoPrintCameraTest, RefusesOptionsThatDoNotFitTogether) {
  EXPECT_THROW(configure({{"snapshot.url", "rtsp://cam/"}}), BadSettings);
  EXPECT_THROW(configure({{"snapshot.url", "http://cam/"}, {"snapshot.via", "octoprint"}}), BadSettings);
  EXPECT_THROW(configure({{"snapshot.password", "s3cr3t"}}), BadSettings);
}

}  // namespace
}  // namespace herald::octoprint
