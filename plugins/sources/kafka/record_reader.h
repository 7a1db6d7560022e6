// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/event.h"
#include "herald/settings.h"
#include "record.h"

namespace herald::kafka {

/// Makes an event of a record, as the options say. The same record becomes the same event on every machine and at every
/// time: its id depends on nothing else. Immutable; any thread may use it.
///
/// A record is a CloudEvent by the Kafka binding 1.0.2 (https://github.com/cloudevents/spec,
/// bindings/kafka-protocol-binding.md), binary or structured, or an event in Herald's own JSON form.
///
/// An event that another Herald has written is the event that it was: id, type, source, device, time, category,
/// subject, payload and context. Of any other CloudEvent, an id that is a UUID stays. Another id is unique only
/// together with the event's source, so both become a name-based UUID, and `originalId` of the context has the id. A
/// record without an id gets one from its place in the log.
class RecordReader {
 public:
  static std::vector<Option> options();  ///< eventType, mostBytes

  explicit RecordReader(const Settings& settings);

  /// Throws events::BadEvent.
  Event event(const Record& record) const;

 private:
  Event read(const Record& record) const;
  Event readJson(const Record& record) const;

  std::string eventType_;
  std::uint64_t mostBytes_;
};

}  // namespace herald::kafka
