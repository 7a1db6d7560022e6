// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "herald/export.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// What a plugin may add to the events that pass it. `heraldctl check` warns of names that nobody has.
struct Vocabulary {
  std::vector<std::string> events{};     ///< event types, with * and ? as wildcards
  std::vector<std::string> variables{};  ///< "job" with any member, or one member: "human.percent"

  /// Only of a transform. By option: the event types of which it must see at least one to do its work, with wildcards,
  /// such as "until" and what ends a reminder. `heraldctl check` warns if a route passes none of them.
  std::map<std::string, std::vector<std::string>> awaits{};
};

/// An optional interface of a source, transform or sink: says all that it may add. A source with it publishes events of
/// its own device alone. A plugin without it may add anything, so Herald warns of nothing behind it. Herald calls it
/// after configure, from any thread.
class HERALD_API VocabularyOwner {
 public:
  virtual ~VocabularyOwner();
  virtual Vocabulary vocabulary() const = 0;
};

/// An optional interface of every plugin: says which settings are allowed, but probably a mistake. `heraldctl check`
/// shows them as warnings. Herald calls it after configure, from any thread.
class HERALD_API Adviser {
 public:
  virtual ~Adviser();
  virtual std::vector<Problem> advice() const = 0;  ///< `why` continues a sentence that begins with the option
};

}  // namespace herald::inline v1
