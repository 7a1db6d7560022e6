// SPDX-License-Identifier: Apache-2.0
#include "camera/camera_address.h"

#include <gtest/gtest.h>

namespace herald::camera {
namespace {

TEST(CameraAddress, TakesAnAddressApart) {
  const auto address = parseCameraAddress("HTTP://joe:p%40ss@Cam.local:8080/a%2Fb?action=snapshot&x=1#top");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->url(), "http://cam.local:8080/a%2Fb?action=snapshot&x=1");
  EXPECT_EQ(address->login, "joe:p@ss");
  EXPECT_EQ(address->origin(), "http://cam.local:8080");
  EXPECT_EQ(address->target, "/a%2Fb?action=snapshot&x=1");
}

TEST(CameraAddress, AddsTheFirstSlash) {
  EXPECT_EQ(parseCameraAddress("http://cam")->url(), "http://cam/");
  EXPECT_EQ(parseCameraAddress("http://[fe80::1]:81?x")->url(), "http://[fe80::1]:81/?x");
}

TEST(CameraAddress, RefusesWhatIsNoAddressOfHttp) {
  for (const char* text :
       {"", "/webcam", "rtsp://cam/1", "cam.local/a.jpg", "http://", "http://:80/", "http://%zz@h/", "file:///a"})
    EXPECT_FALSE(parseCameraAddress(text)) << text;
}

TEST(CameraAddress, MeansOctoPrintsHostByALoopbackAddress) {
  const CameraAddress octoPrint = *parseCameraAddress("https://octopi.local:8443/octoprint");
  struct Row {
    const char* setting;
    const char* url;
  };
  for (const Row& row :
       {Row{"http://127.0.0.1:8080/?action=snapshot", "http://octopi.local:8080/?action=snapshot"},
        Row{"http://localhost/a.jpg", "http://octopi.local/a.jpg"},
        Row{"http://[::1]:8080/", "http://octopi.local:8080/"}, Row{"http://0.0.0.0:81/", "http://octopi.local:81/"},
        Row{"http://127.1.2.3/", "http://octopi.local/"}, Row{"http://cam:81/x", "http://cam:81/x"},
        Row{"http://localhost.example/", "http://localhost.example/"},
        Row{"/webcam/?action=snapshot", "https://octopi.local:8443/webcam/?action=snapshot"}})
    EXPECT_EQ(cameraBeside(octoPrint, row.setting)->url(), row.url) << row.setting;
  for (const char* setting : {"", "rtsp://127.0.0.1/", "//cam/", "webcam"})
    EXPECT_FALSE(cameraBeside(octoPrint, setting)) << setting;
}

}  // namespace
}  // namespace herald::camera
