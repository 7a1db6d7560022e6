// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "heraldd/admin/status_report.h"

namespace herald::core {

/// What the daemon answers to monitors. Every thread may call it.
///
///   GET /metrics   the metrics, for Prometheus
///   GET /healthz   200 while the process answers
///   GET /readyz    200 if nothing keeps events from arriving, otherwise 503 with {"problems": [sentence …]}; what may
///                  name addresses and settings only for clients that are trusted. The sentences are safeText()
class Monitors {
 public:
  struct Answer {
    int status = 200;
    std::string body{};
    std::string type{"application/json"};
  };
  using Mask = std::function<std::string(std::string_view)>;

  /// `mask` hides the secrets in each answer.
  explicit Monitors(std::function<StatusReport()> report, Mask mask = {})
      : report_(std::move(report)), mask_(std::move(mask)) {}

  static bool has(std::string_view path);       ///< whether it answers there
  static bool isUrgent(std::string_view path);  ///< whether that answer must not wait for other requests

  /// It has() the path. `isTrusted`: the client may see addresses and settings.
  Answer answer(std::string_view path, bool isTrusted = true) const;

 private:
  const std::function<StatusReport()> report_;
  const Mask mask_;
};

}  // namespace herald::core
