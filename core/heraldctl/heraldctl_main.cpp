// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "engine/config/config_problem.h"
#include "herald/safe_text.h"
#include "heraldctl/command_line.h"
#include "heraldctl/text/safe_stream.h"
#include "heraldctl/verbs/verbs.h"

int main(int argc, char** argv) {
  using namespace herald::core;
  ctl::SafeStream out(std::cout), err(std::cerr);
  try {
    return ctl::runCommandLine(argc, argv, ctl::allVerbs(), out, err);
  } catch (const BadConfiguration& bad) {
    err << bad.what() << std::endl;
    return ctl::kBadConfiguration;
  } catch (const std::exception& error) {
    err << "heraldctl: " << herald::safeText(error.what()) << std::endl;
    return 1;
  }
}
