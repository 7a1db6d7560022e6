// SPDX-License-Identifier: Apache-2.0
#include "stdout_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>

#include <array>
#include <cstdlib>
#include <thread>
#include <utility>

#include "cloud_event.h"
#include "herald/json.h"
#include "herald/testing/contract.h"

namespace herald::stdout_sink {
namespace {

/// Swallows the lines of the contract's hostile events.
class NullFile {
 public:
  NullFile() : fd_(::open("/dev/null", O_WRONLY | O_CLOEXEC)) {}
  ~NullFile() { ::close(fd_); }
  NullFile(const NullFile&) = delete;
  NullFile& operator=(const NullFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// One file for all instances: the constructor of a plugin opens nothing.
int nullFile() {
  static const NullFile file;
  return file.fd();
}

class QuietStdoutSink : public StdoutSink {
 public:
  QuietStdoutSink() : StdoutSink(nullFile()) {}
};

HERALD_PLUGIN_CONTRACT(QuietStdoutSink)

class StdoutSinkTest : public ::testing::Test {
 protected:
  StdoutSinkTest() : sink_(open()) { sink_.configure(test::settingsFor(sink_), host_); }
  ~StdoutSinkTest() override {
    for (const int fd : pipe_)
      if (fd >= 0) ::close(fd);
  }

  int open() {
    EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK), 0);
    return pipe_[1];
  }
  void closeReader() { ::close(std::exchange(pipe_[0], -1)); }

  std::string read() {
    std::array<char, 65536> buffer{};
    const ssize_t size = ::read(pipe_[0], buffer.data(), buffer.size());
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "";
  }

  std::string readToEnd() {
    std::string all;
    for (;;) {
      pollfd input{pipe_[0], POLLIN, 0};
      ::poll(&input, 1, -1);
      const std::string more = read();
      if (more.empty()) return all;
      all += more;
    }
  }

  std::array<int, 2> pipe_{-1, -1};
  test::FakeHost host_;
  StdoutSink sink_;
};

TEST_F(StdoutSinkTest, WritesEachEventAsACloudEventOnOneLine) {
  const Event event = test::event("PrintDone", R"({"time":50.2})", R"({"currentZ":0.2})");
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
  const std::string line =
      R"({"specversion":"1.0","id":"0190163d-8694-739b-aea5-966c26f8ad91","type":"PrintDone","source":"mk3",)"
      R"("time":"2020-04-29T21:24:58.000Z","data":{"payload":{"time":50.2},"context":{"currentZ":0.2}}})"
      "\n";
  EXPECT_EQ(read(), line + line);
}

TEST_F(StdoutSinkTest, SaysWhatItWrote) {
  const Event event = test::event("PrintDone", R"({"time":50.2})");
  EXPECT_EQ(sink_.deliver(test::attempt(event)).sent, sink_.preview(test::attempt(event)).text);
}

TEST_F(StdoutSinkTest, APreviewIsTheLineAndWritesNothing) {
  const Event event = test::event("PrintDone", R"({"time":50.2})");
  EXPECT_EQ(sink_.preview(test::attempt(event)).text, cloudEvent(event, true));
  EXPECT_EQ(read(), "");
}

TEST_F(StdoutSinkTest, LeavesOutTheContextIfToldTo) {
  sink_.configure(test::settingsFor(sink_, {{"context", "no"}}), host_);
  const Event event = test::event("PrintDone", "{}", R"({"currentZ":0.2})");
  sink_.deliver(test::attempt(event));
  const auto line = read();
  EXPECT_EQ(jsonAt(line, "data"), R"({"payload":{}})");
}

TEST_F(StdoutSinkTest, KeepsAnEventOnOneLine) {
  for (const Event& event : test::hostileEvents()) {
    const std::string line = cloudEvent(event, true);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    EXPECT_TRUE(isJsonObject(line));
  }
  const auto line = cloudEvent(test::event("E", "{\r\n\"a\": \"b\\n\"\n}"), true);
  EXPECT_EQ(jsonAt(line, "data.payload"), R"({"a": "b\n"})");
}

/// The reader's end of a terminal whose other end is a sink's output.
class Terminal {
 public:
  Terminal() : fd_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(fd_), 0);
    EXPECT_EQ(::unlockpt(fd_), 0);
    output_ = ::open(::ptsname(fd_), O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  ~Terminal() {
    ::close(output_);
    ::close(fd_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int output() const { return output_; }

  std::string readLine() const {
    std::string line;
    for (char c = 0; c != '\n' && ::read(fd_, &c, 1) == 1;) line += c;
    return line;
  }

 private:
  int fd_;
  int output_ = -1;
};

TEST_F(StdoutSinkTest, EscapesOnATerminalAndKeepsEachByteElsewhere) {
  const std::string name =
      "a\xc2\x9b"
      "31m\x7f\xe2\x80\xae b";
  const Event event = test::event("PrintDone", R"({"name":")" + name + "\"}");
  sink_.deliver(test::attempt(event));
  EXPECT_THAT(read(), ::testing::HasSubstr(name));
  const Terminal terminal;
  StdoutSink shown(terminal.output());
  EXPECT_EQ(shown.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
  const auto line = terminal.readLine();
  EXPECT_THAT(line, ::testing::HasSubstr(R"({"name":"a\u009B31m\u007F\u202E b"})"));
  EXPECT_EQ(jsonToText(jsonAt(line, "data.payload.name")), name);
}

TEST_F(StdoutSinkTest, HoldsTheEventIfTheReaderIsGone) {
  closeReader();
  const Event event = test::event("PrintDone");
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Hold);
  StdoutSink nowhere(-1);
  EXPECT_NE(nowhere.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
}

TEST_F(StdoutSinkTest, RetriesIfTheReaderIsTooSlow) {
  const std::string filler(4096, ' ');
  while (::write(pipe_[1], filler.data(), filler.size()) > 0) continue;
  const Event event = test::event("PrintDone");
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Retry);
  while (!read().empty()) continue;
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
  EXPECT_TRUE(isJsonObject(read()));
}

TEST_F(StdoutSinkTest, WaitsUntilALongLineIsWritten) {
  const Event event = test::event("Huge", JsonObject().add("name", std::string(1 << 20, 'x')).text());
  std::string taken;
  std::thread reader([&] { taken = readToEnd(); });
  EXPECT_EQ(sink_.deliver(test::attempt(event)).verdict, Outcome::Verdict::Delivered);
  ::close(std::exchange(pipe_[1], -1));
  reader.join();
  EXPECT_EQ(jsonAt(taken, "data.payload"), event.payload);
}

}  // namespace
}  // namespace herald::stdout_sink
