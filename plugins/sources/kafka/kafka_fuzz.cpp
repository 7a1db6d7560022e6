// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/bad_event.h"
#include "herald/json.h"
#include "herald/testing/require.h"
#include "record_reader.h"

/// The input is a record: a header on each line as `name: value`, an empty line, the value of the record. The header
/// `millis` is the time of the record instead.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::kafka;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  Record record{.partition = {"printers", 3}, .offset = 17, .millis = 1588195498000};
  for (auto end = input.find('\n'); end != input.npos && end > 0; end = input.find('\n')) {
    const auto line = input.substr(0, end);
    const auto colon = line.find(": ");
    if (colon == line.npos)
      record.key = line;
    else if (line.starts_with("millis: "))
      std::from_chars(line.data() + colon + 2, line.data() + line.size(), record.millis);
    else
      record.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    input.remove_prefix(end + 1);
  }
  record.value = input.substr(input.starts_with('\n') ? 1 : 0);

  static const RecordReader strict(Settings(RecordReader::options(), {{"mostBytes", "64 KiB"}}));
  static const RecordReader any(Settings(RecordReader::options(), {{"mostBytes", "64 KiB"}, {"eventType", "Any"}}));
  for (const auto* reader : {&strict, &any}) {
    try {
      const Event event = reader->event(record);
      herald::testing::require(!event.type.empty() && !event.id.empty() && isJsonObject(event.payload) &&
                               isJsonObject(event.context));
      // The offset of a time zone may lead a day before 1970.
      herald::testing::require(event.time.time_since_epoch() > -std::chrono::days(1));
      herald::testing::require(reader->event(record).id == event.id);
    } catch (const events::BadEvent& bad) {
      herald::testing::require(*bad.what() != '\0');
    }
  }
  return 0;
}
