// SPDX-License-Identifier: Apache-2.0
#include "heraldd/daemon.h"

#include <utility>

#include "base/text/counted.h"
#include "engine/state/state_store.h"
#include "heraldd/api/live/live_events.h"
#include "heraldd/open_outbox.h"
#include "heraldd/signals.h"

namespace herald::core {
namespace {

/// Every step that ends in a dead letter.
const LogFilter kDeadLetters{.steps = 1U << static_cast<unsigned>(LogStep::Rejected) |
                                      1U << static_cast<unsigned>(LogStep::Dead)};

}  // namespace

Daemon::Daemon(const Configuration& configuration, const std::shared_ptr<SecretMask>& mask)
    : logger_(Poco::Logger::get("herald")),
      data_(configuration.dataDir),
      outboxOptions_(configuration.outbox),
      outbox_(openOutbox(configuration, time_)),
      logStore_(openLogStore(configuration, *outbox_, time_)),
      log_(
          logStore_ ? *logStore_ : *outbox_->deliveryLog(), time_, [mask] { return mask->now(); },
          logBounds(configuration)),
      live_([mask](std::string_view text) { return mask->masked(text); }),
      planner_(*outbox_, time_, mask, logger_),
      pipeline_(
          *outbox_, time_,
          [this](const std::string& sink) {
            return std::make_shared<StateStore>(*outbox_, stateOwner("dispatch", sink));
          },
          snapshotPlace(configuration),
          [this](LogEntry entry, LogDetail detail) { log_.add(std::move(entry), std::move(detail)); },
          [this](const auto& events) { publish(live_, events); }),
      stopTimeout_(configuration.stopTimeout),
      deadLetters_(log_.subscribe(kDeadLetters,
                                  [this](const auto& entries) {
                                    for (const auto* entry : entries) pipeline_.announceDeadLetter(*entry);
                                  })),
      reporter_({*outbox_, pipeline_, time_, reloads_, [this] { return log_.health(); }}, configuration.file.string()),
      monitors_([this] { return reporter_.report(); }, [mask](std::string_view text) { return mask->masked(text); }),
      console_({*outbox_, pipeline_, time_, reloads_, planner_.trace(),
                [this](const HttpFactory& http) { return planner_.rehearsal(http); }, askForReload,
                [this] { return planner_.libraries(); }, [this] { return reporter_.report(); }, configuration.file,
                configuration.dataDir, log_, live_,
                [this](const Configuration& draft, const DraftTools& tools, const Plan& before) {
                  return planner_.draft(draft, tools, before);
                }},
               mask),
      sockets_({monitors_, console_.routes(), console_.sessions(), console_.port(), time_}, logger_) {
  planner_.runs(configuration);
  outbox_->setLog([this](LogEntry entry, LogDetail detail) { log_.add(std::move(entry), std::move(detail)); });
}

Daemon::~Daemon() { outbox_->setLog({}); }

void Daemon::start(const Configuration& configuration) {
  Plan plan = planner_.plan(configuration, *pipeline_.plan());
  console_.apply(configuration);
  sockets_.apply(configuration);
  pipeline_.apply(std::move(plan));
  planner_.runs(configuration);
  stopTimeout_ = configuration.stopTimeout;
  log_.setBounds(logBounds(configuration));
}

void Daemon::reload(const Configuration& configuration) {
  const Location file{configuration.file.string(), 0};
  const char* const why = "cannot change in a running daemon: restart it";
  if (configuration.dataDir != data_.path()) throw BadConfiguration({{file, "herald.dataDir", why}});
  if (configuration.outbox.values() != outboxOptions_.values()) throw BadConfiguration({{file, "outbox", why}});
  data_.renew();
  start(configuration);
  reloads_.tookOver();
}

// Whatever fails before, such as for want of memory: the flush comes.
bool Daemon::stop() {
  bool clean = false;
  try {
    clean = end();
  } catch (const std::exception& error) {
    logger_.error(std::string("could not stop in order: ") + error.what());
  }
  outbox_->flush();
  logUndone();
  return clean;
}

bool Daemon::end() {
  pipeline_.dispatcher().endTrials();
  reloads_.stops();
  console_.endTests();
  sockets_.close();
  return pipeline_.stop(time_.now() + stopTimeout_);
}

void Daemon::logUndone() {
  std::size_t waiting = 0, lost = 0;
  for (const auto& [name, sink] : pipeline_.plan()->sinks) {
    const auto counts = outbox_->counts(name);
    waiting += counts.waiting;
    lost += counts.inMemoryOnly;
  }
  if (waiting == 0) return;
  const bool one = waiting == 1;
  std::string fate = one ? "; it waits for the next start" : "; they wait for the next start";
  if (lost == waiting) {
    fate = one ? " and is lost: it was in memory only" : " and are lost: they were in memory only";
  } else if (lost > 0) {
    fate = ": " + counted(waiting - lost, "waits", "wait") + " for the next start, " +
           counted(lost, "was in memory only and is lost", "were in memory only and are lost");
  }
  logger_.warning(counted(waiting, "delivery was", "deliveries were") + " not done when Herald stopped" + fate);
}

}  // namespace herald::core
