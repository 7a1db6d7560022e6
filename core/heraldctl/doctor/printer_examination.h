// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "engine/pipeline/http_factory.h"
#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Does the server of a printer, an OctoPrint or a Moonraker, answer? A proxy in front of it answers even if it does
/// not run.
class PrinterExamination : public Examination {
 public:
  /// `settings` are those of the source, with `url` and the options of HTTP. `http` makes the client; makeHttpClient
  /// except in a test.
  PrinterExamination(std::string source, Settings settings, HttpFactory http, std::chrono::milliseconds limit)
      : source_(std::move(source)), settings_(std::move(settings)), http_(std::move(http)), limit_(limit) {}
  std::string name() const override { return "printer " + source_; }
  std::vector<Finding> look() const override;

 private:
  std::string source_;
  Settings settings_;
  HttpFactory http_;
  std::chrono::milliseconds limit_;
};

}  // namespace herald::core::ctl
