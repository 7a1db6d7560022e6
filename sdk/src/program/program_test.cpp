// SPDX-License-Identifier: Apache-2.0
#include "herald/program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "herald/file_descriptor.h"
#include "herald/testing/temporary_folder.h"

namespace herald::inline v1 {
namespace {

using ::testing::HasSubstr;
using How = ProgramEnd::How;

constexpr auto kNever = Clock::time_point::max();

Program shell(const std::string& script) { return {.command = {"sh", "-c", script}}; }

ProgramEnd run(const Program& program, std::string_view input = {}) { return runProgram(program, input, {}, kNever); }

/// True if no process has this number. A killed process that nobody has waited for yet counts as gone.
bool isGone(const std::string& pid) {
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string number, name, state;
  return !(stat >> number >> name >> state) || state == "Z" || state == "X";
}

void waitUntilGone(const std::string& pid) {
  while (!isGone(pid)) std::this_thread::yield();
}

TEST(RunProgram, GivesItsInputAndTakesItsOutputAndErrors) {
  const auto end = run(shell("cat; echo oh >&2; exit 3"), "in\n");
  EXPECT_EQ(end.how, How::Exited);
  EXPECT_EQ(end.code, 3);
  EXPECT_EQ(end.output, "in\n");
  EXPECT_EQ(end.errors, "oh\n");
  EXPECT_FALSE(end.succeeded());
  EXPECT_TRUE(run({.command = {"true"}}).succeeded());
}

TEST(RunProgram, GivesEachWordAsItIs) {
  const auto end = run({.command = {"printf", "<%s>", "a b", "$HOME; rm *", ""}});
  EXPECT_EQ(end.output, "<a b><$HOME; rm *><>");
}

TEST(RunProgram, KeepsWhatConfiguresHeraldFromTheProgram) {
  ::setenv("HERALD_sink__slack__url", "https://hooks.example/secret", 1);
  ::setenv("HERALD_TEST_PLAIN", "plain", 1);
  const auto output = run(shell("env")).output;
  ::unsetenv("HERALD_sink__slack__url");
  ::unsetenv("HERALD_TEST_PLAIN");
  EXPECT_THAT(output, HasSubstr("HERALD_TEST_PLAIN=plain"));
  EXPECT_THAT(output, ::testing::Not(HasSubstr("HERALD_sink__slack__url")));
}

TEST(RunProgram, AddsToTheEnvironmentAndEntersTheFolder) {
  const testing::TemporaryFolder folder;
  auto program = shell("echo $COLOR $PATH; pwd");
  program.environment = {{"COLOR", "red"}, {"PATH", "/usr/bin:/bin"}};
  program.folder = folder.path();
  EXPECT_EQ(run(program).output, "red /usr/bin:/bin\n" + folder.path().string() + "\n");
}

TEST(RunProgram, PassesManyMegabytesInBothDirectionsAndKeepsTheFirst) {
  const std::string input(8 * 1024 * 1024, 'x');
  const auto end = run(shell("tee /dev/stderr"), input);
  EXPECT_TRUE(end.succeeded());
  EXPECT_EQ(end.output, std::string(64 * 1024, 'x'));
  EXPECT_EQ(end.errors, std::string(4 * 1024, 'x'));
}

TEST(RunProgram, BearsAProgramThatDoesNotReadItsInput) {
  EXPECT_TRUE(run({.command = {"true"}}, std::string(1024 * 1024, 'x')).succeeded());
}

TEST(RunProgram, EndsAtTheDeadlineWithAllThatItStarted) {
  const auto program = shell("sleep 1000 & echo $!; wait");
  const auto end = runProgram(program, {}, {}, Clock::now() + std::chrono::milliseconds(200));
  EXPECT_EQ(end.how, How::DeadlinePassed);
  if (!end.output.empty()) waitUntilGone(end.output.substr(0, end.output.find('\n')));
}

TEST(RunProgram, EndsAtAStopAlsoIfItIgnoresTheRequest) {
  std::stop_source stop;
  const testing::TemporaryFolder folder;
  const auto ready = (folder.path() / "ready").string();
  ASSERT_EQ(::mkfifo(ready.c_str(), 0600), 0);
  std::thread stopper([&] {
    std::string line;
    std::ifstream(ready) >> line;  // until the program ignores SIGTERM
    stop.request_stop();
  });
  const auto end = runProgram(shell("trap '' TERM; echo yes >" + ready + "; while :; do sleep 1000; done"), {},
                              stop.get_token(), kNever);
  stopper.join();
  EXPECT_EQ(end.how, How::Stopped);
}

TEST(RunProgram, DoesNotWaitForWhatGoesOnInTheBackground) {
  const auto end = run(shell("sleep 1000 & echo $!"));
  EXPECT_TRUE(end.succeeded());
  EXPECT_FALSE(isGone(end.output.substr(0, end.output.find('\n'))));
  ::kill(std::stoi(end.output), SIGKILL);
}

TEST(RunProgram, SaysWhoKilledIt) {
  const auto program = shell("kill -9 $$");
  const auto end = run(program);
  EXPECT_EQ(end.how, How::Killed);
  EXPECT_EQ(end.code, SIGKILL);
  EXPECT_EQ(whyFailed(program, end), "sh was killed by signal 9");
}

TEST(RunProgram, HoldsIfItCannotBegin) {
  const auto refuse = [](const Program& program) -> std::string {
    try {
      run(program);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
      return failure.what();
    }
    return "it ran";
  };
  EXPECT_EQ(refuse({.command = {"no-such-program"}}),
            "cannot run no-such-program (No such file or directory): check its name and its rights");
  const testing::TemporaryFolder folder;
  EXPECT_THAT(refuse({.command = {folder.write("text", "hello")}}), HasSubstr("text (Permission denied)"));
  EXPECT_THAT(refuse({.command = {"true"}, .folder = "/nowhere"}), HasSubstr("cannot run true in /nowhere"));
}

TEST(RunProgram, InheritsOnlyTheStandardStreams) {
  const FileDescriptor open(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as a library may do
  ASSERT_GE(open.get(), 3);
  EXPECT_EQ(run(shell("ls /proc/$$/fd; true")).output, "0\n1\n2\n");
}

TEST(RunProgram, BeginsWithoutBlockedAndIgnoredSignals) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  ::signal(SIGUSR1, SIG_IGN);
  EXPECT_EQ(run(shell("kill -USR1 $$")).code, SIGUSR1);
  EXPECT_EQ(run(shell("kill -USR2 $$")).code, SIGUSR2);
  ::signal(SIGUSR1, SIG_DFL);
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
}

TEST(WhyFailed, NamesTheProgramAndItsFirstError) {
  const Program program{.command = {"/usr/bin/lights", "on"}};
  EXPECT_EQ(whyFailed(program, {.code = 1, .errors = "no such lamp\nusage: …\n"}),
            "lights ended with exit code 1: no such lamp");
  EXPECT_EQ(whyFailed(program, {.how = How::DeadlinePassed}), "lights did not end in time");
  EXPECT_EQ(whyFailed(program, {.how = How::Stopped}), "lights was ended: Herald is stopping");
}

TEST(LineProgram, GivesLineByLine) {
  LineProgram program(shell("printf 'one\\r\\n\\ntwo'; echo oh >&2; exit 4"));
  EXPECT_EQ(program.readLine({}), "one");
  EXPECT_EQ(program.readLine({}), "");
  EXPECT_EQ(program.readLine({}), "two");
  EXPECT_EQ(program.readLine({}), std::nullopt);
  const auto end = program.end();
  EXPECT_EQ(end.how, How::Exited);
  EXPECT_EQ(end.code, 4);
  EXPECT_EQ(end.errors, "oh\n");
  EXPECT_EQ(program.end().code, 4) << "the second answer is the first";
}

TEST(LineProgram, PassesHundredThousandLines) {
  LineProgram program({.command = {"seq", "100000"}});
  for (int i = 1; i <= 100000; ++i) ASSERT_EQ(program.readLine({}), std::to_string(i));
  EXPECT_EQ(program.readLine({}), std::nullopt);
}

TEST(LineProgram, CutsALineWithoutAnEnd) {
  LineProgram program(shell("head -c 3000000 /dev/zero | tr '\\0' x"));
  std::size_t all = 0;
  while (const auto line = program.readLine({})) {
    EXPECT_LE(line->size(), 1024u * 1024u);
    all += line->size();
  }
  EXPECT_EQ(all, 3000000u);
}

TEST(LineProgram, StopsReadingAndEndsAllOfIt) {
  std::stop_source stop;
  LineProgram program(shell("sleep 1000 & echo $!; wait"));
  const auto pid = program.readLine({});
  ASSERT_TRUE(pid);
  std::thread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(program.readLine(stop.get_token()), std::nullopt);
  stopper.join();
  EXPECT_EQ(program.end().how, How::Stopped);
  waitUntilGone(*pid);
}

TEST(LineProgram, EndsWithItsObject) {
  std::optional<std::string> pid;
  {
    LineProgram program(shell("echo $$; exec sleep 1000"));
    pid = program.readLine({});
    ASSERT_TRUE(pid);
  }
  EXPECT_TRUE(isGone(*pid));
}

TEST(LineProgram, EndsThoughSomethingInTheBackgroundHoldsItsOutput) {
  LineProgram program(shell("sleep 1000 & echo $!"));
  const auto pid = program.readLine({});
  ASSERT_TRUE(pid);
  EXPECT_EQ(program.readLine({}), std::nullopt);
  ::kill(std::stoi(*pid), SIGKILL);
}

}  // namespace
}  // namespace herald::inline v1
