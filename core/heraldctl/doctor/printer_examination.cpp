// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/printer_examination.h"

#include "base/logging/shown_address.h"

namespace herald::core::ctl {

namespace {

constexpr int kServerError = 500;

}  // namespace

std::vector<Finding> PrinterExamination::look() const {
  using Severity = Finding::Severity;
  const auto url = settings_.text("url");
  const auto shown = shownAddress(url);
  const HttpRequest request{.method = "GET", .url = url, .mostAnswer = 1024};
  try {
    const auto answer = http_(settings_)->send(request, Clock::now() + limit_, {});
    if (answer.status < kServerError) return {};
    return {{Severity::Error,
             "the address of the source answers with status " + std::to_string(answer.status) +
                 ": a proxy runs there, and the program behind it does not",
             "start it on that machine: sudo systemctl restart octoprint, or moonraker"}};
  } catch (const Failure& failure) {
    return {{Severity::Error, failure.what(),
             "open " + shown + " in a browser; if nothing is there, see that machine, its network and the port"}};
  }
}

}  // namespace herald::core::ctl
