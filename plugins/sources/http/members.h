#pragma once

#include <map>
#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::http_source {

/// `text`, if it may stand in an event's field: at most 1,024 bytes, UTF-8 without control characters. Throws Refusal
/// that names the field.
std::string checkedText(std::string_view name, std::string text);

/// The members of one JSON object that somebody sent, each of them once; one that is null counts as absent. Everything
/// throws Refusal (400) with a clause that names the member.
class Members {
 public:
  /// `json` is one whole, valid JSON document; the views of what is in it point into it.
  explicit Members(std::string_view json);

  std::string_view json() const { return json_; }
  bool has(const std::string& name) const { return raw_.contains(name); }
  std::string_view raw(const std::string& name) const;  ///< empty if absent
  std::string text(const std::string& name) const;      ///< of a string; empty if absent; see checkedText
  std::string required(const std::string& name) const;  ///< of a string that is not empty
  std::string object(const std::string& name) const;    ///< as it stands; "{}" if absent

  /// RFC 3339, or a number of Unix seconds; the clock's zero if absent.
  std::chrono::system_clock::time_point time(const std::string& name) const;

  auto begin() const { return raw_.begin(); }
  auto end() const { return raw_.end(); }

 private:
  std::string_view json_;
  std::map<std::string, std::string_view> raw_;
};

}  // namespace herald::http_source
