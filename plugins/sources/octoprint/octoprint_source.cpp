#include "octoprint_source.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <utility>

#include "herald/base_url.h"
#include "herald/json.h"
#include "printer.h"

namespace herald::octoprint {
namespace {

constexpr Millis kConnectTime = std::chrono::seconds(30);
constexpr Millis kLookAgain = std::chrono::minutes(1);  // a reload may want more than was wanted before

std::string hostOf(const std::string& url) {
  try {
    const Poco::URI uri(url);
    const bool web = uri.getScheme() == "http" || uri.getScheme() == "https";
    return web && uri.getQuery().empty() ? uri.getHost() : "";
  } catch (const Poco::Exception&) {
    return "";
  }
}

/// The permissions that are missing for what is configured, each with what it is for.
std::string missingPermissions(const Login& login, const Feed& feed, const EventNames& names) {
  std::string list;
  const auto need = [&](const char* permission, const std::string& purpose) {
    if (!purpose.empty() && !login.may(permission))
      list += (list.empty() ? "" : ", ") + std::string(permission) + " (for " + purpose + ")";
  };
  const auto joined = [](const std::string& one, const std::string& other) {
    return one + (one.empty() || other.empty() ? "" : ", ") + other;
  };
  const auto event = [&](const char* type) -> std::string {
    return names.reported(type) && feed.wantedEvent(type) ? type : "";
  };
  const auto variable = [&](const char* name) { return feed.wanted(name) ? "@" + std::string(name) : ""; };
  const bool ends = feed.wantedEvent("PrintDone") || feed.wantedEvent("PrintFailed");
  need("MONITOR_TERMINAL", event("UserActionNeeded"));
  need("FILES_LIST", joined(variable("meta"), ends ? "how a print went that ended unseen" : ""));
  need("SETTINGS_READ", variable("appearance"));
  need("ADMIN", joined(event("UserLoggedIn"), event("UserLoggedOut")));
  return list;
}

}  // namespace

std::vector<Option> OctoPrintSource::options() const {
  std::vector<Option> options{
      {.name = "url", .help = "OctoPrint's address as a browser shows it, as http://octopi.local.", .required = true},
      {.name = "apiKey",
       .type = Type::Secret,
       .help = "An API key of OctoPrint's; an application key of a user in the group `readonly` is enough.",
       .required = true},
      {.name = "include",
       .type = Type::List,
       .help = "Events to report that are left out otherwise, as names with * and ?: ClientOpened, ClientAuthed, "
               "ClientDeauthed, "
               "ClientClosed, UserLoggedIn and UserLoggedOut, which Herald's own connection causes, and "
               "plugin_webhooks_*."},
  };
  for (Option& option : httpOptions())
    if (option.name != "success") options.push_back(std::move(option));
  return options;
}

void OctoPrintSource::configure(const Settings& settings, Host&) {
  settings_ = settings;
  url_ = baseUrl(settings.text("url"));
  host_ = hostOf(url_);
  if (host_.empty()) settings.reject("url", "has to be OctoPrint's address, as http://octopi.local");
  names_ = EventNames(settings.list("include"));
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
  Printer printer(feed, rest, names_);
  bool ready = false;
  int unreadable = 0;
  Clock::time_point lookAt{};
  while (!feed.stop().stop_requested()) {
    if (feed.now() >= lookAt) {
      nameMissing(session.login(), feed);
      lookAt = feed.now() + kLookAgain;
    }
    const auto wait = std::min(printer.wakeAt(), lookAt) - feed.now();
    if (const std::optional<PushMessage> message = session.next(Clock::now() + wait)) {
      if (!std::exchange(ready, true)) {
        const std::string what = "OctoPrint " + session.version() + " at " + host_;
        feed.ready(what);
        feed.log(Level::Notice, "connected to " + what);
      }
      printer.take(*message);
    } else if (!feed.stop().stop_requested()) {
      printer.settle();
    }
    if (std::exchange(unreadable, session.unreadable()) == 0 && unreadable > 0)
      feed.log(Level::Warning, "left out what OctoPrint sent that is no JSON object");
  }
}

void OctoPrintSource::nameMissing(const Login& login, Feed& feed) {
  const std::string missing = missingPermissions(login, feed, names_);
  if (missing == missing_) return;
  missing_ = missing;
  if (!missing.empty())
    feed.log(Level::Warning, "the API key's user lacks a permission, and goes without: " + missing +
                                 "; give it to the user in OctoPrint");
}

PushSession OctoPrintSource::open(Feed& feed, RestClient& rest) {
  const auto logIn = [&rest] {
    Login login = rest.login();
    if (!login.may("STATUS"))
      throw Failure(Outcome::Verdict::Hold,
                    "the API key's user lacks the permission STATUS: give it to the user in OctoPrint");
    return login;
  };
  const Login login = logIn();
  const auto deadline = Clock::now() + kConnectTime;
  return {openUpgradable(settings_, url_ + "/sockjs/websocket", deadline, feed.stop()), feed.stop(), login, logIn,
          [&feed] { return feed.now(); }};
}

}  // namespace herald::octoprint
