#include <chrono>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "engine/config/configuration.h"
#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/client/daemon_path.h"
#include "heraldctl/verbs/daemon_verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::milliseconds kLookAgain{200};

/// What /status says of the sink.
std::string statusOf(const AdminClient& daemon, const std::string& sink) {
  const auto report = daemon.ask("GET", "/status").body;
  for (const auto& [name, status] : jsonMembers(jsonAt(report, "sinks"))) {
    if (name == sink) return std::string(status);
  }
  throw std::runtime_error("the sink " + sink + " was removed meanwhile");
}

}  // namespace

int tellSink(const std::filesystem::path& config, const std::string& sink, const std::string& word, std::ostream& out) {
  const AdminClient daemon(readConfiguration(config).dataDir);
  daemon.ask("POST", daemonPath({"sinks", sink, word}));
  const auto status = statusOf(daemon, sink);
  out << sink << " is " << jsonToText(jsonAt(status, "state")) << ", " << jsonAt(status, "waiting") << " waiting\n";
  return 0;
}

int drainSink(const std::filesystem::path& config, const std::string& sink, std::ostream& out) {
  const AdminClient daemon(readConfiguration(config).dataDir);
  daemon.ask("POST", daemonPath({"sinks", sink, "drain"}));
  std::string left;
  for (;;) {
    const auto status = statusOf(daemon, sink);
    if (jsonAt(status, "draining") != "true") break;
    if (const auto now = std::string(jsonAt(status, "drainLeft")); now != left) {
      left = now;
      out << left << " left" << std::endl;
    }
    std::this_thread::sleep_for(kLookAgain);
  }
  out << sink << " is drained and paused; `heraldctl sink resume " << sink << "` lets it go on\n";
  return 0;
}

}  // namespace herald::core::ctl
