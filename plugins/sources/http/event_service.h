// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "access_check.h"
#include "event_intake.h"
#include "herald/feed.h"
#include "herald/http_server.h"
#include "http_error.h"

namespace herald::http_source {

/// Answers the requests of the source's clients: takes the events of each one, all or none. Any thread may use it.
class EventService final : public HttpService {
 public:
  /// `mostBytes` limits what comes out of a compressed body. `intake` and `feed` must outlive it.
  EventService(AccessCheck access, std::size_t mostBytes, EventIntake& intake, Feed& feed)
      : access_(std::move(access)), mostBytes_(mostBytes), intake_(intake), feed_(feed) {}

  std::optional<ServerAnswer> refusal(const ServerRequest& head) override;
  ServerAnswer answer(ServerRequest request) override;

 private:
  ServerAnswer rejected(const ServerRequest& request, const HttpError& error) const;
  bool isStopping() const { return feed_.stop().stop_requested(); }

  const AccessCheck access_;
  const std::size_t mostBytes_;
  EventIntake& intake_;
  Feed& feed_;
};

}  // namespace herald::http_source
