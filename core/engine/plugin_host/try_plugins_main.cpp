// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_trial.h"

int main(int argc, char** argv) { herald::core::runTrial(argc, argv); }
