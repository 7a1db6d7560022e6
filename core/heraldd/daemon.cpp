#include "heraldd/daemon.h"

#include "engine/config/standard_paths.h"
#include "heraldd/open_outbox.h"

namespace herald::core {

Daemon::Daemon(const Configuration& configuration, std::shared_ptr<SecretMask> mask)
    : logger_(Poco::Logger::get("herald")),
      mask_(std::move(mask)),
      data_(configuration.dataDir),
      plugins_(configuration.dataDir / "plugins"),
      outbox_(openOutbox(configuration, time_)),
      pipeline_(*outbox_, time_, [this](const std::string& sink) { return state("dispatch", sink); }),
      stopTimeout_(configuration.stopTimeout),
      started_(time_.now()),
      configFile_(configuration.file.string()),
      trace_(std::make_shared<HttpTrace>()),
      configuration_(configuration),
      routes_([mask = mask_](std::string_view text) { return mask->masked(text); }),
      sockets_(routes_, logger_) {
  addRoutes();
}

Daemon::~Daemon() = default;

void Daemon::start(const Configuration& configuration) {
  {
    const std::lock_guard planning(planning_);
    Plan plan = planOf(configuration);
    sockets_.apply(configuration);
    logRefusedLibraries();
    pipeline_.apply(std::move(plan));
    configuration_ = configuration;
  }
  stopTimeout_ = configuration.stopTimeout;
}

void Daemon::reload(const Configuration& configuration) {
  const Location file{configuration.file.string(), 0};
  const char* const why = "cannot change in a running daemon: restart it";
  if (configuration.dataDir != data_.path()) throw BadConfiguration({{file, "herald.dataDir", why}});
  if (configuration.outbox.values() != configuration_.outbox.values()) throw BadConfiguration({{file, "outbox", why}});
  data_.renew();
  start(configuration);
  const std::lock_guard guard(mutex_);
  ++reloads_;
  refusal_.clear();
}

std::shared_ptr<StateStore> Daemon::state(const std::string& kind, const std::string& name) {
  return std::make_shared<StateStore>(*outbox_, stateOwner(kind, name));
}

Plan Daemon::planOf(const Configuration& configuration) {
  plugins_.scan(pluginFolders(configuration));
  const auto http = [trace = trace_](const Settings& settings) { return trace->wrap(makeHttpClient(settings)); };
  const PlanTools tools{plugins_, time_, http,
                        [this](const std::string& kind, const std::string& name) { return state(kind, name); }, mask_};
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
  pipeline_.dispatcher().endTrials();
  sockets_.close();
  const bool clean = pipeline_.stop(time_.now() + stopTimeout_);
  outbox_->flush();
  logUndone();
  return clean;
}

void Daemon::logUndone() {
  std::size_t waiting = 0, lost = 0;
  for (const auto& [name, sink] : pipeline_.plan()->sinks) {
    const auto counts = outbox_->counts(name);
    waiting += counts.waiting;
    lost += counts.inMemoryOnly;
  }
  if (waiting == 0) return;
  std::string fate = "; they wait for the next start";
  if (lost == waiting) {
    fate = " and are lost: they were in memory only";
  } else if (lost > 0) {
    fate = ": " + std::to_string(waiting - lost) + " wait for the next start, " + std::to_string(lost) +
           " were in memory only and are lost";
  }
  logger_.warning(std::to_string(waiting) + " deliveries were not done when Herald stopped" + fate);
}

}  // namespace herald::core
