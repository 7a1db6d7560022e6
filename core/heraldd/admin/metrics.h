// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "heraldd/admin/status_report.h"

namespace herald::core {

/// The content type of the text that metrics() returns.
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// The report in Prometheus' text format
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
std::string metrics(const StatusReport& report);

}  // namespace herald::core
