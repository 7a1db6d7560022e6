// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crash/publisher.h"
#include "harness/daemon_fixture.h"
#include "harness/ports.h"

namespace herald::testing {

/// A heraldd with the http source and one webhook. The port of the source stays the same after a restart.
class CrashTest : public DaemonTest {
 protected:
  std::string setup(const std::string& receiver) const {
    return source() + webhook("phone", receiver) +
           "sink.phone.events = *\nsink.phone.retry.first = 10ms\nsink.phone.retry.most = 40ms\n"
           "sink.phone.data = {\"device\": \"@device\", \"n\": \"@n\"}\n";
  }

  std::string source() const {
    return "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:" + std::to_string(port_) + "\n";
  }

  const int port_ = freePort();
};

}  // namespace herald::testing
