#include "octoprint_source.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "printer.h"

namespace herald::octoprint {
namespace {

constexpr Millis kConnectTime = std::chrono::seconds(30);
constexpr Millis kIdle = std::chrono::hours(1);

std::string hostOf(const std::string& url) {
  try {
    const Poco::URI uri(url);
    const bool web = uri.getScheme() == "http" || uri.getScheme() == "https";
    return web && uri.getQuery().empty() && uri.getFragment().empty() ? uri.getHost() : "";
  } catch (const Poco::Exception&) {
    return "";
  }
}

/// The permissions that are missing for something, each with what it is for.
std::string missingPermissions(const Login& login, const Feed& feed) {
  std::string list;
  const auto need = [&](const char* permission, const char* purpose) {
    if (!login.may(permission)) list += (list.empty() ? "" : ", ") + std::string(permission) + " (for " + purpose + ")";
  };
  need("MONITOR_TERMINAL", "UserActionNeeded");
  if (feed.wanted("meta")) need("FILES_LIST", "@meta");
  if (feed.wanted("appearance")) need("SETTINGS_READ", "@appearance");
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
  url_ = settings.text("url");
  while (url_.ends_with('/')) url_.pop_back();
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
  while (!feed.stop().stop_requested()) {
    const auto wait = std::min<Clock::duration>(printer.wakeAt() - feed.now(), kIdle);
    if (const std::optional<PushMessage> message = session.next(Clock::now() + wait)) {
      if (!std::exchange(ready, true)) {
        const std::string what = "OctoPrint " + session.version() + " at " + host_;
        feed.ready(what);
        feed.log(Level::Notice, "connected to " + what);
      }
      printer.take(*message);
    }
    printer.settle();
    if (std::exchange(unreadable, session.unreadable()) == 0 && unreadable > 0)
      feed.log(Level::Warning, "left out what OctoPrint sent that is no JSON object");
  }
}

PushSession OctoPrintSource::open(Feed& feed, RestClient& rest) {
  const auto logIn = [this, &feed, &rest] {
    Login login = rest.login();
    if (!login.may("STATUS"))
      throw Failure(Outcome::Verdict::Hold,
                    "the API key's user lacks the permission STATUS: give it to the user in OctoPrint");
    const std::string missing = missingPermissions(login, feed);
    if (missing != missing_ && !missing.empty())
      feed.log(Level::Warning, "the API key's user lacks a permission, and goes without: " + missing +
                                   "; give it to the user in OctoPrint");
    missing_ = missing;
    return login;
  };
  const Login login = logIn();
  const auto deadline = Clock::now() + kConnectTime;
  return {openUpgradable(settings_, url_ + "/sockjs/websocket", deadline, feed.stop()), feed.stop(), login, logIn};
}

}  // namespace herald::octoprint
