#include "core/daemon/daemon.h"

#include "core/pipeline/locations.h"

namespace herald::core {

Daemon::Daemon(const Configuration& configuration, std::shared_ptr<SecretMask> mask)
    : logger_(Poco::Logger::get("herald")),
      mask_(std::move(mask)),
      data_(configuration.dataDir, [this](const std::string& error) { logger_.error(error); }),
      plugins_(configuration.dataDir / "plugins"),
      pipeline_(outbox_, time_),
      stopTimeout_(configuration.stopTimeout) {}

Daemon::~Daemon() = default;

void Daemon::start(const Configuration& configuration) {
  Plan plan = planOf(configuration);
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
}

Plan Daemon::planOf(const Configuration& configuration) {
  plugins_.scan(pluginFolders(configuration));
  const PlanTools tools{plugins_, time_, makeHttpClient,
                        [this](const std::string& kind, const std::string& name) { return data_.state(kind, name); },
                        mask_};
  Plan plan = makePlan(configuration, tools, pipeline_.plan());
  mask_->set(plan.secrets());
  return plan;
}

void Daemon::logRefusedLibraries() {
  for (const auto& library : plugins_.libraries()) {
    if (!library.reason.empty()) logger_.warning("the plugin " + library.file.string() + " " + library.reason);
    for (const auto& [type, why] : library.refused) logger_.warning(why);
  }
}

bool Daemon::stop() {
  const bool clean = pipeline_.stop(time_.now() + stopTimeout_);
  if (const auto waiting = pipeline_.waiting(); waiting > 0) {
    logger_.warning(std::to_string(waiting) + " deliveries were not done when Herald stopped");
  }
  return clean;
}

}  // namespace herald::core
