// SPDX-License-Identifier: Apache-2.0
#include "octoprint/webcam_fixture.h"

/// The pictures of a webcam that the test serves, through heraldd and a real OctoPrint.
namespace herald::testing {
namespace {

using core::testing::corners;
using core::testing::fourColoursJpeg;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kOldDate = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string kNewDate = "Sun, 06 Nov 1994 08:55:00 GMT";

class RealCamera : public WithWebcam {
 protected:
  void listenWith(const std::string& more = {}, const std::string& key = OctoPrint::kBotKey) {
    start("source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() + "\nsource.mk3.apiKey = " + key + "\n" +
          more + webhook("phone", receiver_.url()) +
          "sink.phone.events = plugin_heraldtest_*\n"
          "sink.phone.data = {\"event\": \"@eventType\", \"text\": \"@text\", \"picture\": \"@snapshot\"}\n");
    daemon_->waitForLine("connected to OctoPrint");
  }

  /// The picture that arrives with the next event; empty if it arrives without. Herald may show a picture of the last
  /// second again, so the event comes later than that.
  std::string nextPicture() {
    const std::string mark = "picture " + std::to_string(++marks_) + ".";
    octoprint().mark(mark, 1);
    return pictureIn(receiver_.waitForBody(mark));
  }

  /// The next event arrives without a picture, and the log says why.
  void expectNone(Reply reply, const std::string& why) {
    webcam_.set(std::move(reply));
    EXPECT_EQ(nextPicture(), "") << why;
    EXPECT_THAT(daemon_->waitForLine("no picture: "), HasSubstr(why));
    webcam_.set({200, picture_});
    EXPECT_EQ(corners(nextPicture()), "rgbw") << "after: " << why;
    daemon_->waitForLine("gives pictures again");
  }
};

TEST_F(RealCamera, APictureIsUprightAsTheSettingsSay) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url());
  listenWith();
  EXPECT_EQ(nextPicture(), picture_);
  setWebcam(webcam_.url(), {.turnLeft = true});
  EXPECT_EQ(corners(nextPicture()), "gwrb");
  setWebcam(webcam_.url(), {.flipHorizontally = true, .flipVertically = true});
  EXPECT_EQ(corners(nextPicture()), "wbgr");
  webcam_.set({200, fourColoursJpeg(3280, 2464)});
  const std::string large = nextPicture();
  EXPECT_EQ(corners(large), "wbgr");
  EXPECT_EQ(core::readJpegHead(large).width, 1640);
}

TEST_F(RealCamera, AMessageGoesWithoutAPictureThatIsNone) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url());
  listenWith();
  EXPECT_EQ(corners(nextPicture()), "rgbw");
  expectNone(404, "has no picture there (404)");
  expectNone({200, "<html>Log in</html>", {{"Content-Type", "text/html"}}}, "sent a web page instead of a picture");
  expectNone({200, "GIF89a"}, "sent something that is not a JPEG");
  expectNone({200, "\xff\xd8\xff" + std::string(std::size_t{17} << 20, 'x')}, "sent more than 16 MiB");
  expectNone({302, "", {{"Location", "http://camera.invalid/"}}}, "redirects to another address (302)");
  expectNone({200, picture_.substr(0, picture_.size() / 2)}, "the picture is damaged");
}

TEST_F(RealCamera, AMessageWaitsForASlowPictureForItsLimitOnly) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url());
  listenWith();
  webcam_.standStill();
  EXPECT_EQ(nextPicture(), "");
  webcam_.set({200, picture_});
  EXPECT_EQ(corners(nextPicture()), "rgbw");
}

TEST_F(RealCamera, TheWebcamItselfGivesThePicture) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url(), {.turnLeft = true});
  listenWith(
      "source.mk3.snapshot.via = webcam\nsource.mk3.snapshot.user = joe\nsource.mk3.snapshot.password = s3cr3t\n"
      "source.mk3.snapshot.turnLeft = false\n");
  webcam_.want("Basic am9lOnMzY3IzdA==");
  EXPECT_EQ(nextPicture(), picture_);
  expectNone({200, picture_, {{"Date", kNewDate}, {"Last-Modified", kOldDate}}}, "323 s old");
  webcam_.want("Basic of somebody else");
  EXPECT_EQ(nextPicture(), "");
  EXPECT_THAT(daemon_->waitForLine("no picture: "), HasSubstr("wants a login (401)"));
}

TEST_F(RealCamera, WithoutAWebcamTheLogSaysWhatToDo) {
  listenWith();
  EXPECT_EQ(nextPicture(), "");
  EXPECT_THAT(daemon_->waitForLine("no picture: "), HasSubstr("set snapshot.url"));
}

TEST_F(RealCamera, AKeyThatMayNotSeeTheWebcamNamesThePermission) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url());
  listenWith({}, OctoPrint::kPoorKey);
  EXPECT_THAT(daemon_->output(),
              AllOf(HasSubstr("WEBCAM (for @snapshot)"), HasSubstr("SETTINGS_READ (for @snapshot)")));
  EXPECT_EQ(nextPicture(), "");
  EXPECT_THAT(daemon_->waitForLine("no picture: "), HasSubstr("lacks the permission WEBCAM"));
}

}  // namespace
}  // namespace herald::testing
