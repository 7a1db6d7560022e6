// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "engine/config/config_problem.h"
#include "heraldctl/command_line.h"
#include "heraldctl/verbs/verbs.h"

namespace {

constexpr int kBadConfiguration = 78;  // EX_CONFIG of sysexits.h

}  // namespace

int main(int argc, char** argv) {
  using namespace herald::core;
  try {
    return ctl::runCommandLine(argc, argv, ctl::allVerbs(), std::cout);
  } catch (const BadConfiguration& bad) {
    std::cerr << bad.what() << std::endl;
    return kBadConfiguration;
  } catch (const std::exception& error) {
    std::cerr << "heraldctl: " << error.what() << std::endl;
    return 1;
  }
}
