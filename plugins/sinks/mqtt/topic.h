// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Names of topics (a/b/c) and filters (a/+/#), by section 4.7 of MQTT 5. Any thread may call these functions.
namespace herald::mqtt {

/// The encoder of topic templates: a value that stays within one level. `/`, `+`, `#`, control characters and a `$` at
/// its beginning become `_`, so that no value adds a level, or moves a message to `$SYS`. Bytes that are not UTF-8
/// become U+FFFD.
std::string topicLevel(std::string_view value);

/// What is wrong with the name of a topic, as a clause after it: "is empty"; empty if it can be published to.
std::string topicProblem(std::string_view topic);

/// The same for a filter: "has a # that is not the last level".
std::string filterProblem(std::string_view filter);

/// True if a message to `topic` reaches a subscription to `filter`. A filter that begins with a wildcard matches no
/// topic that begins with `$`. A shared subscription ($share/GROUP/FILTER) matches as its FILTER does.
bool matches(std::string_view filter, std::string_view topic);

/// The levels of a topic or filter: "a//b" has three. The views point into `topic`.
std::vector<std::string_view> levelsOf(std::string_view topic);

}  // namespace herald::mqtt
