// SPDX-License-Identifier: Apache-2.0
#include "camera/picture_check.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace herald::camera {
namespace {

using namespace std::chrono_literals;

const std::string kPicture("\xff\xd8\xff\xe0picture\xff\xd9");

struct Refused {
  HttpResponse answer;
  const char* text;
};

TEST(RequirePicture, SaysWhatTheCameraSentInsteadAndWhatToDo) {
  const auto with = [](const char* name, const char* value, std::string body = kPicture) {
    return HttpResponse{200, {{name, value}}, std::move(body)};
  };
  HttpResponse half{200, {}, kPicture};
  half.incomplete = "the answer ended too early: check the receiver and the network";
  HttpResponse stale{
      200, {{"Date", "Sun, 06 Nov 1994 08:50:07 GMT"}, {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}}, kPicture};
  const std::vector<Refused> table{
      {{302, {}, ""}, "cam redirects to another address (302): set snapshot.url to that address"},
      {{403, {}, ""}, "cam refuses the picture (403): let the camera allow it to this machine"},
      {{404, {}, ""}, "cam has no picture there (404): check the snapshot URL"},
      {{500, {}, kPicture}, "cam answered 500: check the camera"},
      {{204, {}, ""}, "cam answered 204: check the camera"},
      {{200, {}, ""}, "cam sent an empty answer: check the camera"},
      {{200, {}, "\n <!DOCTYPE html>"}, "cam sent a web page instead of a picture: check the snapshot URL"},
      {with("Content-Type", "text/html; charset=utf-8", "Log in"),
       "cam sent a web page instead of a picture: check the snapshot URL"},
      {with("content-type", "multipart/x-mixed-replace;boundary=b", "--b"),
       "cam sent a video stream: use the address of a single picture"},
      {{200, {}, "\x89PNG"}, "cam sent something that is not a JPEG: let the camera send JPEG"},
      {{200, {}, kPicture + std::string(kMostPicture, 'x')},
       "cam sent more than 16 MiB: set a smaller resolution in the camera"},
      {half, "cam sent a part of the picture only: the answer ended too early: check the receiver and the network"},
      {with("Age", "11"), "cam sent a picture that is 11 s old: check the camera, or set snapshot.oldest"},
      {with("Age", "9223372036854775807"),
       "cam sent a picture that is 3153600000 s old: check the camera, or set snapshot.oldest"},
      {stale, "cam sent a picture that is 30 s old: check the camera, or set snapshot.oldest"}};
  for (const Refused& row : table) {
    try {
      requirePicture(row.answer, "cam", 10s);
      ADD_FAILURE() << row.text;
    } catch (const Failure& failure) {
      EXPECT_STREQ(failure.what(), row.text);
    }
  }
  for (const HttpResponse& answer :
       {HttpResponse{200, {}, kPicture}, with("Age", "10"), with("Age", "x"),
        with("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"), with("Content-Type", "text/plain")})
    EXPECT_NO_THROW(requirePicture(answer, "cam", 10s));
}

}  // namespace
}  // namespace herald::camera
