// SPDX-License-Identifier: Apache-2.0
#include "moonraker_source.h"

#include <algorithm>
#include <utility>

#include "herald/base_url.h"
#include "herald/http.h"
#include "herald/json.h"
#include "moonraker_words.h"
#include "printing/host_url.h"

namespace herald::moonraker {
namespace {

constexpr Millis kConnectTime = std::chrono::seconds(30);
constexpr Millis kMetadataTime = std::chrono::seconds(1);
constexpr Millis kAskAgain = std::chrono::seconds(5);  // while Klipper is not ready: Moonraker says only when it is

/// Whether what begin() has read is no longer true: Klipper has started anew.
bool startsAnew(const RpcMessage& message) { return message.method == "notify_klippy_ready"; }

}  // namespace

std::vector<Option> MoonrakerSource::options() const {
  std::vector<Option> options{
      {.name = "url",
       .help = "The address of Moonraker, such as http://mainsail.local or http://klipper.local:7125.",
       .required = true},
      {.name = "apiKey",
       .type = Type::Secret,
       .help = "Moonraker's API key. A machine that moonraker.conf trusts needs none.",
       .common = true},
  };
  options.push_back(printing::bedCooledOption());
  for (Option& option : printing::filamentOptions()) options.push_back(std::move(option));
  for (Option& option : MoonrakerCamera::options()) options.push_back(std::move(option));
  for (Option& option : httpOptions())
    if (option.name != "success") options.push_back(std::move(option));
  return options;
}

void MoonrakerSource::configure(const Settings& settings, Host& host) {
  settings_ = settings;
  url_ = baseUrl(settings.text("url"));
  host_ = printing::hostOfUrl(url_);
  if (host_.empty()) settings.reject("url", "must be the address of Moonraker, such as http://mainsail.local");
  setup_ = {settings.number("bedCooled.below"), printing::filamentOf(settings)};
  camera_.configure(settings, host);
}

Picture MoonrakerSource::take(const Shot& shot) { return camera_.take(shot); }

Vocabulary MoonrakerSource::vocabulary() const { return moonrakerWords(); }

std::vector<Problem> MoonrakerSource::advice() const {
  std::vector<Problem> advice = camera_.advice();
  for (Problem& problem : printing::adviceOnUrl(url_, {"/websocket", "/server", "/printer/info"}))
    advice.push_back(std::move(problem));
  return advice;
}

void MoonrakerSource::run(Feed& feed) {
  try {
    listen(feed);
  } catch (const Failure&) {
    if (!feed.stop().stop_requested()) throw;
  }
}

void MoonrakerSource::listen(Feed& feed) {
  RestApi rest(feed, settings_, url_);
  const std::string info = rest.serverInfo();
  const std::string what = "Moonraker " + jsonToText(jsonAt(info, "moonraker_version")) + " at " + host_;
  Upgradable connection = openUpgradable(settings_, url_ + "/websocket", Clock::now() + kConnectTime, feed.stop());
  if (!settings_.text("apiKey").empty()) connection.request.set("X-Api-Key", settings_.text("apiKey"));
  MoonrakerSession session(std::move(connection), feed.stop());
  session.identify();
  camera_.forgetSettings();
  PrinterTranslator translator(
      feed, setup_, [&rest](const std::string& path) { return rest.metadata(path, Clock::now() + kMetadataTime); });
  follow(feed, session, translator, what);
}

void MoonrakerSource::follow(Feed& feed, MoonrakerSession& session, PrinterTranslator& translator,
                             const std::string& what) {
  bool ready = false;
  Clock::time_point askAt{};
  int unreadable = 0;
  while (!feed.stop().stop_requested()) {
    if (feed.now() >= askAt) {
      const auto beginning = session.begin();
      if (!beginning) return;
      if (!std::exchange(ready, true)) {
        feed.ready(what);
        feed.log(Level::Notice, "connected to " + what);
      }
      translator.begin(beginning->klippy, beginning->status, beginning->history);
      askAt = beginning->klippy.ready() ? Clock::time_point::max() : feed.now() + kAskAgain;
    }
    const auto wakeAt = std::min(translator.wakeAt(), askAt);
    const auto until = wakeAt == Clock::time_point::max() ? wakeAt : Clock::now() + (wakeAt - feed.now());
    const std::optional<RpcMessage> message = session.next(until);
    if (message && startsAnew(*message))
      askAt = {};
    else if (message && message->method == "notify_klippy_disconnected")
      askAt = feed.now() + kAskAgain;
    if (message && message->method == "notify_webcams_changed") camera_.forgetSettings();
    message ? translator.take(*message) : translator.reconcile();
    if (std::exchange(unreadable, session.unreadable()) == 0 && unreadable > 0)
      feed.log(Level::Warning, "ignored a message of Moonraker that is not a JSON object");
  }
}

}  // namespace herald::moonraker
