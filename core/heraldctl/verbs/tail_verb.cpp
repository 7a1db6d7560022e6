// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <chrono>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "herald/json.h"
#include "herald/safe_text.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/progress_bar.h"
#include "heraldctl/text/tail_line.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::seconds kBetweenTries{1};

/// Where the lines go. A terminal gets them with colours, past the stream of heraldctl, which would escape those.
class TailOutput {
 public:
  TailOutput(std::ostream& out, bool isJson) : out_(out), isJson_(isJson) {
    const bool isColored = !isJson && ::getenv("NO_COLOR") == nullptr;
    if (isColored) terminal_ = ProgressBar::standardTerminal();
  }

  /// Returns false if nobody reads any longer.
  bool show(const SentEvent& event) {
    const bool isColored = static_cast<bool>(terminal_);
    if (isJson_) {
      if (event.name == "delivery" || event.name == "event") print(event.data);
    } else if (event.name == "delivery") {
      print(tailLine(event.data, isColored));
    } else if (event.name == "event") {
      print(eventLine(event.data, isColored));
    } else if (event.name == "skipped") {
      say(safeText(jsonAt(event.data, "count")) + " more, too many to show: `heraldctl tail --last 1000` lists them");
    } else if (event.name == "reset") {
      say("more has happened meanwhile: `heraldctl tail --last 1000` lists it");
    }
    return static_cast<bool>(out_);
  }

  /// A line of heraldctl itself; none in JSON.
  void say(const std::string& text) {
    if (!isJson_) print("(" + text + ")");
  }

 private:
  void print(const std::string& line) {
    if (terminal_) {
      terminal_(line + "\n");
    } else {
      out_ << line << std::endl;
    }
  }

  std::ostream& out_;
  const bool isJson_;
  ProgressBar::Terminal terminal_{};
};

Poco::URI::QueryParameters filterOf(const Arguments& arguments) {
  Poco::URI::QueryParameters query;
  for (const auto* const name : {"sink", "device", "type", "outcome"}) {
    for (const auto& value : arguments.list("--" + std::string(name))) query.emplace_back(name, value);
  }
  return query;
}

/// Shows the newest deliveries, the oldest first. Returns the cursor behind them; empty if there is none.
std::string showLast(const AdminClient& daemon, Poco::URI::QueryParameters query, std::uint64_t count,
                     TailOutput& output) {
  if (count == 0) return {};
  query.emplace_back("limit", std::to_string(count));
  const auto page = daemon.ask("GET", apiPath({"deliveries"}, query));
  auto deliveries = jsonElements(jsonAt(page, "deliveries"));
  std::string cursor;
  for (auto one = deliveries.rbegin(); one != deliveries.rend(); ++one) {
    cursor = jsonAt(*one, "sequence");
    output.show({cursor, "delivery", std::string(*one)});
  }
  return cursor;
}

/// A daemon that has just started may refuse at first.
void follow(const AdminClient& daemon, const std::string& path, const std::string& cursor,
            const std::function<bool(const SentEvent&)>& use) {
  try {
    daemon.follow(path, cursor, use);
  } catch (const std::runtime_error&) {
    // Another try follows.
  }
}

/// Goes on where it was when the daemon is there again.
int tail(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  TailOutput output(out, arguments.flag("--json"));
  auto query = filterOf(arguments);
  auto cursor = showLast(daemon, query, arguments.number("--last"), output);
  query.emplace_back("only", arguments.flag("--events") ? "delivery,event" : "delivery");
  const auto path = apiPath({"live"}, query);
  const auto use = [&](const SentEvent& event) {
    if (!event.id.empty()) cursor = event.id;
    return output.show(event);
  };
  daemon.follow(path, cursor, use);
  for (bool wasThere = true; out;) {
    if (wasThere) output.say("the daemon has gone: waiting for it");
    std::this_thread::sleep_for(kBetweenTries);
    wasThere = daemon.reachesDaemon();
    if (!wasThere) continue;
    output.say("the daemon is there again");
    follow(daemon, path, cursor, use);
  }
  return 1;
}

Parameter filter(const std::string& name, const std::string& value, const std::string& help,
                 Parameter::Offer offer = Parameter::Offer::Nothing) {
  return {.name = name, .value = value, .help = help, .kind = Parameter::Kind::List, .offer = offer};
}

}  // namespace

Verb tailVerb() {
  return {.name = "tail",
          .help = "Show what becomes of each delivery, as it happens",
          .parameters = {filter("--sink", "SINK", "Only this sink; may be given several times, as the next three",
                                Parameter::Offer::Sinks),
                         filter("--device", "DEVICE", "Only events of this device"),
                         filter("--type", "TYPE", "Only events of this type"),
                         filter("--outcome", "OUTCOME", "Only this outcome: delivered, retry, hold, rejected, …"),
                         {.name = "--last",
                          .value = "N",
                          .help = "Begin with so many of the newest deliveries",
                          .kind = Parameter::Kind::Number,
                          .fallback = "10",
                          .most = 1000},
                         {.name = "--events", .help = "Show the events too", .kind = Parameter::Kind::Flag},
                         {.name = "--json", .help = "Print a JSON object a line", .kind = Parameter::Kind::Flag}},
          .run = tail};
}

}  // namespace herald::core::ctl
