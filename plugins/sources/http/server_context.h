// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>

#include "access_check.h"
#include "connection_counter.h"
#include "event_intake.h"
#include "herald/source.h"

namespace herald::http_source {

/// What all connections of one server share. Nothing changes it after the server has started, except the parts that any
/// thread may use.
struct ServerContext {
  const AccessCheck access;
  const std::size_t mostBytes;  ///< the largest body
  const Millis timeout;         ///< how long a request may take to arrive, its answer to be taken, and silence between
  EventIntake& intake;
  Feed& feed;
  std::function<bool()> isCrowded{};  ///< whether other connections wait for a thread; the server sets it
  std::stop_source abort{};           ///< ends even the sending of an answer
  ConnectionCounter open{};
};

}  // namespace herald::http_source
