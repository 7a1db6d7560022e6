// SPDX-License-Identifier: Apache-2.0
#include "webcam_settings.h"

#include <gtest/gtest.h>

#include <string>

namespace herald::octoprint {
namespace {

struct Form {
  const char* name;
  std::string settings;
  std::string url;
  Orientation orientation;
};

class EachForm : public ::testing::TestWithParam<Form> {};

TEST_P(EachForm, IsRead) {
  const camera::CameraSettings webcam = readWebcamSettings(GetParam().settings);
  EXPECT_EQ(webcam.snapshotUrl, GetParam().url);
  EXPECT_EQ(webcam.orientation, GetParam().orientation);
}

/// The part `webcam` as 1.9 and later have it: the first webcam of the list is for show, the second one for snapshots.
std::string listed(const std::string& chosen, const std::string& compat, const std::string& flat) {
  return R"({"api":{"allowCrossOrigin":false},"webcam":{"webcamEnabled":true,"bitrate":"10000k","webcams":[)"
         R"({"name":"wide","canSnapshot":false,"flipH":true,"flipV":false,"rotate90":false,"extras":{},)"
         R"("compat":{"stream":"/a","snapshot":"http://wide/"},"provider":"multicam"},)"
         R"({"name":"classic","displayName":"Classic Webcam","canSnapshot":true,"snapshotDisplay":"http://127.0.0.1:8080",)"
         R"("flipH":false,"flipV":true,"rotate90":true,"extras":{},"compat":)" +
         compat + R"(,"provider":"classicwebcam"}],)" + chosen + flat + "}}";
}

INSTANTIATE_TEST_SUITE_P(
    WebcamSettings, EachForm,
    ::testing::Values(
        Form{
            "OctoPrint142",
            R"({"webcam":{"webcamEnabled":true,"streamUrl":"/webcam/?action=stream",)"
            R"("snapshotUrl":"http://127.0.0.1:8080/?action=snapshot","snapshotTimeout":5,"snapshotSslValidation":true,)"
            R"("flipH":true,"flipV":false,"rotate90":true}})",
            "http://127.0.0.1:8080/?action=snapshot",
            {true, false, true}},
        Form{"OctoPrint18",
             R"({"webcam":{"webcamEnabled":false,"streamWebrtcIceServers":["stun:stun.l.google.com:19302"],)"
             R"("snapshotUrl":"http://cam/a.jpg","flipH":false,"flipV":true,"rotate90":false,"cacheBuster":false}})",
             "http://cam/a.jpg",
             {false, true, false}},
        Form{"OctoPrint18WithoutACamera",
             R"({"webcam":{"snapshotUrl":null,"flipH":false,"flipV":false,"rotate90":false}})",
             "",
             {}},
        Form{"OctoPrint19",
             listed(R"("defaultWebcam":"wide","snapshotWebcam":"classic")", R"({"snapshot":"http://127.0.0.1:8080/s"})",
                    R"(,"snapshotUrl":"http://wide/","flipH":true,"flipV":false,"rotate90":false)"),
             "http://127.0.0.1:8080/s",
             {false, true, true}},
        Form{"OctoPrint111WithAWebcamOfAnotherProvider",
             listed(R"("defaultWebcam":"wide","snapshotWebcam":"classic")", "null",
                    R"(,"snapshotUrl":"http://wide/","flipH":true,"flipV":false,"rotate90":false)"),
             "",
             {false, true, true}},
        Form{"OctoPrint20WithTheDefaultAlone",
             listed(R"("defaultWebcam":"classic","snapshotWebcam":null)", R"({"snapshot":"http://cam/"})", ""),
             "http://cam/",
             {false, true, true}},
        Form{"AWebcamThatIsNotInTheList",
             listed(R"("snapshotWebcam":"gone")", "null", R"(,"snapshotUrl":"http://flat/","flipH":true)"),
             "http://flat/",
             {true, false, false}},
        Form{"AKeyWithoutThePermission", R"({"webcam":{}})", "", {}}, Form{"NoAnswer", "", "", {}},
        Form{"NoWebcam", "{}", "", {}}, Form{"AnotherShape", R"({"webcam":[{"webcams":"x"}]})", "", {}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace herald::octoprint
