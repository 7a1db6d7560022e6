// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "crash/publisher.h"
#include "harness/daemon_fixture.h"
#include "harness/ports.h"

namespace herald::testing {

/// A heraldd with the http source and one webhook. The port of the source stays the same after a restart.
class CrashTest : public DaemonTest {
 protected:
  std::string setup(const std::string& receiver) const {
    return plugins_ + source() + "sink.phone.type = " + sink_ + "\nsink.phone.url = " + receiver +
           "\nsink.phone.events = *\nsink.phone.retry.first = 10ms\nsink.phone.retry.most = 40ms\n"
           "sink.phone.data = {\"device\": \"@device\", \"n\": \"@n\"}\n";
  }

  std::string source() const {
    return "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:" + std::to_string(port_) + "\n";
  }

  /// Brings a plugin of this build, such as "tests/plain_webhook.so". Returns the line of the configuration for it.
  std::string install(const std::string& plugin) {
    const auto folder = folder_.path() / "plugins";
    const auto file = folder / std::filesystem::path(plugin).filename();
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    std::filesystem::copy_file(std::filesystem::path(HERALD_BUILD) / plugin, file);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return "herald.plugins = " + folder.string() + "\n";
  }

  /// The sink of setup() from now on: "webhook", or "plain_webhook", for whose attempts Herald waits.
  void useSink(const std::string& type) {
    sink_ = type;
    if (type == "plain_webhook") plugins_ = install("tests/plain_webhook.so");
  }

  const int port_ = freePort();

 private:
  std::string sink_ = "webhook";
  std::string plugins_{};
};

/// A crash test for each kind of sink, an asynchronous and a plain one. Instantiate it with kSinkKinds.
template <typename Fixture>
class WithEitherSink : public Fixture, public ::testing::WithParamInterface<std::string> {
 protected:
  WithEitherSink() { this->useSink(this->GetParam()); }
};

inline const auto kSinkKinds = ::testing::Values("webhook", "plain_webhook");
inline std::string nameOf(const ::testing::TestParamInfo<std::string>& sink) { return sink.param; }

}  // namespace herald::testing
