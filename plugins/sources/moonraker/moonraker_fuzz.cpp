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
#include "moonraker_camera.h"
#include "printer_translator.h"

/// Translates Moonraker's messages into Herald's events. Each line of the input is a message, or
///   + 4000            so many milliseconds pass
///   restart           Herald restarts
///   {"begin": {…}}    the beginning of a connection, see testing_status.h
namespace herald::moonraker {
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
  std::unique_ptr<HttpClient> http(const Settings&) override { return nullptr; }
  Clock::time_point now() const override { return Clock::time_point(passed); }
  std::chrono::system_clock::time_point wallClock() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'588'195'498) + passed);
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
  Notes saved{};
  std::size_t published = 0;

 private:
  void check(const Event& event) {
    require(!event.type.empty());
    require(isJsonObject(event.payload) && isJsonObject(event.context));
    if (event.type == "PrintStarted") progress_.erase(event.subject);
    if (event.type != "PrintProgress") return;
    const int percent = std::atoi(std::string(jsonAt(event.payload, "progress")).c_str());
    int& last = progress_[event.subject];
    require(percent > last && percent < 100);
    last = percent;
  }

  std::map<std::string, int> progress_{};  ///< by job
};

class Replay {
 public:
  void line(std::string_view text) {
    std::string copy(text);
    if (text == "restart") {
      restart();
    } else if (text.starts_with("+ ")) {
      feed_.passed += Millis(std::atoi(std::string(text.substr(2, 7)).c_str()) & 0xfffff);
    } else if (isJsonObject(text) && jsonAt(text, "begin").starts_with('{')) {
      begin(jsonAt(text, "begin"));
    } else if (const auto message = parseRpc(copy)) {
      translator_->take(*message);
    }
    translator_->reconcile();
  }

  /// A restart at the end changes nothing that is saved, and publishes nothing.
  void end() {
    const std::size_t published = feed_.published;
    const auto saved = feed_.saved;
    for (const auto& [key, text] : saved) require(text.empty() || isJsonObject(text));
    restart();
    require(feed_.published == published && feed_.saved == saved);
  }

 private:
  void restart() {
    translator_.emplace(feed_, PrinterTranslator::Setup{40, {}}, [](const std::string& path) -> std::string {
      return path.size() % 2 == 0 ? R"({"size":1000,"estimated_time":600})" : "";
    });
  }

  /// If the same beginning comes again, as after a break without changes, Herald publishes nothing.
  void begin(std::string_view text) {
    const Klippy klippy{jsonToText(jsonAt(text, "klippy.state")), jsonToText(jsonAt(text, "klippy.message"))};
    const auto take = [&] { translator_->begin(klippy, jsonAt(text, "status"), jsonAt(text, "history")); };
    take();
    restart();
    const std::size_t published = feed_.published;
    take();
    require(feed_.published == published);
  }

  CheckingFeed feed_;
  std::optional<PrinterTranslator> translator_{std::in_place, feed_, PrinterTranslator::Setup{40, {}},
                                               [](const std::string&) { return std::string(); }};
};

}  // namespace
}  // namespace herald::moonraker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald::moonraker;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  readWebcam(rest, "");
  Replay replay;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    replay.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  replay.end();
  return 0;
}
