// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr std::chrono::seconds kLongest{120};

/// Asks the API of the console at the Unix socket, as a script does.
class Overview : public DaemonTest {
 protected:
  /// The body of the answer.
  std::string ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    const auto socket = (folder_.path() / "data" / "herald.sock").string();
    std::vector<std::string> command{"curl", "-s", "-X", method, "--unix-socket", socket, "-H", "Herald-Change: 1"};
    if (!body.empty()) command.insert(command.end(), {"-H", "Content-Type: application/json", "-d", body});
    command.push_back("http://localhost/api/v1/" + path);
    return runToEnd(std::move(command)).output;
  }

  /// Asks again until the value at this path is `wanted`.
  std::string waitFor(const std::string& what, const std::string& path, const std::string& wanted) {
    std::string body;
    for (const auto end = std::chrono::steady_clock::now() + kLongest; std::chrono::steady_clock::now() < end;) {
      body = ask("GET", what);
      if (jsonAt(body, path) == wanted) return body;
    }
    ADD_FAILURE() << path << " is never " << wanted << " in " << body;
    return body;
  }

  std::string answers() const { return webhook("phone", server_.url()) + "sink.phone.events = *\n"; }

  std::atomic<int> status_ = 200;
  Receiver server_{[this](const Received&) { return status_.load(); }};
};

TEST_F(Overview, SaysWhatIsWrongAndItsButtonHelps) {
  status_ = 404;
  start(demo() + answers());
  daemon_->waitForLine("on hold");
  const auto broken = ask("GET", "overview");
  const auto problem = std::string(jsonAt(broken, "problems.0"));
  EXPECT_EQ(jsonAt(problem, "id"), "\"sink.phone\"") << broken;
  EXPECT_THAT(jsonToText(jsonAt(problem, "text")), AllOf(HasSubstr("sink phone is on hold: "), HasSubstr("404"),
                                                         ContainsRegex("Herald keeps [0-9]+ events?\\.")));
  EXPECT_THAT(jsonToText(jsonAt(problem, "since")), ContainsRegex("^20[0-9-]+T"));
  EXPECT_EQ(jsonAt(problem, "actions.0.do"), "\"edit\"");
  const auto button = jsonToText(jsonAt(problem, "actions.1.post"));
  EXPECT_EQ(button, "sinks/phone/retry");
  EXPECT_THAT(ctl({"status"}).output, ContainsRegex("\nneeds you\n +[0-9]+ s +sink phone is on hold: "));
  status_ = 200;
  EXPECT_EQ(ask("POST", button), "");
  daemon_->waitForLine("works again");
  const auto well = waitFor("overview", "problems", "[]");
  EXPECT_EQ(jsonAt(well, "sinks.0.state"), "\"healthy\"");
  EXPECT_EQ(jsonAt(well, "printers.0.name"), "\"mk3\"");
  EXPECT_NE(jsonAt(well, "sinks.0.p99Seconds"), "null");
}

TEST_F(Overview, CountsTheDayAlsoAfterARestart) {
  start(demo() + answers());
  server_.waitFor(2);
  daemon_->waitForLine("nothing more to report");
  const auto sum = [this](const char* member) {
    std::uint64_t all = 0;
    const auto history = ask("GET", "history");
    for (const auto count : jsonElements(jsonAt(history, member))) all += std::stoull(std::string(count));
    return all;
  };
  const auto before = sum("events");
  EXPECT_GE(before, 2u);
  EXPECT_EQ(stop(), 0);
  start(answers());
  EXPECT_EQ(sum("events"), before);
  EXPECT_GE(sum("delivered"), 2u);
}

TEST_F(Overview, RefusesACommandForASinkThatIsNotThere) {
  start(answers());
  const auto answer = ask("POST", "sinks/phoen/retry");
  EXPECT_EQ(jsonAt(answer, "status"), "404");
  EXPECT_THAT(jsonToText(jsonAt(answer, "detail")), HasSubstr("did you mean `phone`?"));
}

/// Many dead letters of eight printers.
class ManyDeadLetters : public Overview {
 protected:
  static constexpr int kRequests = 5;
  static constexpr int kEvents = 1000;  // of one request

  void bury() {
    status_ = 400;
    auto& daemon = start("source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n" + answers() +
                         "sink.phone.concurrency = 4\n");
    const auto line = daemon.waitForLine("takes requests at ");
    std::string events;
    for (int i = 0; i < kEvents; ++i) events += R"({"type":"Tick","device":"mk)" + std::to_string(i % 8) + "\"}\n";
    const auto file = folder_.write("events", events).string();
    for (int i = 0; i < kRequests; ++i) {
      runToEnd({"curl", "-s", line.substr(line.find("http")), "-H", "Content-Type: application/x-ndjson",
                "--data-binary", "@" + file});
    }
    waitFor("overview", "sinks.0.deadLetters", std::to_string(kRequests * kEvents));
  }
};

TEST_F(ManyDeadLetters, AreReplayedWithProgress) {
  bury();
  const auto grouped = ctl({"dead", "ls"}).output;
  EXPECT_THAT(grouped, ContainsRegex("phone +5000 .*400"));
  const auto page = ask("GET", "dead?limit=2&device=mk3");
  EXPECT_EQ(jsonElements(jsonAt(page, "deadLetters")).size(), 2u);
  EXPECT_EQ(jsonAt(page, "groups.0.count"), "625");
  status_ = 200;
  const auto replayed = ctl({"dead", "replay", "--sink", "phone"});
  EXPECT_EQ(replayed.code, 0);
  EXPECT_THAT(replayed.output, HasSubstr("5000 wait again\n"));
  const auto jobs = ask("GET", "jobs");
  EXPECT_EQ(jsonAt(jobs, "jobs.0.done"), "5000");
  EXPECT_EQ(jsonAt(jobs, "jobs.0.ended"), "true");
  server_.waitFor(10'000);
  EXPECT_THAT(ctl({"dead", "ls"}).output, HasSubstr("0 deliveries"));
}

TEST_F(ManyDeadLetters, StayIfTheirSinkDoesNotWantThemToday) {
  bury();
  reload("source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n" + webhook("phone", server_.url()) +
         "sink.phone.events = Other\n");
  const auto replayed = ctl({"dead", "replay", "--all", "--today"});
  EXPECT_EQ(replayed.code, 1);
  EXPECT_THAT(replayed.output, AllOf(HasSubstr("0 wait again\n"), HasSubstr("625 stay: the sink phone no longer takes "
                                                                            "Tick of mk3\n")));
  EXPECT_THAT(ctl({"dead", "purge", "--all"}).output, HasSubstr("5000 deleted\n"));
}

}  // namespace
}  // namespace herald::testing
