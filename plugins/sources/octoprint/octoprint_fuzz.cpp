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
#include "printer.h"

/// What OctoPrint says, from its messages to Herald's events. A line of input is a message, or
///   + 4000   so many milliseconds pass
///   !        Herald is started anew
///   = {…}    what the REST API answers from now on
namespace herald::octoprint {
namespace {

void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Herald around the source, with what has to hold for every event.
class CheckingFeed : public Feed {
 public:
  void publish(std::span<Event> events, const Notes& notes) override {
    for (const Event& event : events) check(event);
    for (const auto& [key, text] : notes) kept[key] = text;
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
  std::string load(std::string_view key) override { return kept[std::string(key)]; }
  void save(std::string_view key, std::string_view value) override { kept[std::string(key)] = value; }
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
  Notes kept{};
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
      ended_.erase(event.subject);
    }
    if (event.type == "PrintDone" || event.type == "PrintFailed") {
      const bool first = ended_.insert(event.subject).second;
      require(first || jsonAt(event.payload, "reconciled") != "true");  // OctoPrint may say what it likes
    }
    if (event.category != Category::Progress) return;
    const int percent = std::atoi(std::string(jsonAt(event.payload, "progress")).c_str());
    int& last = progress_[event.subject];
    require(percent > last && percent < 100);
    last = percent;
  }

  std::map<std::string, int> progress_{};  ///< by job
  std::set<std::string> ended_{};          ///< jobs
};

class Story {
 public:
  void line(std::string_view text) {
    if (text == "!") {
      begin();
    } else if (text.starts_with("+ ")) {
      feed_.passed += Millis(std::atoi(std::string(text.substr(2, 7)).c_str()) & 0xfffff);
    } else if (text.starts_with("= ")) {
      feed_.answer = text.substr(2);
    } else if (const auto message = parsePush(text); message && !isHeralds(*message)) {
      take(*message);
    }
    printer_->settle();
  }

  /// What is known is what the next start knows.
  void end() {
    const std::size_t told = feed_.published;
    const auto kept = feed_.kept;
    for (const auto& [key, text] : kept) require(text.empty() || isJsonObject(text));
    begin();
    require(feed_.published == told && feed_.kept == kept);
  }

 private:
  void begin() { printer_.emplace(feed_, rest_, EventNames({"ClientOpened", "plugin_webhooks_*"})); }

  /// An event that OctoPrint does not have.
  static bool isHeralds(const PushMessage& message) {
    const auto fired = parseEvent(message.body);
    return message.kind == PushMessage::Kind::Event && fired && fired->type == "PrintProgress";
  }

  /// A history that is told again, as after a break in which nothing happened, tells nothing.
  void take(const PushMessage& message) {
    printer_->take(message);
    if (message.kind != PushMessage::Kind::History) return;
    const std::size_t told = feed_.published;
    begin();
    printer_->take(message);
    require(feed_.published == told);
  }

  CheckingFeed feed_;
  RestClient rest_{feed_, Settings(httpOptions(), {}), "http://octopi.local", "K3Y"};
  std::optional<Printer> printer_{std::in_place, feed_, rest_, EventNames()};
};

}  // namespace
}  // namespace herald::octoprint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  herald::octoprint::Story story;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    story.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  story.end();
  return 0;
}
