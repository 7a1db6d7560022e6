// SPDX-License-Identifier: Apache-2.0
#include "subscription.h"

#include "herald/json.h"

namespace herald::octoprint {
namespace {

// Regular expressions of Python. The first one has the lines that UserAction reads.
constexpr const char* kReceived = "^(Recv:|<<<) *(//|(echo: *)?busy)";
constexpr const char* kSent = "^(Send:|>>>) *(N[0-9]+ +)?";

}  // namespace

Interest interestOf(const Feed& feed) {
  return {feed.wantedEvent("UserActionNeeded"), feed.wantedEvent("DisplayMessage"),
          feed.wantedEvent("PrintLayer") || feed.wantedEvent("FirstLayerDone")};
}

std::string subscription(const Interest& interest) {
  std::string codes;
  const auto add = [&codes](bool wanted, const char* more) {
    if (wanted) codes += (codes.empty() ? "" : "|") + std::string(more);
  };
  add(interest.waits, "M0|M1|M25|M226|M600|M601|PAUSE");
  add(interest.messages || interest.layers, "M117");
  add(interest.layers, "SET_PRINT_STATS_INFO");
  const std::string sent = codes.empty() ? "" : "|" + std::string(kSent) + "(" + codes + ")\\b";
  JsonObject state;
  state.add("logs", kReceived + sent).add("messages", false);
  JsonObject wish;
  wish.addRaw("state", state.text()).add("events", true);
  wish.addRaw("plugins", interest.layers ? "[" + jsonQuote(kLayerPlugin) + "]" : "false");
  return JsonObject().addRaw("subscribe", wish.text()).text();
}

}  // namespace herald::octoprint
