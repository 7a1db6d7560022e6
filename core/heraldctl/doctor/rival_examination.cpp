// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/rival_examination.h"

#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

bool RivalExamination::runs(const std::string& program) const {
  std::error_code error;
  for (fs::directory_iterator it(processes_, error), end; !error && it != end; it.increment(error)) {
    if (contentOf(it->path() / "comm") == program + "\n") return true;
  }
  return false;
}

bool RivalExamination::hasRule() const {
  for (const auto& folder : rules_) {
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const bool isOurs = it->path().filename().string().find("herald") != std::string::npos;
      if (isOurs && contentOf(it->path()).find("ID_MM_DEVICE_IGNORE") != std::string::npos) return true;
    }
  }
  return false;
}

std::vector<Finding> RivalExamination::look() const {
  std::vector<Finding> findings;
  if (runs("ModemManager") && !hasRule()) {
    findings.push_back({Finding::Severity::Warning, "ModemManager runs, and writes to each new serial device",
                        "without a modem: sudo systemctl disable --now ModemManager"});
  }
  if (runs("brltty")) {
    findings.push_back({Finding::Severity::Warning, "brltty runs, and takes serial devices for Braille displays",
                        "without a Braille display: sudo apt remove brltty"});
  }
  return findings;
}

}  // namespace herald::core::ctl
