// SPDX-License-Identifier: Apache-2.0
#include "octoprint_camera.h"

#include <utility>

#include "camera/picture_check.h"
#include "webcam_settings.h"

namespace herald::octoprint {

namespace {

constexpr camera::SnapshotCamera::Server kOctoPrint{"OctoPrint", "octoprint", "/api/settings",
                                                    "http://octopi.local:8080/?action=snapshot"};

}  // namespace

std::vector<Option> OctoPrintCamera::options() {
  std::vector<Option> options{
      {.name = "snapshot.via",
       .type = Type::Choice,
       .fallback = "auto",
       .help =
           "How a picture comes: through OctoPrint, from the webcam's own snapshot URL, or `auto`: through OctoPrint, "
           "and from the webcam if OctoPrint has none.",
       .choices = {"auto", "octoprint", "webcam"}}};
  for (Option& option : camera::SnapshotCamera::options(kOctoPrint)) options.push_back(std::move(option));
  return options;
}

void OctoPrintCamera::configure(const Settings& settings, Host& host) {
  settings_ = settings;
  camera_.configure(kOctoPrint, settings, readWebcamSettings, host);
  if (camera_.hasOwnAddress() && settings.text("snapshot.via") == "octoprint")
    settings.reject("snapshot.via", "cannot be `octoprint` together with snapshot.url: remove one of them");
}

std::vector<Problem> OctoPrintCamera::advice() const { return camera_.advice(); }

std::vector<OctoPrintCamera::Way> OctoPrintCamera::ways() const {
  const std::string via = settings_.text("snapshot.via");
  if (camera_.hasOwnAddress() || via == "webcam") return {Way::Webcam};
  if (via == "octoprint") return {Way::OctoPrint};
  return {last_, last_ == Way::OctoPrint ? Way::Webcam : Way::OctoPrint};
}

// The picture comes first: it shows the moment of the event, and the settings do not change with it.
Picture OctoPrintCamera::take(const Shot& wanted) {
  const Shot shot = camera::SnapshotCamera::soon(wanted);
  std::string why;
  for (const Way way : ways()) {
    if (!why.empty() && (Clock::now() >= shot.deadline || shot.stop.stop_requested())) break;
    try {
      std::string jpeg = way == Way::OctoPrint ? fromOctoPrint(shot) : camera_.picture(shot);
      last_ = way;
      return {std::move(jpeg), camera_.orientation(shot)};
    } catch (const Failure& failure) {
      why += (why.empty() ? "" : "; ") + std::string(failure.what());
    }
  }
  throw Failure(Outcome::Verdict::Retry, why);
}

std::string OctoPrintCamera::fromOctoPrint(const Shot& shot) {
  HttpResponse answer = camera_.askServer("/downloads/camera/current", camera::kMostPicture + 1, shot);
  if (answer.status == 403)
    throw Failure(Outcome::Verdict::Hold,
                  "the API key's user lacks the permission WEBCAM: grant it in OctoPrint's access control");
  if (answer.status == 404)
    throw Failure(Outcome::Verdict::Hold,
                  "OctoPrint has no webcam that takes snapshots (404): set one up there, or set snapshot.url");
  camera::requirePicture(answer, "OctoPrint", settings_.duration("snapshot.oldest"));
  return std::move(answer.body);
}

bool OctoPrintCamera::readsSettings() const {
  return !camera_.knowsOrientation() || (!camera_.hasOwnAddress() && settings_.text("snapshot.via") == "webcam");
}

bool OctoPrintCamera::needsWebcam() const { return !camera_.hasOwnAddress() || !camera_.knowsOrientation(); }

}  // namespace herald::octoprint
