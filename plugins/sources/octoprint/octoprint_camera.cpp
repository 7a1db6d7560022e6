// SPDX-License-Identifier: Apache-2.0
#include "octoprint_camera.h"

#include <algorithm>
#include <utility>

#include "herald/base_url.h"
#include "herald/json.h"
#include "herald/secrets.h"
#include "picture_check.h"
#include "printing/python_json.h"

namespace herald::octoprint {
namespace {

constexpr const char* kFlipHorizontally = "snapshot.flipHorizontally";
constexpr const char* kFlipVertically = "snapshot.flipVertically";
constexpr const char* kTurnLeft = "snapshot.turnLeft";
constexpr Millis kPictureTime = std::chrono::seconds(5);
constexpr Millis kSettingsWait = std::chrono::minutes(10);
constexpr std::size_t kMostSettings = std::size_t{4} << 20;

/// The options without auth.*, which belong to OctoPrint.
Settings forCamera(const Settings& settings) {
  Settings::Values values = settings.values();
  std::erase_if(values, [](const auto& value) { return value.first.starts_with("auth."); });
  return {settings.options(), std::move(values)};
}

}  // namespace

std::vector<Option> OctoPrintCamera::options() {
  return {
      {.name = "snapshot.via",
       .type = Type::Choice,
       .fallback = "auto",
       .help =
           "How a picture comes: through OctoPrint, from the webcam's own snapshot URL, or `auto`: through OctoPrint, "
           "and from the webcam if OctoPrint has none.",
       .choices = {"auto", "octoprint", "webcam"}},
      {.name = "snapshot.url",
       .help = "The address of a single picture, instead of the one in OctoPrint's settings. It may begin with "
               "http://user:password@host."},
      {.name = "snapshot.user", .help = "The user for a camera that wants a login, Basic or Digest."},
      {.name = "snapshot.password", .type = Type::Secret, .help = "The password of snapshot.user."},
      {.name = kFlipHorizontally,
       .type = Type::Flag,
       .help = "Whether to mirror the picture, left to right; without a value, as OctoPrint's settings say."},
      {.name = kFlipVertically,
       .type = Type::Flag,
       .help = "Whether to mirror it upside down; without a value, as OctoPrint's settings say."},
      {.name = kTurnLeft,
       .type = Type::Flag,
       .help =
           "Whether to turn it by 90 degrees to the left, after the flips; without a value, as OctoPrint's settings "
           "say."},
      {.name = "snapshot.oldest",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "The age from which Herald refuses a picture, if the camera says how old it is (`Age`, or `Date` and "
               "`Last-Modified`).",
       .least = "1s"},
  };
}

void OctoPrintCamera::configure(const Settings& settings, Host& host) {
  settings_ = settings;
  host_ = &host;
  url_ = baseUrl(settings.text("url"));
  octoPrint_ = parseCameraAddress(url_);
  if (const std::string own = settings.text("snapshot.url"); !own.empty()) {
    own_ = parseCameraAddress(own);
    if (!own_)
      settings.reject("snapshot.url",
                      "has to be an http or https address, such as http://octopi.local:8080/?action=snapshot");
    if (settings.text("snapshot.via") == "octoprint")
      settings.reject("snapshot.via", "cannot be `octoprint` together with snapshot.url: remove one of them");
  }
  if (settings.text("snapshot.user").empty() && settings.has("snapshot.password"))
    settings.reject("snapshot.password", "needs snapshot.user: set it too");
  secrets_ = likelySecrets(settings, {"snapshot.url"}, TextKind::Literal);
  if (own_ && own_->login.find(':') != std::string::npos) secrets_.push_back(cameraLogin(own_->login).password);
  if (!secrets_.empty()) host.hide(secrets_);
}

std::vector<Problem> OctoPrintCamera::advice() const {
  if (!own_ || own_->target.find("action=stream") == std::string::npos) return {};
  return {{"snapshot.url", "names a video stream: Herald needs the address of a single picture, with action=snapshot"}};
}

std::vector<OctoPrintCamera::Way> OctoPrintCamera::ways() const {
  const std::string via = settings_.text("snapshot.via");
  if (own_ || via == "webcam") return {Way::Webcam};
  if (via == "octoprint") return {Way::OctoPrint};
  return {last_, last_ == Way::OctoPrint ? Way::Webcam : Way::OctoPrint};
}

// The picture comes first: it shows the moment of the event, and the settings do not change with it.
Picture OctoPrintCamera::take(const Shot& wanted) {
  const Shot shot{wanted.device, std::min(wanted.deadline, Clock::now() + kPictureTime), wanted.stop};
  std::string why;
  for (const Way way : ways()) {
    if (!why.empty() && (Clock::now() >= shot.deadline || shot.stop.stop_requested())) break;
    try {
      std::string jpeg = way == Way::OctoPrint ? fromOctoPrint(shot) : fromWebcam(shot);
      last_ = way;
      return {std::move(jpeg), orientation(shot)};
    } catch (const Failure& failure) {
      why += (why.empty() ? "" : "; ") + std::string(failure.what());
    }
  }
  throw Failure(Outcome::Verdict::Retry, why);
}

HttpResponse OctoPrintCamera::askOctoPrint(const std::string& path, std::size_t most, const Shot& shot) {
  if (!octoPrintClient_) octoPrintClient_ = host_->http(settings_);
  HttpRequest request{"GET", url_ + path, {}, {{"X-Api-Key", settings_.text("apiKey")}}, "octoprint"};
  request.mostAnswer = most;
  return octoPrintClient_->send(request, shot.deadline, shot.stop);
}

std::string OctoPrintCamera::fromOctoPrint(const Shot& shot) {
  HttpResponse answer = askOctoPrint("/downloads/camera/current", kMostPicture + 1, shot);
  if (answer.status == 403)
    throw Failure(Outcome::Verdict::Hold,
                  "the API key's user lacks the permission WEBCAM: grant it in OctoPrint's access control");
  if (answer.status == 404)
    throw Failure(Outcome::Verdict::Hold,
                  "OctoPrint has no webcam that takes snapshots (404): set one up there, or set snapshot.url");
  requirePicture(answer, "OctoPrint", settings_.duration("snapshot.oldest"));
  return std::move(answer.body);
}

std::string OctoPrintCamera::fromWebcam(const Shot& shot) {
  const std::optional<CameraAddress> address = own_ ? own_ : cameraBeside(*octoPrint_, webcam(shot).snapshotUrl);
  if (!address)
    throw Failure(Outcome::Verdict::Hold, "OctoPrint's settings show no snapshot URL with http: set snapshot.url");
  CameraLogin login{settings_.text("snapshot.user"), settings_.text("snapshot.password")};
  if (!login.given()) login = cameraLogin(address->login);
  HttpResponse answer = askCamera(*address, {}, shot);
  if (answer.status == 401 && login.given()) {
    const std::string authorization = authorizationFor(login, answer.headers, address->target);
    if (authorization.empty())
      throw Failure(Outcome::Verdict::Hold, address->origin() +
                                                " wants a login that Herald does not know (401): choose "
                                                "Basic or Digest in the camera");
    answer = askCamera(*address, authorization, shot);
  }
  requirePicture(answer, address->origin(), settings_.duration("snapshot.oldest"));
  return std::move(answer.body);
}

// The options auth.* are for OctoPrint, or for the proxy in front of it. So no other server gets them.
HttpResponse OctoPrintCamera::askCamera(const CameraAddress& address, const std::string& authorization,
                                        const Shot& shot) {
  HttpRequest request{"GET", address.url(), {}, {{"Cache-Control", "no-cache"}}, "camera"};
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  request.mostAnswer = kMostPicture + 1;
  auto& client = address.origin() == octoPrint_->origin() ? octoPrintClient_ : cameraClient_;
  if (!client) client = host_->http(&client == &cameraClient_ ? forCamera(settings_) : settings_);
  return client->send(request, shot.deadline, shot.stop);
}

/// What is known of OctoPrint's settings. If they cannot be read in half of the time that is left, it is what they said
/// before: a slow host needs some seconds for them, and the picture must not be late for that.
const WebcamSettings& OctoPrintCamera::webcam(const Shot& shot) {
  const bool ask = outdated_.exchange(false) || host_->now() >= askAgain_;
  if (!ask) return webcam_;
  askAgain_ = Clock::time_point::max();
  const auto now = Clock::now();
  try {
    const Shot half{shot.device, now + (shot.deadline - now) / 2, shot.stop};
    HttpResponse answer = askOctoPrint("/api/settings", kMostSettings, half);
    if (answer.status == 200 && answer.incomplete.empty() && printing::isPythonObject(answer.body)) {
      webcam_ = readWebcamSettings(answer.body);
      const std::optional<CameraAddress> address = parseCameraAddress(webcam_.snapshotUrl);
      std::vector<std::string> secrets = secrets_;
      if (address && !address->login.empty()) secrets.push_back(cameraLogin(address->login).password);
      host_->hide(secrets);
    } else {
      askAgain_ = host_->now() + kSettingsWait;
    }
  } catch (const Failure&) {
    outdated_ = true;
  }
  return webcam_;
}

/// What the configuration says, instead of OctoPrint's settings.
std::optional<bool> OctoPrintCamera::own(const std::string& flag) const {
  return settings_.has(flag) ? std::optional(settings_.flag(flag)) : std::nullopt;
}

Orientation OctoPrintCamera::orientation(const Shot& shot) {
  const Orientation there = knowsOrientation() ? Orientation() : webcam(shot).orientation;
  return {own(kFlipHorizontally).value_or(there.flipHorizontally), own(kFlipVertically).value_or(there.flipVertically),
          own(kTurnLeft).value_or(there.turnLeft)};
}

/// True if the configuration says all about how the camera is mounted.
bool OctoPrintCamera::knowsOrientation() const {
  return own(kFlipHorizontally) && own(kFlipVertically) && own(kTurnLeft);
}

bool OctoPrintCamera::readsSettings() const {
  return !knowsOrientation() || (!own_ && settings_.text("snapshot.via") == "webcam");
}

bool OctoPrintCamera::needsWebcam() const { return !own_ || !knowsOrientation(); }

}  // namespace herald::octoprint
