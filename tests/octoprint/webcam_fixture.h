// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "base/pictures/testing/test_jpegs.h"
#include "octoprint/real_fixture.h"

namespace herald::testing {

/// A webcam. The test says what it answers.
class Webcam {
 public:
  Webcam() : server_([this](const Received& request) { return answer(request); }) {}
  ~Webcam() { set(404); }

  std::string url() const { return server_.url() + "snapshot.jpg"; }

  void set(Reply reply) {
    const std::lock_guard lock(mutex_);
    reply_ = std::move(reply);
    stands_ = false;
    changed_.notify_all();
  }

  void standStill() {  ///< until the next call of set()
    const std::lock_guard lock(mutex_);
    stands_ = true;
  }

  /// From now on it wants this value of the header Authorization.
  void want(std::string authorization) {
    const std::lock_guard lock(mutex_);
    wanted_ = std::move(authorization);
  }

 private:
  Reply answer(const Received& request) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !stands_; });
    const auto given = request.headers.find("authorization");
    if (!wanted_.empty() && (given == request.headers.end() || given->second != wanted_))
      return {401, "", {{"WWW-Authenticate", "Basic realm=\"cam\""}}};
    return reply_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  Reply reply_{404};
  bool stands_ = false;
  std::string wanted_;
  Receiver server_;
};

/// The part snapshot.jpg of a multipart request; empty if there is none.
inline std::string pictureIn(const Received& request) {
  const std::size_t head = request.body.find("filename=\"snapshot.jpg\"");
  if (head == std::string::npos) return {};
  const std::size_t begin = request.body.find("\r\n\r\n", head) + 4;
  const std::string boundary = request.body.substr(0, request.body.find("\r\n"));
  return request.body.substr(begin, request.body.find("\r\n" + boundary, begin) - begin);
}

/// An OctoPrint whose webcam the test serves.
class WithWebcam : public RealOctoPrint {
 protected:
  void TearDown() override { setWebcam(""); }

  /// Writes the settings of the webcam, as its user does in OctoPrint.
  void setWebcam(const std::string& url, const Orientation& orientation = {}) const {
    const std::string& version = octoprint().version();
    const bool list = !version.starts_with("1.4.") && !version.starts_with("1.8.");  // a list of webcams, since 1.9
    const std::string webcam = JsonObject()
                                   .add(list ? "snapshot" : "snapshotUrl", url)
                                   .add("flipH", orientation.flipHorizontally)
                                   .add("flipV", orientation.flipVertically)
                                   .add("rotate90", orientation.turnLeft)
                                   .text();
    const std::string named = JsonObject().addRaw(list ? "classicwebcam" : "webcam", webcam).text();
    octoprint().post("/api/settings", list ? JsonObject().addRaw("plugins", named).text() : named);
  }

  const std::string picture_ = core::testing::fourColoursJpeg(64, 32);
  Webcam webcam_;
};

}  // namespace herald::testing
