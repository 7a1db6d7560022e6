#include "core/daemon/daemon.h"

#include "core/admin/outbox_routes.h"
#include "core/admin/status_routes.h"
#include "core/pipeline/locations.h"

namespace herald::core {

Daemon::Daemon(const Configuration& configuration, std::shared_ptr<SecretMask> mask)
    : logger_(Poco::Logger::get("herald")),
      mask_(std::move(mask)),
      data_(configuration.dataDir, [this](const std::string& error) { logger_.error(error); }),
      plugins_(configuration.dataDir / "plugins"),
      pipeline_(outbox_, time_, [this](const std::string& sink) { return data_.state("dispatch", sink); }),
      stopTimeout_(configuration.stopTimeout),
      started_(time_.now()),
      config_(configuration.file),
      routes_([mask = mask_](std::string_view text) { return mask->masked(text); }),
      sockets_(routes_, logger_) {
  addRoutes();
}

Daemon::~Daemon() = default;

void Daemon::addRoutes() {
  addStatusRoutes(routes_, [this] { return report(); });
  addOutboxRoutes(routes_, outbox_, time_, [this](const std::set<std::string>& sinks) { pipeline_.wake(sinks); });
}

void Daemon::start(const Configuration& configuration) {
  Plan plan = planOf(configuration);
  sockets_.apply(configuration);
  logRefusedLibraries();
  pipeline_.apply(std::move(plan));
  stopTimeout_ = configuration.stopTimeout;
}

void Daemon::reload(const Configuration& configuration) {
  if (configuration.dataDir != data_.path()) {
    throw BadConfiguration(
        {{{configuration.file.string(), 0}, "herald.dataDir", "cannot change in a running daemon: restart it"}});
  }
  start(configuration);
  const std::lock_guard guard(mutex_);
  ++reloads_;
  refusal_.clear();
}

void Daemon::refused(const std::string& why) {
  const std::lock_guard guard(mutex_);
  refusal_ = why;
}

StatusReport Daemon::report() const {
  StatusReport report{.version = HERALD_VERSION,
                      .config = config_.string(),
                      .running = std::chrono::duration_cast<std::chrono::seconds>(time_.now() - started_),
                      .accepted = pipeline_.accepted()};
  auto status = pipeline_.status();
  report.sources = std::move(status.sources);
  for (auto& sink : status.sinks) {
    auto& entry = report.sinks[sink.name];
    entry.outbox = outbox_.counts(sink.name);
    entry.dispatch = std::move(sink);
  }
  const std::lock_guard guard(mutex_);
  report.reloads = reloads_;
  report.refusal = refusal_;
  return report;
}

Plan Daemon::planOf(const Configuration& configuration) {
  plugins_.scan(pluginFolders(configuration));
  const PlanTools tools{plugins_, time_, makeHttpClient,
                        [this](const std::string& kind, const std::string& name) { return data_.state(kind, name); },
                        mask_};
  Plan plan = makePlan(configuration, tools, *pipeline_.plan());
  auto secrets = plan.secrets();
  secrets.push_back(configuration.adminToken);
  mask_->set(secrets);
  return plan;
}

void Daemon::logRefusedLibraries() {
  for (const auto& library : plugins_.libraries()) {
    if (!library.reason.empty()) logger_.warning("the plugin " + library.file.string() + " " + library.reason);
    for (const auto& [type, why] : library.refused) logger_.warning(why);
  }
}

bool Daemon::stop() {
  sockets_.close();
  const bool clean = pipeline_.stop(time_.now() + stopTimeout_);
  if (const auto waiting = pipeline_.waiting(); waiting > 0) {
    logger_.warning(std::to_string(waiting) + " deliveries were not done when Herald stopped");
  }
  return clean;
}

}  // namespace herald::core
