// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "harness/daemon_fixture.h"
#include "harness/gate.h"
#include "harness/ports.h"

namespace herald::testing {
namespace {

using HeraldProcess = DaemonTest;

TEST_F(HeraldProcess, ABadConfigurationIsExitCode78WithOneLinePerProblem) {
  configure("source.mk3.type = demo\nsource.mk3.duratoin = 1s\nsink.phone.type = webhok\n");
  for (const auto& command :
       {std::vector<std::string>{heraldd(), "--config", config()}, {heraldctl(), "check", "--config=" + config()}}) {
    const auto finished = runToEnd(command);
    EXPECT_EQ(finished.code, 78) << finished.output;
    EXPECT_THAT(
        finished.output,
        ::testing::HasSubstr("herald.properties:3: source.mk3.duratoin: unknown option, did you mean `duration`?"));
    EXPECT_THAT(finished.output, ::testing::HasSubstr("did you mean `webhook`?"));
  }
}

TEST_F(HeraldProcess, AMissingConfigurationIsExitCode78) {
  const auto finished = runToEnd({heraldd(), "--config", "/nowhere/herald.properties"});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("/nowhere/herald.properties"));
}

TEST_F(HeraldProcess, ABadConfigurationStartsNoBackgroundDaemon) {
  configure("sink.phone.type = webhook\n");
  const auto finished =
      runToEnd({heraldd(), "--daemon", "--config", config(), "--pidfile", (folder_.path() / "pid").string()});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("sink.phone.url"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "pid"));
}

/// Starts heraldd with this end of a socket as its streams, and closes the end here.
int startAt(int end, const std::string& config) {
  const auto program = heraldd();
  const int pid = ::fork();
  if (pid == 0) {
    ::dup2(end, STDOUT_FILENO);
    ::dup2(end, STDERR_FILENO);
    ::execl(program.c_str(), "heraldd", "--config", config.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(end);
  return pid;
}

/// Otherwise the lines of the stdout sink may come in between.
TEST_F(HeraldProcess, EachLineOfTheLogIsOneWrite) {
  configure(demo() + "sink.out.type = stdout\n");
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);  // a packet for each write
  const int pid = startAt(ends[1], config());
  std::vector<char> packet(1 << 17);
  int lines = 0;
  for (ssize_t got = 0; (got = ::recv(ends[0], packet.data(), packet.size(), 0)) > 0; ++lines) {
    const std::string_view text(packet.data(), static_cast<std::size_t>(got));
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    if (text.find("nothing more to report") != text.npos) ::kill(pid, SIGTERM);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  ::close(ends[0]);
  EXPECT_EQ(status, 0);
  EXPECT_GT(lines, 3);
}

/// Waits for the end of a process that is not a child of the test.
void awaitEnd(int pid) {
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return;  // it has ended already
  pollfd ended{process, POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 60000), 1);
  ::close(process);
}

TEST_F(HeraldProcess, ABackgroundDaemonRunsUntilSigterm) {
  const auto pidFile = folder_.path() / "pid";
  configure(busyDemo() + webhook("phone", receiver_.url()));
  const auto started = runToEnd({heraldd(), "--daemon", "--config", config(), "--pidfile", pidFile.string()});
  EXPECT_EQ(started.code, 0) << started.output;
  receiver_.waitForBody("Print Done");
  const int pid = std::stoi(readFile(pidFile));
  ASSERT_EQ(::kill(pid, SIGTERM), 0);
  awaitEnd(pid);
  EXPECT_FALSE(std::filesystem::exists(pidFile));
}

TEST_F(HeraldProcess, ASecondDaemonOnTheSameDataFolderIsRefused) {
  auto& first = start(demo());
  const auto second = runToEnd({heraldd(), "--config", config()});
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.output, ::testing::HasSubstr((folder_.path() / "data").string()));
  EXPECT_THAT(second.output, ::testing::HasSubstr(std::to_string(first.pid())));
}

TEST_F(HeraldProcess, AReloadMakesAndLocksARemovedDataFolderAgain) {
  const auto text = demo() + webhook("phone", receiver_.url());
  start(text);
  std::filesystem::remove_all(folder_.path() / "data");
  EXPECT_THAT(reload(text), ::testing::HasSubstr("runs with the new configuration"));
  EXPECT_THAT(ctl({"status"}).output, ::testing::HasSubstr("healthy"));
  EXPECT_THAT(runToEnd({heraldd(), "--config", config()}).output, ::testing::HasSubstr("in use by another Herald"));
  EXPECT_EQ(stop(), 0);
}

TEST_F(HeraldProcess, SigtermStopsItAndRemovesThePidFile) {
  configure(demo());
  const auto pidFile = folder_.path() / "pid";
  daemon_ = std::make_unique<Process>(
      std::vector<std::string>{heraldd(), "--config=" + config(), "--pidfile=" + pidFile.string()});
  daemon_->waitForLine("runs with");
  EXPECT_EQ(readFile(pidFile), std::to_string(daemon_->pid()) + "\n");
  EXPECT_EQ(stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(pidFile));
}

TEST_F(HeraldProcess, AStopDeliversAcceptedEvents) {
  start(demo() + webhook("phone", receiver_.url()) + "sink.phone.events = *\n");
  receiver_.waitFor(1);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), ::testing::Not(::testing::HasSubstr("were not done")));
}

/// The receiver answers none of them, and each may take minutes.
TEST_F(HeraldProcess, AStopWithFiveHundredUnderWayEndsSoon) {
  constexpr int kDevices = 500;
  const int port = freePort();
  for (const bool isReloaded : {false, true}) {
    Gate gate;
    Receiver silent([&](const Received&) { return gate.hold(), 200; }, kDevices + 100);
    const auto text = "herald.stopTimeout = 1s\nsource.scripts.type = http\nsource.scripts.listen = 127.0.0.1:" +
                      std::to_string(port) + "\n" + webhook("phone", silent.url()) +
                      "sink.phone.events = *\nsink.phone.timeout = 5m\nsink.phone.concurrency = 500\n";
    start(text);
    for (int number = 1; number <= 2; ++number) postToAll(port, kDevices, 2 * isReloaded + number);
    gate.awaitHeld(kDevices);
    if (isReloaded) reload(text + "sink.phone.headers.Which = new\n");
    EXPECT_EQ(stop(), 0);
    EXPECT_THAT(daemon_->wholeOutput(),
                ::testing::HasSubstr(std::to_string(kDevices * (isReloaded ? 4 : 2)) +
                                     " deliveries were not done when Herald stopped; they wait"));
    gate.open();
  }
}

TEST_F(HeraldProcess, TheServiceManagerIsNotifiedOfStartReloadAndStop) {
  const auto path = (folder_.path() / "notify").string();
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto next = [fd] {
    char text[256];
    const auto count = ::recv(fd, text, sizeof text, 0);
    return std::string(text, count > 0 ? static_cast<std::size_t>(count) : 0);
  };
  configure(demo());
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()},
                                      std::map<std::string, std::string>{{"NOTIFY_SOCKET", path}});
  EXPECT_EQ(next(), "READY=1");
  daemon_->signal(SIGHUP);
  EXPECT_THAT(next(), ::testing::StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_EQ(next(), "READY=1");
  daemon_->signal(SIGTERM);
  EXPECT_EQ(next(), "STOPPING=1");
  EXPECT_EQ(daemon_->wait(), 0);
  ::close(fd);
}

TEST_F(HeraldProcess, TheJournalGetsPriorities) {
  configure(demo());
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()},
                                      std::map<std::string, std::string>{}, Process::Output::Journal);
  EXPECT_THAT(daemon_->waitForLine("runs with"), ::testing::StartsWith("<5>"));
}

TEST_F(HeraldProcess, NoSecretIsEverPrinted) {
  folder_.write("key", "hunter2hunter2\n");
  Receiver refusing([](const Received&) { return 401; });
  auto& daemon = start(demo() + webhook("phone", refusing.url()) +
                       "sink.phone.apiSecret.file = key\nsink.phone.headers.Authorization = Bearer @apiSecret\n");
  daemon.waitForLine("(401)");
  stop();
  EXPECT_THAT(daemon.wholeOutput(), ::testing::Not(::testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace herald::testing
