// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/certificate_examination.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include "base/text/counted.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::days kSoon{14};

std::string dateOf(Moment time) {
  return Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(std::chrono::system_clock::to_time_t(time)),
                                         "%Y-%m-%d");
}

}  // namespace

std::vector<Finding> findingsAboutEnd(const std::string& whose, Moment end, Moment now, const std::string& remedy) {
  if (end <= now) return {{Finding::Severity::Error, whose + " has ended on " + dateOf(end), remedy}};
  if (end - now > kSoon) return {};
  const auto days = static_cast<std::size_t>(std::chrono::floor<std::chrono::days>(end - now).count());
  return {{Finding::Severity::Warning, whose + " ends in " + counted(days, "day") + ", on " + dateOf(end), remedy}};
}

std::vector<Finding> CertificateExamination::look() const {
  const auto end = endOfCertificates(file_);
  if (!end) return {};
  return findingsAboutEnd("a certificate in " + file_.string(), *end, std::chrono::system_clock::now(),
                          "put a new one into the file; Herald reads it again at `heraldctl reload`");
}

std::vector<Finding> AuthoritiesExamination::look() const {
  if (missing_.empty()) return {};
  return {{Finding::Severity::Error, "this machine knows no certificate authorities: there is nothing at " + missing_,
           "sudo apt install ca-certificates"}};
}

}  // namespace herald::core::ctl
