// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/progress_bar.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::milliseconds kLookInterval{200};

/// The part of the status about this sink.
std::string statusOf(const AdminClient& daemon, const std::string& sink) {
  const auto report = daemon.ask("GET", apiPath({"status"}));
  for (const auto& [name, status] : jsonMembers(jsonAt(report, "sinks"))) {
    if (name == sink) return std::string(status);
  }
  throw std::runtime_error("the sink " + sink + " is no longer configured");
}

int control(const Arguments& arguments, const std::string& action, std::ostream& out) {
  const auto sink = arguments.text("NAME");
  const auto daemon = clientFor(arguments.config());
  daemon.ask("POST", apiPath({"sinks", sink, action}));
  const auto status = statusOf(daemon, sink);
  out << sink << " is " << textAt(status, "state") << ", " << textAt(status, "waiting") << " waiting\n";
  return 0;
}

/// Shows how many deliveries have gone until the sink is drained.
int drain(const Arguments& arguments, std::ostream& out) {
  const auto sink = arguments.text("NAME");
  const auto daemon = clientFor(arguments.config());
  daemon.ask("POST", apiPath({"sinks", sink, "drain"}));
  {
    std::size_t total = 0;
    ProgressBar bar(out);
    for (;;) {
      const auto status = statusOf(daemon, sink);
      if (textAt(status, "draining") != "true") break;
      const std::size_t left = std::stoull(textAt(status, "drainLeft"));
      total = std::max(total, left);
      bar.show(total - left, total);
      std::this_thread::sleep_for(kLookInterval);
    }
  }
  out << sink << " is drained and paused; run `heraldctl sink resume " << sink << "` to go on\n";
  return 0;
}

Verb verb(const std::string& name, const std::string& help, Verb::Run run) {
  return {.name = name,
          .help = help,
          .parameters = {{.name = "NAME", .help = "The sink", .required = true, .offer = Parameter::Offer::Sinks}},
          .run = std::move(run)};
}

Verb controlVerb(const std::string& action, const std::string& help) {
  return verb(action, help,
              [action](const Arguments& arguments, std::ostream& out) { return control(arguments, action, out); });
}

}  // namespace

Verb sinkVerb() {
  return {.name = "sink",
          .help = "Pause a sink, and let it go on",
          .verbs = {controlVerb("pause", "Begin no further attempts; new events wait"),
                    controlVerb("resume", "End a pause or a drain, and try immediately"),
                    controlVerb("retry", "Try immediately what waits for a retry or a probe"),
                    verb("drain", "Deliver what waits now, then pause the sink", drain)}};
}

}  // namespace herald::core::ctl
