// SPDX-License-Identifier: Apache-2.0
#include "octoprint_source.h"

#include <algorithm>
#include <utility>

#include "herald/base_url.h"
#include "herald/json.h"
#include "octoprint_words.h"
#include "printing/host_url.h"
#include "push_translator.h"

namespace herald::octoprint {
namespace {

constexpr Millis kConnectTime = std::chrono::seconds(30);
constexpr Millis kInterestInterval = std::chrono::seconds(5);
constexpr Millis kCheckInterval = std::chrono::minutes(1);  // a reload may need more permissions than before

/// The permissions that the configuration needs and the user lacks, each with its purpose.
std::string missingPermissions(const Login& login, const Feed& feed, const EventFilter& filter,
                               const OctoPrintCamera& camera) {
  std::string list;
  const auto need = [&](const char* permission, const std::string& purpose) {
    if (!purpose.empty() && !login.may(permission))
      list += (list.empty() ? "" : ", ") + std::string(permission) + " (for " + purpose + ")";
  };
  const auto joined = [](const std::string& one, const std::string& other) {
    return one + (one.empty() || other.empty() ? "" : ", ") + other;
  };
  const auto event = [&](const char* type) -> std::string {
    return filter.reports(type) && feed.wantedEvent(type) ? type : "";
  };
  const auto variable = [&](const char* name) { return feed.wanted(name) ? "@" + std::string(name) : ""; };
  const bool ends = feed.wantedEvent("PrintDone") || feed.wantedEvent("PrintFailed");
  need("MONITOR_TERMINAL", joined(event("UserActionNeeded"), event("DisplayMessage")));
  need("FILES_DOWNLOAD", joined(event("FirstLayerDone"), event("PrintLayer")));
  need("FILES_LIST", joined(variable("meta"), ends ? "how an unseen print ended" : ""));
  need("SETTINGS_READ", joined(variable("appearance"), camera.readsSettings() ? variable("snapshot") : ""));
  need("WEBCAM", camera.needsWebcam() ? variable("snapshot") : "");
  need("ADMIN", joined(event("UserLoggedIn"), event("UserLoggedOut")));
  return list;
}

bool changesSettings(const PushMessage& message) {
  return message.kind == PushMessage::Kind::Event && jsonAt(message.body, "type") == "\"SettingsUpdated\"";
}

}  // namespace

std::vector<Option> OctoPrintSource::options() const {
  std::vector<Option> options{
      {.name = "url",
       .help = "The address of OctoPrint as a browser shows it, such as http://octopi.local.",
       .required = true},
      {.name = "apiKey",
       .type = Type::Secret,
       .help = "An API key for OctoPrint. An application key of a user in the group `readonly` is enough.",
       .required = true},
      {.name = "include",
       .type = Type::List,
       .help = "Events to report although Herald omits them by default, as names with * and ?. These are ClientOpened, "
               "ClientAuthed, ClientDeauthed, ClientClosed, UserLoggedIn and UserLoggedOut, which Herald's own "
               "connection causes, and plugin_webhooks_*."},
  };
  options.push_back(printing::bedCooledOption());
  for (Option& option : printing::filamentOptions()) options.push_back(std::move(option));
  for (Option& option : OctoPrintCamera::options()) options.push_back(std::move(option));
  for (Option& option : httpOptions())
    if (option.name != "success") options.push_back(std::move(option));
  return options;
}

void OctoPrintSource::configure(const Settings& settings, Host& host) {
  settings_ = settings;
  url_ = baseUrl(settings.text("url"));
  host_ = printing::hostOfUrl(url_);
  if (host_.empty()) settings.reject("url", "must be the address of OctoPrint, such as http://octopi.local");
  setup_ = {EventFilter(settings.list("include")), settings.number("bedCooled.below"), printing::filamentOf(settings)};
  camera_.configure(settings, host);
}

Picture OctoPrintSource::take(const Shot& shot) { return camera_.take(shot); }

Vocabulary OctoPrintSource::vocabulary() const { return octoPrintWords(setup_.filter); }

std::vector<Problem> OctoPrintSource::advice() const {
  std::vector<Problem> advice = camera_.advice();
  for (Problem& problem : printing::adviceOnUrl(url_, {"/api", "/sockjs"})) advice.push_back(std::move(problem));
  return advice;
}

void OctoPrintSource::run(Feed& feed) {
  RestClient rest(feed, settings_, url_, settings_.text("apiKey"));
  try {
    listen(feed, rest);
  } catch (const Failure&) {
    if (!feed.stop().stop_requested()) throw;
  }
}

void OctoPrintSource::listen(Feed& feed, RestClient& rest) {
  PushSession session = open(feed, rest);
  PushTranslator translator(feed, rest, setup_);
  camera_.forgetSettings();
  try {
    follow(feed, session, translator);
  } catch (const Failure&) {
    translator.finish();
    throw;
  }
  translator.finish();
}

void OctoPrintSource::follow(Feed& feed, PushSession& session, PushTranslator& translator) {
  bool ready = false;
  int unreadable = 0;
  Clock::time_point checkAt{}, interestAt{};
  while (!feed.stop().stop_requested()) {
    if (feed.now() >= checkAt) {
      reportMissingPermissions(session.login(), feed);
      checkAt = feed.now() + kCheckInterval;
    }
    if (feed.now() >= interestAt) {
      const Interest interest = interestOf(feed);
      session.setInterest(interest);
      translator.wantLayers(interest.layers);
      interestAt = feed.now() + kInterestInterval;
    }
    session.setEager(translator.awaitsState());
    const auto wait = std::min(translator.wakeAt(), checkAt) - feed.now();
    if (const std::optional<PushMessage> message = session.next(Clock::now() + wait)) {
      if (!std::exchange(ready, true)) {
        const std::string what = "OctoPrint " + session.version() + " at " + host_;
        feed.ready(what);
        feed.log(Level::Notice, "connected to " + what);
      }
      translator.take(*message);
      if (changesSettings(*message)) camera_.forgetSettings();
    } else if (!feed.stop().stop_requested()) {
      translator.reconcile();
    }
    if (std::exchange(unreadable, session.unreadable()) == 0 && unreadable > 0)
      feed.log(Level::Warning, "ignored a push message of OctoPrint that is not a JSON object");
  }
}

void OctoPrintSource::reportMissingPermissions(const Login& login, Feed& feed) {
  const std::string missing = missingPermissions(login, feed, setup_.filter, camera_);
  if (missing == missing_) return;
  missing_ = missing;
  if (!missing.empty())
    feed.log(Level::Warning,
             "the API key's user lacks permissions: " + missing + "; grant them in OctoPrint's access control");
}

PushSession OctoPrintSource::open(Feed& feed, RestClient& rest) {
  const auto logIn = [&rest] {
    Login login = rest.login();
    if (!login.may("STATUS"))
      throw Failure(Outcome::Verdict::Hold,
                    "the API key's user lacks the permission STATUS: grant it in OctoPrint's access control");
    return login;
  };
  const Login login = logIn();
  const auto deadline = Clock::now() + kConnectTime;
  return {openUpgradable(settings_, url_ + "/sockjs/websocket", deadline, feed.stop()), feed.stop(), login, logIn,
          [&feed] { return feed.now(); }};
}

}  // namespace herald::octoprint
