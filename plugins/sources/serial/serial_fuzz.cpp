// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "baud_rate.h"
#include "herald/json.h"
#include "herald/testing/require.h"
#include "line_splitter.h"
#include "line_translator.h"
#include "octoprint_log_line.h"

/// Translates the bytes of a printer into events. A line "!" is a new connection. At the end, the state is saved and
/// loaded again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::serial;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Clock::time_point now{std::chrono::hours(1)};
  LineTranslator translator({}, 1.7e9, now);
  LineSplitter splitter;
  Readability().add(bytes);
  bool running = false;
  splitter.feed(bytes, [&](std::string_view line) {
    now += std::chrono::seconds(1);
    if (line == "!") {
      translator.disconnected(now);
      translator.connected("/dev/fuzz", 115200, now);
    } else {
      translator.line(octoPrintLogLine(line), now);
      translator.sent(octoPrintSentCommand(line), now);
    }
    for (const Event& event : translator.takeEvents()) {
      testing::require(isJsonObject(event.payload) && isJsonObject(event.context));
      testing::require(event.type != "PrintStarted" || !running);
      if (event.type == "PrintStarted" || event.type == "PrintResumed") running = true;
      if (event.type == "PrintDone" || event.type == "PrintFailed") running = false;
    }
  });
  const std::string saved = translator.text();
  testing::require(isJsonObject(saved));
  const LineTranslator next(saved, 1.7e9, now);
  testing::require(isJsonObject(next.text()));
  LineTranslator(bytes, 0, now).line("Done printing file", now);
  return 0;
}
