#include <cstddef>
#include <cstdint>
#include <string_view>

#include "baud_rate.h"
#include "herald/json.h"
#include "line_splitter.h"
#include "logged_line.h"
#include "printer.h"

/// What comes over a line, as bytes; a line that is only "!" stands for a new connection. After it all, what is known
/// is saved and taken up again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::serial;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Clock::time_point now{std::chrono::hours(1)};
  Printer printer({}, 1.7e9, now);
  LineSplitter splitter;
  Readability().add(bytes);
  bool running = false;
  splitter.feed(bytes, [&](std::string_view line) {
    now += std::chrono::seconds(1);
    if (line == "!") {
      printer.disconnected(now);
      printer.connected("/dev/fuzz", 115200, now);
    } else {
      printer.line(loggedLine(line), now);
    }
    for (const Event& event : printer.takeEvents()) {
      if (!isJsonObject(event.payload) || !isJsonObject(event.context)) __builtin_trap();
      if (event.type == "PrintStarted" && running) __builtin_trap();
      if (event.type == "PrintStarted") running = true;
      if (event.type == "PrintDone" || event.type == "PrintFailed") running = false;
    }
  });
  const std::string saved = printer.text();
  if (!isJsonObject(saved)) __builtin_trap();
  const Printer next(saved, 1.7e9, now);
  if (!isJsonObject(next.text())) __builtin_trap();
  Printer(bytes, 0, now).line("Done printing file", now);
  return 0;
}
