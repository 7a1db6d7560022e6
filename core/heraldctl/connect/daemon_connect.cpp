// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/daemon_connect.h"

#include <array>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "herald/safe_text.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/saved_text.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

const std::string kConnect = "/api/v1/printers/connect";

std::string wishJson(const ConnectRequest& request) {
  JsonObject values;
  const auto add = [&values](const char* option, const std::string& text) {
    if (!text.empty()) values.add(option, text);
  };
  add("apiKey", secretIn(request.keyFile));
  add("user", request.user);
  add("password", secretIn(request.passwordFile));
  add("tls.ca", request.ca.empty() ? "" : fs::absolute(request.ca).string());
  JsonObject wish;
  wish.add("url", request.url).add("name", request.name).addRaw("values", values.text());
  return wish.addRaw("preset", request.preset.empty() ? "null" : jsonQuote(request.preset)).text();
}

std::string namesIn(std::string_view array) {
  std::string names;
  for (const auto one : jsonElements(array)) names += (names.empty() ? "" : ", ") + textAt(one, "name");
  return names;
}

/// The flag that gives an option; empty if there is none.
std::string_view flagFor(std::string_view option) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFlags{{
      {"apiKey", "--key-file FILE"},
      {"user", "--user NAME"},
      {"password", "--password-file FILE"},
      {"name", "--name NAME"},
  }};
  for (const auto& [name, flag] : kFlags)
    if (name == option) return flag;
  return {};
}

/// What is missing or wrong, with the flags that give it.
std::string missingIn(const std::string& step) {
  std::string faults, flags;
  const auto add = [](std::string& all, const char* between, std::string_view one) {
    if (!one.empty()) (all += all.empty() ? "" : between) += one;
  };
  for (const auto fault : jsonElements(jsonAt(step, "errors"))) {
    const auto key = textAt(fault, "key");
    add(faults, "; ", key + (key.empty() ? "" : " ") + textAt(fault, "detail"));
    add(flags, " and ", flagFor(key));
  }
  for (const auto field : jsonElements(jsonAt(step, "fields"))) add(flags, " and ", flagFor(textAt(field, "name")));
  if (const auto presets = namesIn(jsonAt(step, "presets")); !presets.empty())
    add(flags, " and ", "--preset NAME, one of " + presets);
  const auto text = faults.empty() ? textAt(step, "text") : faults + ".";
  return flags.empty() ? text : text + " Give " + flags;
}

/// One attempt of the daemon. It ends there with this object, unless it is over.
class ConnectAttempt {
 public:
  ConnectAttempt(const ConnectingDaemon& daemon, const ConnectRequest& request)
      : daemon_(daemon), step_(daemon.ask("POST", kConnect, wishJson(request))) {}
  ~ConnectAttempt() {
    if (isOver()) return;
    try {
      daemon_.ask("DELETE", path(), "");
    } catch (const std::exception&) {
      // It ends by itself.
    }
  }
  ConnectAttempt(const ConnectAttempt&) = delete;
  ConnectAttempt& operator=(const ConnectAttempt&) = delete;

  const std::string& step() const { return step_; }
  bool is(std::string_view state) const { return textAt(step_, "state") == state; }

  void goOn() {
    std::this_thread::sleep_for(daemon_.askEvery);
    step_ = daemon_.ask("GET", path(), "");
  }

 private:
  bool isOver() const { return is("done") || is("failed") || is("ended"); }
  std::string path() const { return kConnect + "/" + textAt(step_, "id"); }

  const ConnectingDaemon& daemon_;
  std::string step_;
};

}  // namespace

int connectThrough(const ConnectingDaemon& daemon, const ConnectRequest& request, std::ostream& out) {
  ConnectAttempt attempt(daemon, request);
  bool hasAsked = false;
  while (!attempt.is("done")) {
    if (attempt.is("failed") || attempt.is("ended")) throw std::runtime_error(textAt(attempt.step(), "text"));
    if (attempt.is("needs")) throw std::runtime_error(missingIn(attempt.step()));
    if (attempt.is("allow") && !std::exchange(hasAsked, true))
      out << "Click Allow in OctoPrint, or open " << safeText(textAt(attempt.step(), "link")) << std::endl;
    attempt.goOn();
  }
  const auto& saved = attempt.step();
  out << safeText(textAt(saved, "title")) << " answers. The running Herald has saved it as the source "
      << safeText(textAt(saved, "name")) << " in " << (daemon.dataDir / "conf.d").string() << ", and listens to it.\n";
  printReloadWarnings(saved, out);
  if (const auto undo = jsonAt(saved, "undo"); undo.starts_with('"'))
    out << "To take it back: heraldctl hooks undo " << jsonToText(undo) << std::endl;
  return 0;
}

}  // namespace herald::core::ctl
