// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/console_api.h"

#include <utility>

namespace herald::core {

ConsoleApi::ConsoleApi(Daemon daemon, const std::shared_ptr<const SecretMask>& mask)
    : daemon_(std::move(daemon)),
      sessions_(daemon_.time),
      sessionFile_(daemon_.dataDir / "sessions", daemon_.time),
      session_(sessions_, port_, daemon_.time, HERALD_VERSION),
      document_(routes_, HERALD_VERSION),
      plugins_(daemon_.libraries),
      deliveries_({daemon_.log, daemon_.outbox, daemon_.pipeline.dispatcher(), daemon_.time}),
      live_(
          daemon_.log, daemon_.live, daemon_.time, [mask](std::string_view text) { return mask->masked(text); },
          [this](const std::string& session) { return sessions_.entranceOf(session).has_value(); }),
      overview_({daemon_.outbox, daemon_.pipeline, daemon_.time, daemon_.reloads, daemon_.report, daemon_.askForReload,
                 daemon_.live}),
      edit_({daemon_.outbox, daemon_.pipeline, daemon_.time, daemon_.reloads, daemon_.askForReload, daemon_.libraries,
             daemon_.report, daemon_.draft, daemon_.configFile, mask}),
      trials_({daemon_.pipeline, edit_.editor(), daemon_.draft, daemon_.libraries, daemon_.log, daemon_.trace,
               daemon_.rehearsal}),
      lan_({port_, daemon_.configFile, daemon_.dataDir, [this] { return edit_.reload(); }}),
      routes_([mask](std::string_view text) { return mask->masked(text); }),
      sessionEnds_(daemon_.time, [this] { return sessions_.endOld(); }) {
  sessions_.whenBegun([this] {
    sessionFile_.write(sessions_, session_.passwordMark());
    sessionEnds_.expect(daemon_.time.now());
  });
  sessions_.whenEnded([this](const std::string& session) {
    live_.endSession(session);
    sessionFile_.write(sessions_, session_.passwordMark());
  });
  routes_.add(session_);
  routes_.add(document_);
  routes_.add(plugins_);
  routes_.add(deliveries_);
  routes_.add(live_);
  overview_.addTo(routes_);
  edit_.addTo(routes_);
  trials_.addTo(routes_);
  routes_.add(lan_);
}

/// How long each session was idle is known only now. A start that failed leaves the sessions of the process before.
ConsoleApi::~ConsoleApi() {
  if (isRestored_) sessionFile_.write(sessions_, session_.passwordMark());
}

void ConsoleApi::apply(const Configuration& configuration) {
  sessions_.setLimits(configuration.console.idle, configuration.console.longest);
  session_.setPassword(configuration.console.password);
  if (!std::exchange(isRestored_, true)) sessions_.restore(sessionFile_.read(session_.passwordMark()));
  sessionEnds_.expect(daemon_.time.now());
}

}  // namespace herald::core
