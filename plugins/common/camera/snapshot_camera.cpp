// SPDX-License-Identifier: Apache-2.0
#include "camera/snapshot_camera.h"

#include <algorithm>
#include <utility>

#include "camera/picture_check.h"
#include "herald/base_url.h"
#include "herald/secrets.h"
#include "printing/python_json.h"

namespace herald::camera {
namespace {

constexpr const char* kFlipHorizontally = "snapshot.flipHorizontally";
constexpr const char* kFlipVertically = "snapshot.flipVertically";
constexpr const char* kTurnLeft = "snapshot.turnLeft";
constexpr Millis kPictureTime = std::chrono::seconds(5);
constexpr Millis kSettingsWait = std::chrono::minutes(10);
constexpr std::size_t kMostSettings = std::size_t{4} << 20;

/// The options without auth.*, which belong to the server.
Settings forCamera(const Settings& settings) {
  Settings::Values values = settings.values();
  std::erase_if(values, [](const auto& value) { return value.first.starts_with("auth."); });
  return {settings.options(), std::move(values)};
}

}  // namespace

std::vector<Option> SnapshotCamera::options(const Server& server) {
  const std::string settings = std::string(server.name) + "'s settings";
  return {
      {.name = "snapshot.url",
       .help = "The address of a single picture, instead of the one in " + settings +
               ". It may begin with http://user:password@host."},
      {.name = "snapshot.user", .help = "The user for a camera that wants a login, Basic or Digest."},
      {.name = "snapshot.password", .type = Type::Secret, .help = "The password of snapshot.user."},
      {.name = kFlipHorizontally,
       .type = Type::Flag,
       .help = "Whether to mirror the picture, left to right; without a value, as " + settings + " say."},
      {.name = kFlipVertically,
       .type = Type::Flag,
       .help = "Whether to mirror it upside down; without a value, as " + settings + " say."},
      {.name = kTurnLeft,
       .type = Type::Flag,
       .help =
           "Whether to turn it by 90 degrees to the left, after the flips; without a value, as " + settings + " say."},
      {.name = "snapshot.oldest",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "The age from which Herald refuses a picture, if the camera says how old it is (`Age`, or `Date` and "
               "`Last-Modified`).",
       .least = "1s"},
  };
}

void SnapshotCamera::configure(const Server& server, const Settings& settings, ReadSettings read, Host& host) {
  about_ = server;
  settings_ = settings;
  read_ = std::move(read);
  host_ = &host;
  url_ = baseUrl(settings.text("url"));
  server_ = parseCameraAddress(url_);
  if (const std::string own = settings.text("snapshot.url"); !own.empty()) {
    own_ = parseCameraAddress(own);
    if (!own_)
      settings.reject("snapshot.url", std::string("has to be an http or https address, such as ") + server.example);
  }
  if (settings.text("snapshot.user").empty() && settings.has("snapshot.password"))
    settings.reject("snapshot.password", "needs snapshot.user: set it too");
  secrets_ = likelySecrets(settings, {"snapshot.url"}, TextKind::Literal);
  if (own_ && own_->login.find(':') != std::string::npos) secrets_.push_back(cameraLogin(own_->login).password);
  if (!secrets_.empty()) host.hide(secrets_);
}

std::vector<Problem> SnapshotCamera::advice() const {
  if (!own_ || own_->target.find("action=stream") == std::string::npos) return {};
  return {{"snapshot.url", "names a video stream: Herald needs the address of a single picture, with action=snapshot"}};
}

Shot SnapshotCamera::soon(const Shot& shot) {
  return {shot.device, std::min(shot.deadline, Clock::now() + kPictureTime), shot.stop};
}

CameraAddress SnapshotCamera::address(const Shot& shot) {
  const std::optional<CameraAddress> address = own_ ? own_ : cameraBeside(*server_, settingsThere(shot).snapshotUrl);
  if (address) return *address;
  if (!whyUnread_.empty()) throw Failure(Outcome::Verdict::Retry, whyUnread_);
  throw Failure(Outcome::Verdict::Hold,
                std::string(about_.name) + "'s settings show no snapshot URL with http: set snapshot.url");
}

std::string SnapshotCamera::picture(const Shot& shot) {
  const CameraAddress address = this->address(shot);
  CameraLogin login{settings_.text("snapshot.user"), settings_.text("snapshot.password")};
  if (!login.given()) login = cameraLogin(address.login);
  HttpResponse answer = ask(address, {}, shot);
  if (answer.status == 401 && login.given()) {
    const std::string authorization = authorizationFor(login, answer.headers, address.target);
    if (authorization.empty())
      throw Failure(Outcome::Verdict::Hold, address.origin() +
                                                " wants a login that Herald does not know (401): choose "
                                                "Basic or Digest in the camera");
    answer = ask(address, authorization, shot);
  }
  requirePicture(answer, address.origin(), settings_.duration("snapshot.oldest"));
  return std::move(answer.body);
}

HttpResponse SnapshotCamera::askServer(const std::string& path, std::size_t most, const Shot& shot) {
  HttpRequest request{"GET", url_ + path, {}, {}, about_.tag};
  if (!settings_.text("apiKey").empty()) request.headers.emplace_back("X-Api-Key", settings_.text("apiKey"));
  request.mostAnswer = most;
  return serverClient().send(request, shot.deadline, shot.stop);
}

// The options auth.* are for the server, or for the proxy in front of it. So no other server gets them.
HttpResponse SnapshotCamera::ask(const CameraAddress& address, const std::string& authorization, const Shot& shot) {
  HttpRequest request{"GET", address.url(), {}, {{"Cache-Control", "no-cache"}}, "camera"};
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  request.mostAnswer = kMostPicture + 1;
  if (address.origin() == server_->origin()) return serverClient().send(request, shot.deadline, shot.stop);
  if (!cameraClient_) cameraClient_ = host_->http(forCamera(settings_));
  return cameraClient_->send(request, shot.deadline, shot.stop);
}

HttpClient& SnapshotCamera::serverClient() {
  if (!serverClient_) serverClient_ = host_->http(settings_);
  return *serverClient_;
}

/// What is known of the server's settings. If they cannot be read in half of the time that is left, it is what they
/// said before: a slow host needs some seconds for them, and the picture must not be late for that.
const CameraSettings& SnapshotCamera::settingsThere(const Shot& shot) {
  if (const bool ask = outdated_.exchange(false) || host_->now() >= askAgain_; !ask) return there_;
  askAgain_ = Clock::time_point::max();
  const auto now = Clock::now();
  try {
    const Shot half{shot.device, now + (shot.deadline - now) / 2, shot.stop};
    HttpResponse answer = askServer(about_.settingsPath, kMostSettings, half);
    whyUnread_.clear();
    if (answer.status == 200 && answer.incomplete.empty() && printing::isPythonObject(answer.body)) {
      there_ = read_(answer.body);
      hideLogin();
    } else {
      askAgain_ = host_->now() + kSettingsWait;
    }
  } catch (const Failure& failure) {
    whyUnread_ = failure.what();
    outdated_ = true;
  }
  return there_;
}

void SnapshotCamera::hideLogin() {
  const std::optional<CameraAddress> address = parseCameraAddress(there_.snapshotUrl);
  std::vector<std::string> secrets = secrets_;
  if (address && !address->login.empty()) secrets.push_back(cameraLogin(address->login).password);
  host_->hide(secrets);
}

/// What the configuration says, instead of the server's settings.
std::optional<bool> SnapshotCamera::own(const char* flag) const {
  return settings_.has(flag) ? std::optional(settings_.flag(flag)) : std::nullopt;
}

Orientation SnapshotCamera::orientation(const Shot& shot) {
  const Orientation there = knowsOrientation() ? Orientation() : settingsThere(shot).orientation;
  return {own(kFlipHorizontally).value_or(there.flipHorizontally), own(kFlipVertically).value_or(there.flipVertically),
          own(kTurnLeft).value_or(there.turnLeft)};
}

bool SnapshotCamera::knowsOrientation() const {
  return own(kFlipHorizontally) && own(kFlipVertically) && own(kTurnLeft);
}

}  // namespace herald::camera
