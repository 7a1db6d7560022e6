// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "herald/testing/fake_feed.h"
#include "octoprint_source.h"
#include "printing/testing/recorded.h"
#include "websocket/testing/push_server.h"

namespace herald::octoprint {

inline constexpr const char* kLogin =
    R"({"name":"bot","session":"5e55","needs":{"role":["status","monitor_terminal","files_list","files_download","settings_read"]}})";

using printing::linesOf;
using websocket::PushPeer;
using websocket::PushServer;

/// Plays the lines of a script to one client:
///   {…}      a message of OctoPrint's
///   > text   waits for the client's next message, which must contain this text
///   + 4000   waits until the client has handled everything before, then advances its clock by so many milliseconds
///   = text   any other text as a message
inline void play(PushPeer& peer, const std::vector<std::string>& script, test::FakeHost& host) {
  for (const std::string& line : script) {
    if (line.starts_with("> ")) {
      EXPECT_NE(peer.receive().find(line.substr(2)), std::string::npos) << line;
    } else if (line.starts_with("+ ")) {
      peer.settle();
      host.advance(Millis(std::stoi(line.substr(2))));
    } else {
      peer.send(line.starts_with("= ") ? line.substr(2) : line);
    }
  }
  peer.settle();
}

/// Runs a source until the server closes the connection. Returns the reason with which the source gave up.
inline std::string listenTo(const PushServer& server, test::FakeFeed& feed, Settings::Values values = {}) {
  OctoPrintSource source;
  values.insert({{"url", server.url() + "/"}, {"apiKey", "K3Y"}});
  source.configure(Settings(source.options(), values), feed);
  try {
    source.run(feed);
  } catch (const Failure& failure) {
    return failure.what();
  }
  return {};
}

/// Like listenTo, with a server that plays the script.
inline std::string replay(test::FakeFeed& feed, const std::vector<std::string>& script, Settings::Values values = {}) {
  const PushServer server([&](PushPeer& peer) { play(peer, script, feed.host); });
  return listenTo(server, feed, std::move(values));
}

/// The messages at the beginning of every connection.
inline std::vector<std::string> greeting(const std::string& history, const std::string& version = "1.11.8") {
  std::vector<std::string> script{R"({"connected":{"version":")" + version + R"("}})"};
  if (knowsSubscribe(version)) script.emplace_back("> subscribe");
  script.insert(script.end(), {"> throttle", "> bot:5e55", R"({"history":)" + history + "}"});
  return script;
}

}  // namespace herald::octoprint
