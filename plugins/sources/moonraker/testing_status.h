// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "herald/testing/fake_feed.h"
#include "printer_translator.h"
#include "printing/testing/recorded.h"

namespace herald::moonraker {

/// Plays the lines of a script to one translator:
///   {"begin": {"klippy": {"state": …, "message": …}, "status": {…}, "history": {…}}}
///   {"method": "notify_…", "params": […]}   a notification of Moonraker's
///   + 4000                                  advances the clock by so many milliseconds
///   restart                                 Herald is killed and starts again
/// `metadata` is what Moonraker knows about every file.
inline void play(test::FakeFeed& feed, const std::vector<std::string>& script, const std::string& metadata) {
  const auto make = [&] {
    return std::make_unique<PrinterTranslator>(feed, PrinterTranslator::Setup{40, {}},
                                               [metadata](const std::string&) { return metadata; });
  };
  auto translator = make();
  for (std::string line : script) {
    if (line == "restart") {
      translator = make();
    } else if (line.starts_with("+ ")) {
      feed.host.advance(Millis(std::stoi(line.substr(2))));
      translator->reconcile();
    } else if (const std::string_view begin = jsonAt(line, "begin"); !begin.empty()) {
      const Klippy klippy{jsonToText(jsonAt(begin, "klippy.state")), jsonToText(jsonAt(begin, "klippy.message"))};
      translator->begin(klippy, jsonAt(begin, "status"), jsonAt(begin, "history"));
    } else if (const auto message = parseRpc(line)) {
      translator->take(*message);
    }
  }
}

}  // namespace herald::moonraker
