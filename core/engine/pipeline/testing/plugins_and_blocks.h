// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/plan_tools.h"
#include "engine/plugin_host/testing/bad_plugin_folder.h"
#include "testing/fake_time.h"

namespace herald::core {

/// For tests of planning: the plugins `good`, `labelled` and `misbehaving` of tests/bad_plugins, and configurations as
/// text.
class PluginsAndBlocks : public ::testing::Test {
 protected:
  PluginsAndBlocks() {
    folder_.put("good", "good.so");
    folder_.put("labelled", "labelled.so");
    folder_.put("misbehaving", "misbehaving.so");
    plugins_.scan({folder_.path()});
  }

  Configuration configured(const std::string& text) {
    return readConfiguration(folder_.write("herald.properties", text));
  }

  static std::vector<std::string> texts(const std::vector<ConfigProblem>& problems) {
    std::vector<std::string> result;
    for (auto problem : problems) {
      problem.at.file = problem.at.file.substr(problem.at.file.rfind('/') + 1);
      result.push_back(toString(problem));
    }
    return result;
  }

  BadPluginFolder folder_{};
  FakeTime time_{};
  PluginHost plugins_{};
  PlanTools tools_{.plugins = plugins_, .time = time_, .http = {}, .state = {}, .mask = {}};
};

}  // namespace herald::core
