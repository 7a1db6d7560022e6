// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "heraldctl/doctor/certificates.h"
#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// What is wrong with a certificate that ends then: it has ended, or ends within two weeks. `whose` begins the
/// sentence: "the certificate of hooks.slack.com".
std::vector<Finding> findingsAboutEnd(const std::string& whose, Moment end, Moment now, const std::string& remedy);

/// Does a certificate in a file of the configuration end soon?
class CertificateExamination : public Examination {
 public:
  CertificateExamination(std::string key, std::filesystem::path file) : key_(std::move(key)), file_(std::move(file)) {}
  std::string name() const override { return key_; }
  std::vector<Finding> look() const override;

 private:
  std::string key_;
  std::filesystem::path file_;
};

/// Does this machine know certificate authorities? Without them, every https address fails.
class AuthoritiesExamination : public Examination {
 public:
  /// `missing` is where they should be, as missingAuthorities() says; empty if they are there.
  explicit AuthoritiesExamination(std::string missing) : missing_(std::move(missing)) {}
  std::string name() const override { return "certificate authorities"; }
  std::vector<Finding> look() const override;

 private:
  std::string missing_;
};

}  // namespace herald::core::ctl
