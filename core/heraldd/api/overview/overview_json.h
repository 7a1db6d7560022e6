// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "heraldd/admin/source_numbers.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// A printer of the report, for the console.
std::string overviewPrinter(const StatusReport& report, const std::string& name);

/// A sink of the report. The success rate is that of its attempts since the start. p50 and p99 are of the attempts, and
/// bounds of buckets.
std::string overviewSink(const StatusReport& report, const std::string& name);

/// A source of the report: its name, and its `numbers`.
std::string overviewSource(const SourceNumbers& numbers, const std::string& name);

/// The report with times that change only now and then: minutes, or steps of five seconds below two minutes. Two
/// reports that differ in nothing else are the same for somebody who looks at them.
StatusReport coarse(StatusReport report);

/// The schemas OverviewPrinter, OverviewSink and Problem.
Resource::Schemas overviewSchemas();

}  // namespace herald::core
