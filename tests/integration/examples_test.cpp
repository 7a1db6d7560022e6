// SPDX-License-Identifier: Apache-2.0
// The example plugins of the SDK, built as their reader would, in a daemon that is killed.
#include <map>
#include <optional>
#include <set>

#include "harness/daemon_fixture.h"
#include "harness/plugin_build.h"
#include "harness/ports.h"
#include "harness/unpacked.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Examples : public DaemonTest {
 protected:
  /// Builds this example and runs its tests. Returns the configuration that finds its plugin.
  std::string build(const std::string& example) {
    const auto plugins = folder_.path() / "plugins";
    const PluginBuild sdk(folder_.path() / "sdk");
    const auto built = sdk.build(HERALD_SOURCE "/sdk/examples/" + example, folder_.path() / "build");
    const auto tested = runToEnd({(built / (example + "_test")).string()});
    EXPECT_EQ(tested.code, 0) << tested.output;
    EXPECT_THAT(tested.output, HasSubstr("Contract.ShowsNoSecret"));
    fs::create_directory(plugins);
    fs::copy_file(built / (example + ".so"), plugins / (example + ".so"));
    fs::permissions(plugins, fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
    fs::permissions(plugins / (example + ".so"), fs::perms::group_write | fs::perms::others_write,
                    fs::perm_options::remove);
    return "herald.plugins = " + plugins.string() + "\n";
  }

  void kill() {
    daemon_->signal(SIGKILL);
    daemon_->wait();
  }
};

// Counts on from the last position, and ends now and then, so that Herald starts it again.
constexpr auto kCounter = R"(
position=${POSITION:-0}
while [ "$position" -lt 400 ]; do
  position=$((position + 1))
  echo "{\"type\": \"Counted\", \"position\": \"$position\", \"payload\": {\"n\": $position}}"
done
exec sleep 1000
)";

TEST_F(Examples, AProgramSourceGoesOnWhereItWasAfterEachKill) {
  const auto script = folder_.write("count.sh", kCounter);
  const auto config = build("program_source") + "source.counter.type = program_source\nsource.counter.command = sh " +
                      script.string() + "\n" + webhook("phone", receiver_.url()) +
                      "sink.phone.events = *\nsink.phone.data = {\"n\": \"@n\"}\n";
  for (std::size_t received = 20; received <= 100; received += 20) {
    start(config);
    receiver_.waitFor(received);
    kill();
  }
  start(config);
  receiver_.waitForBody("{\"n\":400}");
  EXPECT_EQ(stop(), 0);

  std::map<std::string, std::set<std::string>> idsOf;
  for (const auto& request : receiver_.received()) idsOf[request.body].insert(request.headers.at("webhook-id"));
  EXPECT_EQ(idsOf.size(), 400u);
  for (const auto& [body, ids] : idsOf) EXPECT_EQ(ids.size(), 1u) << body << " was published twice";
}

TEST_F(Examples, AProgramSinkDeliversByExitCodesAndLeavesNothingBehind) {
  const auto seen = folder_.path() / "seen", running = folder_.path() / "running";
  // It hangs in the attempt with a print that is done.
  const auto script = folder_.write("take.sh", "event=$(cat)\necho \"$event\" >>" + seen.string() +
                                                   "\ncase $event in\n*PrintDone*) echo $$ >" + running.string() +
                                                   "; sleep 1000;;\nesac\n");
  start(build("program_sink") + demo() + "sink.lights.type = program_sink\nsink.lights.command = sh " +
        script.string() + "\nsink.lights.events = PrintStarted, PrintDone\n");
  while (!fs::exists(running) || readFile(running).empty()) std::this_thread::yield();
  EXPECT_THAT(readFile(seen), HasSubstr("\"type\":\"PrintStarted\""));
  EXPECT_EQ(stop(), 0);
  const auto pid = std::stoi(readFile(running));
  EXPECT_NE(::kill(pid, 0), 0) << "the program goes on without Herald";

  const auto before = readFile(seen);
  const auto shown = ctl({"test", "lights", "--dry-run"});
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_THAT(shown.output, HasSubstr("runs sh with {\"id\":"));
  EXPECT_EQ(readFile(seen), before);
}

TEST_F(Examples, ATransformCountsWhatItHoldsBackOverAKill) {
  const auto config = build("dedupe") +
                      "transform.once.type = dedupe\ntransform.once.window = 2s\n"
                      "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n"
                      "route.all.from = scripts\nroute.all.events = *\nroute.all.transforms = once\n"
                      "route.all.to = phone\n" +
                      webhook("phone", receiver_.url()) +
                      "sink.phone.data = {\"n\": \"@n\", \"repeats\": \"@{repeats|none}\"}\n";
  const auto line = start(config).waitForLine("takes requests at ");
  const auto url = line.substr(line.find("http"));
  std::string events;
  for (int n = 1; n <= 5; ++n) {
    events += std::string(n == 1 ? "[" : ",") + R"({"type":"Door","payload":{"n":)" + std::to_string(n) + "}}";
  }
  const auto sent =
      runToEnd({"curl", "-sS", "--fail", url, "-H", "Content-Type: application/json", "-d", events + "]"});
  ASSERT_EQ(sent.code, 0) << sent.output;
  receiver_.waitFor(1);
  kill();
  start(config);
  EXPECT_EQ(receiver_.waitForBody("repeats\":4").body, "{\"n\":1,\"repeats\":4}");
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(receiver_.received().front().body, "{\"n\":1,\"repeats\":\"none\"}");
}

/// One Mosquitto for one test, and somebody who has subscribed to everything.
class Broker {
 public:
  explicit Broker(const TemporaryFolder& folder)
      : config_(folder.write("mosquitto.conf",
                             "listener " + std::to_string(port_) + " 127.0.0.1\nallow_anonymous true\nuser root\n")) {}

  int port() const { return port_; }

  void start() {
    broker_.emplace(std::vector<std::string>{unpacked("mosquitto") + "/usr/sbin/mosquitto", "-c", config_.string()});
    waitUntilListening(port_);
    subscriber_.emplace(std::vector<std::string>{"stdbuf", "-oL",
                                                 unpacked("mosquitto-clients") + "/usr/bin/mosquitto_sub", "-h",
                                                 "127.0.0.1", "-p", std::to_string(port_), "-t", "#", "-q", "1", "-d"});
    subscriber_->waitForLine("Subscribed");
  }

  /// The broker no longer answers, and keeps its connections.
  void freeze() { broker_->signal(SIGSTOP); }
  void goOn() { broker_->signal(SIGCONT); }

  Process& subscriber() { return *subscriber_; }

 private:
  int port_ = freePort();
  fs::path config_;
  std::optional<Process> broker_{}, subscriber_{};
};

TEST_F(Examples, ASinkOverALibraryThatBlocksEndsItsAttemptsAndLosesNothing) {
  Broker broker(folder_);
  const auto config = build("mosquitto_sink") +
                      "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n"
                      "sink.bus.type = mosquitto_sink\nsink.bus.broker = 127.0.0.1\nsink.bus.events = *\n"
                      "sink.bus.timeout = 1s\nsink.bus.port = " +
                      std::to_string(broker.port()) + "\n";
  int sent = 0;
  // Publishes 50 events in a new daemon.
  const auto publish = [&] {
    const auto line = start(config).waitForLine("takes requests at ");
    std::string events;
    for (int i = 0; i < 50; ++i)
      events += (i == 0 ? "[" : ",") + (R"({"type":"Door","payload":{"n":)" + std::to_string(++sent) + "}}");
    const auto taken = runToEnd({"curl", "-sS", "--fail", line.substr(line.find("http")), "-H",
                                 "Content-Type: application/json", "-d", events + "]"});
    ASSERT_EQ(taken.code, 0) << taken.output;
  };
  publish();  // nobody is there yet
  kill();
  broker.start();
  publish();
  broker.subscriber().waitForLine("\"n\":20,");
  kill();
  broker.freeze();
  publish();
  daemon_->waitForLine("the broker has not confirmed the event");
  kill();
  broker.goOn();
  publish();
  broker.subscriber().waitForLine("\"n\":200,");
  EXPECT_EQ(stop(), 0);
  const auto seen = broker.subscriber().output();
  for (int n = 1; n <= sent; ++n) EXPECT_THAT(seen, HasSubstr("\"n\":" + std::to_string(n) + ","));
}

}  // namespace
}  // namespace herald::testing
