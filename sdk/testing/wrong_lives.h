// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "herald/prober.h"
#include "herald/vocabulary.h"
#include "wrong_plugins.h"

/// Sinks that do something at the wrong time of their life, or leave it behind.
namespace herald::test {

class ReadsAFileInConfigure : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    SoundSink::configure(settings, host);
    std::ifstream("/etc/hostname") >> name_;
  }

 private:
  std::string name_{};
};

class ReadsAFileInItsConstructor : public SoundSink {
 public:
  ReadsAFileInItsConstructor() { std::ifstream("/etc/hostname") >> name_; }

 private:
  std::string name_{};
};

class OpensASocketInConfigure : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    SoundSink::configure(settings, host);
    ::close(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
};

class StartsAThreadInConfigure : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    SoundSink::configure(settings, host);
    std::thread([] {}).join();
  }
};

class LoadsStateInConfigure : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    SoundSink::configure(settings, host);
    host.load("last");
  }
};

class SendsInConfigure : public SoundHttpSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    SoundHttpSink::configure(settings, host);
    client_->send({.url = "http://h/hello"}, Clock::now() + Millis(1000), {});
  }
};

class LeavesADescriptorOpen : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return {};
  }
};

class LetsProgramsInheritADescriptor : public SoundSink {
 public:
  ~LetsProgramsInheritADescriptor() override { ::close(fd_); }
  Outcome deliver(const Attempt&) override {
    ::close(fd_);
    fd_ = ::open("/dev/null", O_RDONLY);
    return {};
  }

 private:
  int fd_ = -1;
};

class ChangesTheHandlerOfASignal : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    wasDefault_ = !wasDefault_;
    std::signal(SIGUSR2, wasDefault_ ? SIG_IGN : SIG_DFL);
    return {};
  }

 private:
  static inline bool wasDefault_ = false;
};

class ThrowsInsteadOfAdvising : public SoundSink, public Adviser {
 public:
  std::vector<Problem> advice() const override { throw std::runtime_error("no idea"); }
};

class ProbesWithoutADeadline : public SoundHttpSink, public Prober {
 public:
  std::vector<Trouble> probe(Clock::time_point) override {
    try {
      client_->send({.url = "http://h/hello"}, Clock::now() + std::chrono::hours(1), {});
      return {};
    } catch (const Failure& failure) {
      return {{.what = failure.what(), .remedy = "start it"}};
    }
  }
};

class FindsWithoutARemedy : public SoundSink, public Prober {
 public:
  std::vector<Trouble> probe(Clock::time_point) override { return {{.what = "nobody answers"}}; }
};

class WaitsForTheProbe : public SoundSink, public Prober {
 public:
  std::vector<Trouble> probe(Clock::time_point) override {
    std::this_thread::sleep_for(std::chrono::hours(1));
    return {};
  }
};

class HangsInItsDestructor : public SoundSink {
 public:
  ~HangsInItsDestructor() override { std::this_thread::sleep_for(std::chrono::hours(1)); }
};

}  // namespace herald::test
