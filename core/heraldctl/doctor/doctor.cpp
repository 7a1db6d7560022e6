// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/doctor.h"

#include <exception>
#include <future>
#include <utility>

#include "herald/thread.h"

namespace herald::core::ctl {

namespace {

using Findings = std::vector<Finding>;

Findings findingsOf(const Examination& examination) {
  try {
    return examination.look();
  } catch (const std::exception& error) {
    return {{Finding::Severity::Warning, std::string("cannot look: ") + error.what(), "run it again with sudo"}};
  }
}

std::future<Findings> begin(const std::shared_ptr<const Examination>& examination) {
  const auto found = std::make_shared<std::promise<Findings>>();
  startThread([examination, found] { found->set_value(findingsOf(*examination)); }).detach();
  return found->get_future();
}

}  // namespace

std::vector<Examined> examine(const Examinations& examinations, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::vector<std::future<Findings>> under;
  for (const auto& examination : examinations) under.push_back(begin(examination));
  std::vector<Examined> all;
  for (std::size_t i = 0; i < examinations.size(); ++i) {
    const bool isOver = under[i].wait_until(end) == std::future_status::ready;
    const Finding late{Finding::Severity::Warning,
                       "did not end within " + std::to_string(patience.count() / 1000) + " s",
                       "run it again; if it stays, see what hangs there: the network, a disk or the daemon"};
    all.push_back({examinations[i]->name(), isOver ? under[i].get() : Findings{late}});
  }
  return all;
}

}  // namespace herald::core::ctl
