// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <string>

#include "harness/process.h"

namespace herald::bench {

/// The address behind this text in what the daemon has printed, or prints next. Throws as Process::waitForLine.
inline Poco::Net::SocketAddress addressBehind(const std::string& text, testing::Process& daemon) {
  auto said = daemon.output();
  if (said.find(text) == said.npos) said = daemon.waitForLine(text);
  const auto begin = said.find("http://", said.find(text)) + 7;
  return Poco::Net::SocketAddress(said.substr(begin, said.find_first_of("/ \n", begin) - begin));
}

}  // namespace herald::bench
