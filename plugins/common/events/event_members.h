// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::events {

/// Returns `text` if it may be a field of an event: at most 1,024 bytes without control characters. Otherwise throws
/// BadEvent, which names the field.
std::string checkedText(std::string_view name, std::string text);

/// What happens to a text that checkedText() does not accept. A client can be told; the writer of a log cannot.
enum class OddText : std::uint8_t { Refused, Mended };

/// The same text as a field of an event: with a blank for each control character, and cut to 1,024 bytes.
std::string mendedText(std::string text);

/// The members of a JSON object that somebody else sent. It rejects a duplicate member, and treats null as absent.
/// Every function throws BadEvent with a clause that names the member. Immutable; any thread may use it.
class EventMembers {
 public:
  /// `json` is one complete, valid JSON document, and must outlive this object, which points into it.
  explicit EventMembers(std::string_view json, OddText odd = OddText::Refused);

  OddText odd() const { return odd_; }
  std::string_view json() const { return json_; }
  bool has(const std::string& name) const { return raw_.contains(name); }
  std::string_view raw(const std::string& name) const;  ///< JSON; empty if absent
  std::string text(const std::string& name) const;      ///< a string, checked or mended; empty if absent
  std::string required(const std::string& name) const;  ///< the same, but not empty
  std::string object(const std::string& name) const;    ///< a JSON object as it was sent; "{}" if absent

  /// A time of RFC 3339, or a number of Unix seconds. Returns the clock's epoch if the member is absent.
  std::chrono::system_clock::time_point time(const std::string& name) const;

  auto begin() const { return raw_.begin(); }
  auto end() const { return raw_.end(); }

 private:
  std::string_view json_;
  OddText odd_;
  std::map<std::string, std::string_view> raw_;
};

}  // namespace herald::events
