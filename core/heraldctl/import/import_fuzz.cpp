// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "heraldctl/import/hook_conversion.h"
#include "heraldctl/import/webhooks_settings.h"

/// Whatever OctoPrint's configuration holds, an import gives sinks or one sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald::core::import;
  try {
    const auto settings = readWebhooksSettings({reinterpret_cast<const char*>(data), size});
    for (const auto& hook : settings.hooks) convertHook(hook, settings.version == 0);
  } catch (const std::runtime_error&) {
    // said in one sentence
  }
  return 0;
}
