// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "herald/http.h"
#include "herald/json.h"
#include "herald/testing/require.h"
#include "push_translator.h"

/// Translates OctoPrint's messages into Herald's events. Each line of the input is a message, or
///   + 4000   so many milliseconds pass
///   !        Herald restarts
///   = {…}    what the REST API answers from now on
namespace herald::octoprint {
namespace {

using herald::testing::require;

/// The feed of the source. It checks what must hold for every event.
class CheckingFeed : public Feed {
 public:
  void publish(std::span<Event> events, const Notes& notes) override {
    for (const Event& event : events) check(event);
    for (const auto& [key, text] : notes) saved[key] = text;
    published += events.size();
  }
  bool tryPublish(std::span<Event> events, const Notes& notes) override {
    publish(events, notes);
    return true;
  }

  void log(Level, std::string_view) override {}
  std::unique_ptr<HttpClient> http(const Settings&) override { return std::make_unique<Rest>(*this); }
  Clock::time_point now() const override { return Clock::time_point(passed); }
  std::chrono::system_clock::time_point wallClock() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000) + passed);
  }
  void hide(const std::vector<std::string>&) override {}
  std::string load(std::string_view key) override { return saved[std::string(key)]; }
  void save(std::string_view key, std::string_view value) override { saved[std::string(key)] = value; }
  void ready(std::string_view) override {}
  bool wanted(std::string_view) const override { return true; }
  bool wantedEvent(std::string_view) const override { return true; }
  std::stop_token stop() const override { return {}; }
  bool waitFor(Millis time) override {
    passed += time;
    return true;
  }

  Millis passed = std::chrono::hours(1);
  std::string answer{};
  Notes saved{};
  std::size_t published = 0;

 private:
  struct Rest : HttpClient {
    explicit Rest(const CheckingFeed& feed) : feed_(feed) {}
    HttpResponse send(const HttpRequest&, Clock::time_point, std::stop_token) override {
      if (feed_.answer.empty()) throw Failure(Outcome::Verdict::Retry, "no answer");
      return {200, {}, feed_.answer};
    }
    const CheckingFeed& feed_;
  };

  void check(const Event& event) {
    require(!event.type.empty());
    require(isJsonObject(event.payload) && isJsonObject(event.context));
    if (event.type == "PrintStarted") {
      progress_.erase(event.subject);
      layers_.erase(event.subject);
      ended_.erase(event.subject);
    }
    if (event.type == "PrintDone" || event.type == "PrintFailed") {
      const bool first = ended_.insert(event.subject).second;
      require(first || jsonAt(event.payload, "reconciled") != "true");  // only OctoPrint itself may report an end twice
    }
    if (event.category != Category::Progress) return;
    if (event.type == "PrintLayer")
      rises(layers_, event, "layer");
    else
      require(rises(progress_, event, "progress") < 100);
  }

  /// Each value of a job is news once, and never a lower one than before. Returns it.
  static int rises(std::map<std::string, int>& lasts, const Event& event, std::string_view member) {
    const int value = std::atoi(std::string(jsonAt(event.payload, member)).c_str());
    int& last = lasts[event.subject];
    require(value > last);
    return last = value;
  }

  std::map<std::string, int> progress_{};  ///< by job
  std::map<std::string, int> layers_{};    ///< by job
  std::set<std::string> ended_{};          ///< jobs
};

class Replay {
 public:
  void line(std::string_view text) {
    if (text == "!") {
      begin();
    } else if (text.starts_with("+ ")) {
      feed_.passed += Millis(std::atoi(std::string(text.substr(2, 7)).c_str()) & 0xfffff);
    } else if (text.starts_with("= ")) {
      feed_.answer = text.substr(2);
    } else if (std::string copy(text); const auto message = parsePush(copy)) {
      if (!isProgressEvent(*message)) take(*message);
    }
    translator_->reconcile();
  }

  /// A restart at the end changes nothing that is saved, and publishes nothing.
  void end() {
    translator_->finish();
    const std::size_t published = feed_.published;
    const auto saved = feed_.saved;
    for (const auto& [key, text] : saved) require(text.empty() || isJsonObject(text));
    begin();
    require(feed_.published == published && feed_.saved == saved);
  }

 private:
  void begin() {
    translator_->finish();
    translator_.emplace(feed_, rest_,
                        PushTranslator::Setup{EventFilter({"ClientOpened", "plugin_webhooks_*"}), 40, {}});
  }

  /// PrintProgress is an event of Herald's. OctoPrint has no event of this name.
  static bool isProgressEvent(const PushMessage& message) {
    const auto event = parseEvent(message.body);
    return message.kind == PushMessage::Kind::Event && event && event->type == "PrintProgress";
  }

  /// If the same history comes again, as after a break without changes, Herald publishes nothing.
  void take(const PushMessage& message) {
    translator_->take(message);
    if (message.kind != PushMessage::Kind::History) return;
    begin();
    const std::size_t published = feed_.published;
    translator_->take(message);
    require(feed_.published == published);
  }

  CheckingFeed feed_;
  RestClient rest_{feed_, Settings(httpOptions(), {}), "http://octopi.local", "K3Y"};
  std::optional<PushTranslator> translator_{std::in_place, feed_, rest_, PushTranslator::Setup{}};
};

}  // namespace
}  // namespace herald::octoprint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  herald::octoprint::Replay replay;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    replay.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  replay.end();
  return 0;
}
